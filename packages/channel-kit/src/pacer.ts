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
/** For how long the place of one that was told to wait is kept after the time that it was told. */
const LATE_MS = 5_000;

type Bucket = { tokens: number; filledAt: number };
type Pace = Bucket & {
  readonly sentAt: number[];
  /** What was given room and may not have arrived yet. */
  under: number;
  /** Who was told to wait, in their order, and until when their place is kept. */
  readonly waiting: Map<string, number>;
};

/**
 * Keeps a login within its platform's limits, so that it is not told to wait. Nobody waits in here: who
 * has no room is told for how long, and goes before those who ask later. What can be left out leaves room
 * for what can not.
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

  /**
   * Takes room for a message: 0 when it has it, or in how many milliseconds to ask again. `who` is the one
   * that asks, where a conversation has several, such as the topics of a forum. Call `arrived` afterwards.
   */
  take(conversation: string, isShared: boolean, who = conversation): number {
    const now = this.#clock.monotonic();
    const pace = this.#paceOf(conversation, now);
    const ahead = aheadOf(pace, who, now);
    const waitMs = Math.max(this.#waitOf(pace, isShared, now, ahead), this.#waitOfAll());
    if (waitMs > 0) pace.waiting.set(who, now + waitMs + LATE_MS);
    else {
      pace.waiting.delete(who);
      this.#spend(pace, now);
    }
    return Math.ceil(waitMs);
  }

  /** Takes room for what can be left out: false where a message may need it soon. Call `arrived` after true. */
  takeSpare(conversation: string, isShared: boolean): boolean {
    const { burst, sharedPerMinute, allBurst } = this.#limits;
    const now = this.#clock.monotonic();
    const pace = this.#paceOf(conversation, now);
    const isFree =
      aheadOf(pace, '', now) === 0 &&
      pace.tokens >= Math.min(2, burst) &&
      this.#all.tokens >= Math.min(2, allBurst) &&
      (!isShared || recent(pace, now) < sharedPerMinute * 0.6);
    if (isFree) this.#spend(pace, now);
    return isFree;
  }

  /** Whether a message would have room now; takes none. */
  hasRoom(conversation: string, isShared: boolean): boolean {
    const now = this.#clock.monotonic();
    const pace = this.#paceOf(conversation, now);
    const isNext = aheadOf(pace, '', now) === 0;
    return isNext && this.#waitOf(pace, isShared, now, 0) <= 0 && this.#waitOfAll() <= 0;
  }

  /**
   * What had room has arrived, or will not any more. The platform counts when a message arrives: until then
   * its room does not fill again, however slow the line is.
   */
  arrived(conversation: string): void {
    const pace = this.#paces.get(conversation);
    if (!pace || pace.under === 0) return;
    this.#fillPace(pace, this.#clock.monotonic());
    pace.under -= 1;
  }

  #waitOf(pace: Pace, isShared: boolean, now: number, ahead: number): number {
    const { perSecond, sharedPerMinute } = this.#limits;
    const ownMs = waitFor(pace, perSecond, ahead + 1);
    const free = sharedPerMinute - recent(pace, now);
    if (!isShared || free > ahead) return ownMs;
    const first = pace.sentAt[Math.min(pace.sentAt.length - 1, ahead - free)] ?? now;
    return Math.max(ownMs, first + MINUTE_MS - now);
  }

  #waitOfAll(): number {
    return waitFor(this.#all, this.#limits.allPerSecond, 1);
  }

  #spend(pace: Pace, now: number): void {
    pace.tokens -= 1;
    pace.under += 1;
    pace.sentAt.push(now);
    // What is older than any limit looks back is forgotten, also where nobody asks for it.
    if (pace.sentAt.length > this.#limits.sharedPerMinute) pace.sentAt.shift();
    this.#all.tokens -= 1;
  }

  #paceOf(conversation: string, now: number): Pace {
    const { burst, allBurst, allPerSecond } = this.#limits;
    fill(this.#all, allBurst, allPerSecond, now);
    const known = this.#paces.get(conversation);
    const fresh = { tokens: burst, filledAt: now, sentAt: [], under: 0, waiting: new Map() };
    const pace: Pace = known ?? fresh;
    this.#fillPace(pace, now);
    // The one that was used last stands last.
    this.#paces.delete(conversation);
    this.#paces.set(conversation, pace);
    if (this.#paces.size > MAX_REMEMBERED) this.#paces.delete(this.#paces.keys().next().value!);
    return pace;
  }

  #fillPace(pace: Pace, now: number): void {
    const { burst, perSecond } = this.#limits;
    fill(pace, burst - pace.under, perSecond, now);
  }
}

/** How many were told to wait before that one. Who did not come when it was time has lost their place. */
function aheadOf({ waiting }: Pace, who: string, now: number): number {
  let ahead = 0;
  for (const [name, until] of waiting) {
    if (until < now) waiting.delete(name);
    else if (name === who) return ahead;
    else ahead += 1;
  }
  return ahead;
}

function fill(bucket: Bucket, most: number, perSecond: number, now: number): void {
  const since = (now - bucket.filledAt) / SECOND_MS;
  bucket.tokens = Math.max(bucket.tokens, Math.min(most, bucket.tokens + since * perSecond));
  bucket.filledAt = now;
}

/** Until the bucket has held so many messages; what is missing by less than a rounding error is there. */
function waitFor({ tokens }: Bucket, perSecond: number, messages: number): number {
  const missing = messages - tokens;
  return missing > 1e-9 ? (missing / perSecond) * SECOND_MS : 0;
}

function recent(pace: Pace, now: number): number {
  while (pace.sentAt.length > 0 && pace.sentAt[0]! <= now - MINUTE_MS) pace.sentAt.shift();
  return pace.sentAt.length;
}
