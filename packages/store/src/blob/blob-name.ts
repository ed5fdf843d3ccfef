/** How long a blob that nothing refers to is left alone: whoever put it may be about to write the row that does. */
export const SWEEP_AGE_MS = 3_600_000;

/** Whether a text is a blob's name. It becomes part of a path, so nothing else may pass. */
export function isBlobName(text: string): boolean {
  return /^[0-9a-f]{64}$/u.test(text);
}
