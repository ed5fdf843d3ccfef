import type { Clock } from '@coderclaw/core';

/** How much a platform lets one login say. */
export type PaceLimits = {
  /** Messages that one conversation takes at once, and how many it takes a second in the long run. */
  readonly burst: number;
  readonly perSecond: number;
  /** Messages a minute in a conversation of several people. */
  readonly sharedPerMinute: number;
  /** Messages a second in all conversations together. */
  readonly allPerSecond: number;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Conversations that are remembered; one that was quiet for a minute is forgotten first. */
const MAX_REMEMBERED = 10_000;

type Pace = { tokens: number; filledAt: number; readonly sentAt: number[] };

/**
 * Keeps a login within its platform's limits, so that it is not told to wait. Nobody waits in here: who
 * has no room is told for how long. What can be left out leaves room for what can not.
 */
export class Pacer {
  readonly #limits: PaceLimits;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #paces = new Map<string, Pace>();
  #all: number[] = [];

  constructor(limits: PaceLimits, clock: Pick<Clock, 'monotonic'>) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Takes room for a message: 0 when it has it, or in how many milliseconds to ask again. */
  take(conversation: string, isShared: boolean): number {
    const now = this.#clock.monotonic();
    const pace = this.#paceOf(conversation, now);
    const waitMs = Math.max(this.#waitOf(pace, isShared, now), this.#waitOfAll(now));
    if (waitMs <= 0) this.#spend(pace, now);
    return Math.ceil(waitMs);
  }

  /** Takes room for what can be left out: false where a message may need it soon. */
  takeSpare(conversation: string, isShared: boolean): boolean {
    const { burst, sharedPerMinute, allPerSecond } = this.#limits;
    const now = this.#clock.monotonic();
    const pace = this.#paceOf(conversation, now);
    this.#waitOfAll(now);
    const isFree =
      pace.tokens >= Math.min(2, burst) &&
      this.#all.length < allPerSecond * 0.6 &&
      (!isShared || recent(pace, now) < sharedPerMinute * 0.6);
    if (isFree) this.#spend(pace, now);
    return isFree;
  }

  #waitOf(pace: Pace, isShared: boolean, now: number): number {
    const { perSecond, sharedPerMinute } = this.#limits;
    const missing = 1 - pace.tokens;
    const ownMs = missing > 0 ? (missing / perSecond) * SECOND_MS : 0;
    if (!isShared || recent(pace, now) < sharedPerMinute) return ownMs;
    return Math.max(ownMs, pace.sentAt.at(-sharedPerMinute)! + MINUTE_MS - now);
  }

  #waitOfAll(now: number): number {
    this.#all = this.#all.filter((at) => at > now - SECOND_MS);
    const { allPerSecond } = this.#limits;
    if (this.#all.length < allPerSecond) return 0;
    return this.#all.at(-allPerSecond)! + SECOND_MS - now;
  }

  #spend(pace: Pace, now: number): void {
    pace.tokens -= 1;
    pace.sentAt.push(now);
    this.#all.push(now);
  }

  #paceOf(conversation: string, now: number): Pace {
    const { burst, perSecond } = this.#limits;
    const known = this.#paces.get(conversation);
    const pace = known ?? { tokens: burst, filledAt: now, sentAt: [] };
    pace.tokens = Math.min(burst, pace.tokens + ((now - pace.filledAt) / SECOND_MS) * perSecond);
    pace.filledAt = now;
    // The one that was used last stands last.
    this.#paces.delete(conversation);
    this.#paces.set(conversation, pace);
    if (this.#paces.size > MAX_REMEMBERED) this.#paces.delete(this.#paces.keys().next().value!);
    return pace;
  }
}

function recent(pace: Pace, now: number): number {
  while (pace.sentAt.length > 0 && pace.sentAt[0]! <= now - MINUTE_MS) pace.sentAt.shift();
  return pace.sentAt.length;
}
