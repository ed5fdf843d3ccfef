import type { Clock } from '@coderclaw/core';
import { rateLimited } from '../error/api-error.ts';
import type { ChatRecord } from '../memory/record.ts';

/**
 * How much a bot may say. The defaults are those of core.telegram.org/bots/faq#my-bot-is-hitting-limits:
 * about one message a second in one chat with short bursts, 20 a minute in one group, about 30 a second
 * in all. Edits count as messages do.
 */
export type FloodLimits = {
  readonly perChatPerSecond: number;
  /** How many messages one chat takes at once. */
  readonly chatBurst: number;
  readonly perGroupPerMinute: number;
  readonly allPerSecond: number;
  /** By how many seconds each call within a wait makes it longer. */
  readonly penaltySeconds: number;
};

export const REAL_LIMITS: FloodLimits = {
  perChatPerSecond: 1,
  chatBurst: 3,
  perGroupPerMinute: 20,
  allPerSecond: 30,
  penaltySeconds: 1,
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

type ChatFlood = {
  readonly sentAt: number[];
  tokens: number;
  filledAt: number;
  blockedUntil: number;
};

/** Counts what the bot sends, and refuses with 429 what is too much. Throws an ApiError. */
export class FloodControl {
  readonly #limits: FloodLimits | undefined;
  readonly #clock: Clock;
  readonly #chats = new Map<number, ChatFlood>();
  #all: number[] = [];
  /** How often it refused. */
  refused = 0;

  /** Without limits nothing is ever refused. */
  constructor(limits: FloodLimits | undefined, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Lets `count` messages into that chat pass, or throws. A refused call counts for nothing but its penalty. */
  admit(chat: ChatRecord, count = 1): void {
    const limits = this.#limits;
    if (!limits) return;
    const now = this.#clock.monotonic();
    const flood = this.#floodOf(chat.id, limits, now);
    if (flood.blockedUntil > now) {
      flood.blockedUntil += limits.penaltySeconds * SECOND_MS;
      this.#refuse(flood.blockedUntil - now);
    }
    const waitMs = Math.max(
      chatWait(flood, limits, count),
      chat.kind === 'private'
        ? 0
        : windowWait(flood.sentAt, limits.perGroupPerMinute, MINUTE_MS, now, count),
      windowWait(this.#all, limits.allPerSecond, SECOND_MS, now, count),
    );
    if (waitMs > 0) {
      flood.blockedUntil = now + waitMs;
      this.#refuse(waitMs);
    }
    flood.tokens -= count;
    for (let sent = 0; sent < count; sent += 1) {
      flood.sentAt.push(now);
      this.#all.push(now);
    }
    this.#forget(flood, now);
  }

  #refuse(waitMs: number): never {
    this.refused += 1;
    throw rateLimited(Math.max(1, Math.ceil(waitMs / SECOND_MS)));
  }

  #floodOf(chatId: number, limits: FloodLimits, now: number): ChatFlood {
    const known = this.#chats.get(chatId);
    const flood = known ?? { sentAt: [], tokens: limits.chatBurst, filledAt: now, blockedUntil: 0 };
    this.#chats.set(chatId, flood);
    const filled = ((now - flood.filledAt) / SECOND_MS) * limits.perChatPerSecond;
    flood.tokens = Math.min(limits.chatBurst, flood.tokens + filled);
    flood.filledAt = now;
    return flood;
  }

  #forget(flood: ChatFlood, now: number): void {
    while (flood.sentAt.length > 0 && flood.sentAt[0]! <= now - MINUTE_MS) flood.sentAt.shift();
    this.#all = this.#all.filter((at) => at > now - SECOND_MS);
  }
}

/** How long until the chat's bucket holds that many; an album larger than the bucket passes when it is full. */
function chatWait(flood: ChatFlood, limits: FloodLimits, count: number): number {
  const missing = Math.min(count, limits.chatBurst) - flood.tokens;
  return missing <= 0 ? 0 : (missing / limits.perChatPerSecond) * SECOND_MS;
}

/** How long until `count` more fit among the `limit` of one window. */
function windowWait(
  sentAt: readonly number[],
  limit: number,
  windowMs: number,
  now: number,
  count: number,
): number {
  const recent = sentAt.filter((at) => at > now - windowMs);
  const excess = recent.length + Math.min(count, limit) - limit;
  return excess <= 0 ? 0 : recent[excess - 1]! + windowMs - now;
}
