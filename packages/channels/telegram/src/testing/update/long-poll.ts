import type { Update } from 'grammy/types';
import { apiError } from '../error/api-error.ts';
import type { CallArguments } from '../server/call-arguments.ts';
import type { Platform } from '../server/platform.ts';

const MAX_LIMIT = 100;
/** `LONG_POLL_MAX_TIMEOUT` in tdlib/telegram-bot-api. */
const MAX_TIMEOUT_SECONDS = 50;
/** One answer holds about this much; further updates come with the next (`JsonUpdates`). */
const MAX_ANSWER_BYTES = 1 << 22;

type Poll = {
  readonly offset: number;
  readonly limit: number;
  readonly ended: AbortController;
  resolve(updates: readonly Update[]): void;
  reject(error: Error): void;
};

/**
 * getUpdates, as `process_get_updates_query` and `do_get_updates` of tdlib/telegram-bot-api do it: an
 * offset confirms and forgets what lies before it; a poll that has to wait ends the one that waits
 * already with 409. Not imitated: the three seconds that the platform lets a second 409, and a poll
 * repeated with the same offset, wait.
 */
export class LongPoll {
  readonly #platform: Platform;
  readonly #waits: () => void;
  #waiting: Poll | undefined;
  #waking = false;

  /** `waits` is called when a poll begins to wait. */
  constructor(platform: Platform, waits: () => void) {
    this.#platform = platform;
    this.#waits = waits;
    platform.memory.watch(() => this.#wake());
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Answers at once when updates wait, and else when one comes, the time is over or the caller is gone. */
  async getUpdates(args: CallArguments, gone: AbortSignal): Promise<readonly Update[]> {
    if (this.#platform.memory.webhook) throw apiError('WEBHOOK_ACTIVE');
    const offset = args.integer('offset');
    const limit = clamp(args.integer('limit', MAX_LIMIT), 1, MAX_LIMIT);
    const timeout = clamp(args.integer('timeout'), 0, MAX_TIMEOUT_SECONDS);
    this.subscribe(args);
    const updates = this.#take(offset, limit);
    if (updates.length > 0 || timeout === 0) return updates;
    return this.#wait(offset, limit, timeout, gone);
  }

  /** A webhook was set: nobody polls any more. */
  abort(): void {
    this.#end((poll) => poll.reject(apiError('POLL_ENDED_BY_WEBHOOK')));
  }

  /** The server goes down: nobody hears anything. */
  close(): void {
    this.#end((poll) => poll.resolve([]));
  }

  /** “If not specified, the previous setting will be used”; an empty list means the default. */
  subscribe(args: CallArguments): void {
    if (!args.has('allowed_updates')) return;
    const asked = args.object<string[]>('allowed_updates');
    const allowed = Array.isArray(asked) && asked.length > 0 ? asked : null;
    const { memory } = this.#platform;
    if (JSON.stringify(allowed) !== JSON.stringify(memory.allowedUpdates))
      this.#platform.commit({ type: 'subscribed', allowed });
  }

  #take(offset: number, limit: number): readonly Update[] {
    const { queue, confirmedOffset } = this.#platform.memory;
    const from = queue.beginning(offset);
    if (Number.isFinite(from) && (queue.forgets(from) || from > confirmedOffset))
      this.#platform.commit({ type: 'confirmed', offset: from });
    return withinSize(queue.take(limit, this.#platform.clock.now()));
  }

  #wait(
    offset: number,
    limit: number,
    timeout: number,
    gone: AbortSignal,
  ): Promise<readonly Update[]> {
    this.#end((poll) => poll.reject(apiError('OTHER_POLL')));
    const { promise, resolve, reject } = Promise.withResolvers<readonly Update[]>();
    const poll: Poll = { offset, limit, ended: new AbortController(), resolve, reject };
    this.#waiting = poll;
    this.#waits();
    const over = AbortSignal.any([gone, poll.ended.signal]);
    void this.#platform.clock.sleep(timeout * 1_000, over).then(() => {
      if (this.#waiting === poll) this.#end(() => resolve([]));
    });
    return promise;
  }

  #end(answer: (poll: Poll) => void): void {
    const poll = this.#waiting;
    if (!poll) return;
    this.#waiting = undefined;
    answer(poll);
    poll.ended.abort();
  }

  /** Soon, not at once: what one deed of a person brings comes in one answer. */
  #wake(): void {
    if (this.#waking || !this.#waiting || this.#platform.memory.queue.isEmpty) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      const poll = this.#waiting;
      if (!poll) return;
      const updates = this.#take(poll.offset, poll.limit);
      if (updates.length > 0) this.#end(() => poll.resolve(updates));
    });
  }
}

function withinSize(updates: readonly Update[]): readonly Update[] {
  let left = MAX_ANSWER_BYTES;
  const fitting = updates.filter((update, index) => {
    left -= updates.length === 1 ? 0 : JSON.stringify(update).length;
    return left > 0 || index === 0;
  });
  return fitting;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
