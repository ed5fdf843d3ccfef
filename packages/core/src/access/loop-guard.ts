import type { Instant } from '../ports/clock.ts';

/** Messages of one sender in one conversation within a minute, from which on nobody types by hand. */
const MAX_PER_MINUTE = 30;
const WINDOW_MS = 60_000;
/** How often the same text may come in a row. */
const MAX_REPEATS = 5;
const REPEAT_WINDOW_MS = 5 * 60_000;
/** How long a loop stays cut. */
const COOL_DOWN_MS = 5 * 60_000;
/** Senders that are remembered at once; the longest silent is forgotten first. */
const MAX_SENDERS = 10_000;
/** Events of one sender whose verdict is remembered, for when they are offered again. */
const MAX_JUDGED = 64;

type Seen = {
  readonly arrivals: Instant[];
  readonly judged: Map<string, LoopVerdict>;
  text: string;
  repeats: number;
  repeatedSince: Instant;
  cutUntil: Instant;
};

export type LoopVerdict =
  | { readonly loops: false }
  /** `first`: it was recognised with this message, and somebody should be told. */
  | { readonly loops: true; readonly reason: string; readonly first: boolean };

/**
 * Recognises programs that answer each other: more messages than a person writes, or the same one
 * again and again. It remembers in this process only; a restart cuts a loop anyway.
 */
export class LoopGuard {
  readonly #seen = new Map<string, Seen>();

  /**
   * `eventKey` names the event: one that a platform offers again is judged as the first time. `at` is when it
   * was written, so that what a platform held back does not count as haste.
   */
  judge(sender: string, eventKey: string, text: string, at: Instant): LoopVerdict {
    const seen = this.#take(sender, at);
    const before = seen.judged.get(eventKey);
    if (before) return { ...before, ...(before.loops && { first: false }) };
    const verdict = judgeNew(seen, text, at);
    seen.judged.set(eventKey, verdict);
    if (seen.judged.size > MAX_JUDGED) dropOldest(seen.judged);
    return verdict;
  }

  #take(sender: string, at: Instant): Seen {
    const seen = this.#seen.get(sender) ?? newSeen(at);
    this.#seen.delete(sender);
    this.#seen.set(sender, seen);
    if (this.#seen.size > MAX_SENDERS) dropOldest(this.#seen);
    return seen;
  }
}

function newSeen(at: Instant): Seen {
  return {
    arrivals: [],
    judged: new Map(),
    text: '',
    repeats: 0,
    repeatedSince: at,
    cutUntil: Number.NEGATIVE_INFINITY,
  };
}

function dropOldest(map: Map<string, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

function judgeNew(seen: Seen, text: string, at: Instant): LoopVerdict {
  if (seen.cutUntil > at) return { loops: true, reason: 'loop:cut', first: false };
  const reason = countRepeat(seen, text, at) ?? countArrival(seen, at);
  if (!reason) return { loops: false };
  seen.cutUntil = at + COOL_DOWN_MS;
  seen.repeats = 0;
  seen.arrivals.length = 0;
  return { loops: true, reason, first: true };
}

function countRepeat(seen: Seen, text: string, at: Instant): string | null {
  const head = text.slice(0, 500);
  const again = head !== '' && head === seen.text && at - seen.repeatedSince < REPEAT_WINDOW_MS;
  if (!again) {
    seen.text = head;
    seen.repeatedSince = at;
    seen.repeats = 0;
  }
  seen.repeats += 1;
  return seen.repeats > MAX_REPEATS ? 'loop:repeats' : null;
}

function countArrival(seen: Seen, at: Instant): string | null {
  while (seen.arrivals.length > 0 && at - seen.arrivals[0]! >= WINDOW_MS) seen.arrivals.shift();
  seen.arrivals.push(at);
  return seen.arrivals.length > MAX_PER_MINUTE ? 'loop:volume' : null;
}
