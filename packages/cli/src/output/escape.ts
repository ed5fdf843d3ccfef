/**
 * T27. What could move the cursor, recolour the screen, hide text or turn its direction: C0 and C1
 * controls, bidirectional marks, embeddings and isolates, line and paragraph separators, zero-width
 * and tag characters, and lone surrogates.
 */
const UNSAFE =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** Foreign text on one line of a terminal: nothing in it acts, and everything in it can be seen. */
export function escapeLine(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Foreign text that may have lines and tabs of its own. */
export function escapeText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNSAFE, (found) =>
      found === '\n' || found === '\t' ? found : escapeCharacter(found),
    );
}

/** JSON in which no character acts on a terminal; it parses to the very same value. */
export function escapeJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return text.replace(UNSAFE, (found) => (found === '\n' ? found : toUtf16Escapes(found)));
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? toUtf16Escapes(character) : `\\u{${code.toString(16)}}`;
}

function toUtf16Escapes(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
