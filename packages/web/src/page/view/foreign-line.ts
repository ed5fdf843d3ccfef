/** What acts on a line or turns the text around it. */
const ACTS = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]+/gu;

/** The words of a stranger on one line in which nothing acts, cut where they go on too long. */
export function foreignLine(text: string, maxUnits = 200): string {
  const line = text
    .slice(0, 4 * maxUnits)
    .replace(ACTS, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return line.length <= maxUnits ? line : `${line.slice(0, maxUnits - 1).toWellFormed()}…`;
}
