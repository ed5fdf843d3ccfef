import type { Clock } from '@coderclaw/core';

/** How much a platform lets one login say. */
export type PaceLimits = {
  /** Messages that one conversation takes at once, and how many it takes a second in the long run. */
  readonly burst: number;
  readonly perSecond: number;
  /** Messages a minute in a conversation of several people. */
  readonly sharedPerMinute: number;
  /** Messages in all conversations together: at once, and a second in the long run. */
  readonly allBurst: number;
  readonly allPerSecond: number;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Conversations that are remembered; one that was quiet for a minute is forgotten first. */
const MAX_REMEMBERED = 10_000;

type Bucket = { tokens: number; filledAt: number };
type Pace = Bucket & { readonly sentAt: number[] };

/**
 * Keeps a login within its platform's limits, so that it is not told to wait. Nobody waits in here: who
 * has no room is told for how long. What can be left out leaves room for what can not.
 */
export class Pacer {
  readonly #limits: PaceLimits;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #paces = new Map<string, Pace>();
  readonly #all: Bucket;

  constructor(limits: PaceLimits, clock: Pick<Clock, 'monotonic'>) {
    this.#limits = limits;
    this.#clock = clock;
    this.#all = { tokens: limits.allBurst, filledAt: clock.monotonic() };
  }

  /** Takes room for a message: 0 when it has it, or in how many milliseconds to ask again. */
  take(conversation: string, isShared: boolean): number {
    const now = this.#clock.monotonic();
    const pace = this.#paceOf(conversation, now);
    const waitMs = Math.max(this.#waitOf(pace, isShared, now), this.#waitOfAll());
    if (waitMs <= 0) this.#spend(pace, now);
    return Math.ceil(waitMs);
  }

  /** Takes room for what can be left out: false where a message may need it soon. */
  takeSpare(conversation: string, isShared: boolean): boolean {
    const { burst, sharedPerMinute, allBurst } = this.#limits;
    const now = this.#clock.monotonic();
    const pace = this.#paceOf(conversation, now);
    const isFree =
      pace.tokens >= Math.min(2, burst) &&
      this.#all.tokens >= Math.min(2, allBurst) &&
      (!isShared || recent(pace, now) < sharedPerMinute * 0.6);
    if (isFree) this.#spend(pace, now);
    return isFree;
  }

  #waitOf(pace: Pace, isShared: boolean, now: number): number {
    const { perSecond, sharedPerMinute } = this.#limits;
    const ownMs = waitFor(pace, perSecond);
    if (!isShared || recent(pace, now) < sharedPerMinute) return ownMs;
    return Math.max(ownMs, pace.sentAt.at(-sharedPerMinute)! + MINUTE_MS - now);
  }

  #waitOfAll(): number {
    return waitFor(this.#all, this.#limits.allPerSecond);
  }

  #spend(pace: Pace, now: number): void {
    pace.tokens -= 1;
    pace.sentAt.push(now);
    // What is older than any limit looks back is forgotten, also where nobody asks for it.
    if (pace.sentAt.length > this.#limits.sharedPerMinute) pace.sentAt.shift();
    this.#all.tokens -= 1;
  }

  #paceOf(conversation: string, now: number): Pace {
    const { burst, perSecond, allBurst, allPerSecond } = this.#limits;
    fill(this.#all, allBurst, allPerSecond, now);
    const known = this.#paces.get(conversation);
    const pace = known ?? { tokens: burst, filledAt: now, sentAt: [] };
    fill(pace, burst, perSecond, now);
    // The one that was used last stands last.
    this.#paces.delete(conversation);
    this.#paces.set(conversation, pace);
    if (this.#paces.size > MAX_REMEMBERED) this.#paces.delete(this.#paces.keys().next().value!);
    return pace;
  }
}

function fill(bucket: Bucket, burst: number, perSecond: number, now: number): void {
  const since = (now - bucket.filledAt) / SECOND_MS;
  bucket.tokens = Math.min(burst, bucket.tokens + since * perSecond);
  bucket.filledAt = now;
}

/** Until the bucket holds a message; what is missing by less than a rounding error is there. */
function waitFor({ tokens }: Bucket, perSecond: number): number {
  const missing = 1 - tokens;
  return missing > 1e-9 ? (missing / perSecond) * SECOND_MS : 0;
}

function recent(pace: Pace, now: number): number {
  while (pace.sentAt.length > 0 && pace.sentAt[0]! <= now - MINUTE_MS) pace.sentAt.shift();
  return pace.sentAt.length;
}
