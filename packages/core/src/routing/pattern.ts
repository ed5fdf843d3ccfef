/** A text is looked at this far: nobody calls us by name behind that. */
const MAX_UNITS = 4_000;

/**
 * Whether `text` holds `pattern` as words, in any case; `*` stands for any characters within a word.
 * Deliberately no regular expression: the text is a stranger's, and the time stays linear.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const words = wordsOf(text.slice(0, MAX_UNITS));
  const wanted = wordsOf(pattern, '*');
  if (wanted.length === 0) return false;
  for (let start = 0; start + wanted.length <= words.length; start += 1) {
    if (wanted.every((word, index) => matchesWord(words[start + index]!, word))) return true;
  }
  return false;
}

function wordsOf(text: string, also = ''): readonly string[] {
  const separators = also === '*' ? /[^\p{L}\p{N}\p{M}_@*]+/u : /[^\p{L}\p{N}\p{M}_@]+/u;
  return text.toLowerCase().normalize('NFC').split(separators).filter(Boolean);
}

/** Greedy matching of the pieces between the stars, each found once from left to right. */
function matchesWord(word: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return word === pattern;
  const [first = '', ...rest] = pieces;
  const last = rest.pop() ?? '';
  if (word.length < first.length + last.length) return false;
  if (!word.startsWith(first) || !word.endsWith(last)) return false;
  let from = first.length;
  const end = word.length - last.length;
  for (const piece of rest) {
    const found = word.indexOf(piece, from);
    if (found === -1 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
}
