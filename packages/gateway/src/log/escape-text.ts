/**
 * Control, ANSI, bidirectional and other invisible characters, line separators and lone surrogates:
 * what could move a terminal's cursor, hide text or begin a forged line.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escaping them is the point.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/** A text that prints as one harmless line: every unsafe character becomes `\u{…}`. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
