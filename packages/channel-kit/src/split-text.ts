/** A segment that alone is longer than a part is cut between code points; this is the shortest part for which that is possible. */
const MIN_UNITS = 2;

/**
 * Cuts a text into parts of at most `maxUnits` UTF-16 units that join to exactly that text. It cuts
 * after a paragraph, else a line, else a word, when one ends in the second half of the part; else
 * between grapheme clusters (UAX #29); inside one only when it alone is too long; never inside a surrogate pair.
 */
export function splitText(text: string, maxUnits: number): readonly string[] {
  if (!(maxUnits >= MIN_UNITS)) throw new RangeError(`maxUnits has to be at least ${MIN_UNITS}`);
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > maxUnits) {
    const end = start + findCut(text.slice(start, start + maxUnits + LOOK_AHEAD_UNITS), maxUnits);
    parts.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}

/** Room behind the part for the rest of a cluster that begins in it. */
const LOOK_AHEAD_UNITS = 64;

/** Where to cut `window`, which holds somewhat more than a part may. */
function findCut(window: string, maxUnits: number): number {
  for (const boundary of ['\n\n', '\n', ' ']) {
    const end = window.lastIndexOf(boundary, maxUnits - boundary.length) + boundary.length;
    if (end > maxUnits / 2 && end <= maxUnits && !continuesCluster(window, end)) return end;
  }
  return clusterCut(window, maxUnits);
}

/** A mark or joiner after the cut belongs to what stands before it. */
function continuesCluster(window: string, end: number): boolean {
  return /^(?:\p{M}|\u200d|\ufe0f)/u.test(window.slice(end));
}

/** Clusters are looked for near the end only: a part of megabytes must not be segmented whole. */
const TAIL_UNITS = 256;

function clusterCut(window: string, maxUnits: number): number {
  const from = safeStart(window, Math.max(0, maxUnits - TAIL_UNITS));
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let cut = 0;
  for (const { index } of segmenter.segment(window.slice(from))) {
    if (index > 0 && from + index <= maxUnits) cut = from + index;
  }
  return cut > 0 ? cut : safeStart(window, maxUnits);
}

/** `at`, or one unit before it when a surrogate pair would be cut there. */
function safeStart(text: string, at: number): number {
  const code = text.codePointAt(at - 1);
  return at > 0 && code !== undefined && code > 0xffff ? at - 1 : at;
}
