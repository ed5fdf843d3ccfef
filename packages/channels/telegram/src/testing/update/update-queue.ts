import type { Update } from 'grammy/types';

type Waiting = {
  readonly update: Update;
  readonly expiresAt: number;
  readonly stubborn: boolean;
};

/** An offset this far behind the last update counts as one from another time (TDLib `TQueue::get`). */
const FUTURE_SLACK = 10;

/**
 * The updates that wait for the bot, as TDLib's TQueue keeps them: in the order in which they came,
 * forgotten once an offset beyond them was asked for, and after their time.
 */
export class UpdateQueue {
  #waiting: Waiting[] = [];
  /** The id that the next update will have. */
  #tail: number;

  constructor(firstId: number) {
    this.#tail = firstId;
  }

  get tail(): number {
    return this.#tail;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get first(): Update | undefined {
    return this.#waiting[0]?.update;
  }

  get updates(): readonly Update[] {
    return this.#waiting.map(({ update }) => update);
  }

  push(update: Update, expiresAt: number, stubborn = false): void {
    this.#waiting.push({ update, expiresAt, stubborn });
    if (!stubborn) this.#tail = update.update_id + 1;
  }

  /**
   * What a getUpdates with that offset means: the id from which updates are wanted. A negative offset
   * counts from the end; 0, or one that is too far ahead to be ours, means all.
   */
  beginning(offset: number): number {
    if (offset < 0) return this.#waiting.at(offset)?.update.update_id ?? -Infinity;
    return offset === 0 || offset > this.#tail + FUTURE_SLACK ? -Infinity : offset;
  }

  /** Whether anything is forgotten when updates are wanted from that id on. */
  forgets(from: number): boolean {
    return this.#waiting.some(({ update, stubborn }) => !stubborn && update.update_id < from);
  }

  forget(from: number): void {
    this.#waiting = this.#waiting.filter(
      ({ update, stubborn }) => stubborn || update.update_id >= from,
    );
  }

  /** It was taken, whatever offset there is. */
  remove(update: Update): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.update !== update);
  }

  reverse(): void {
    this.#waiting.reverse();
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Up to `limit` updates, oldest first unless they were turned around. What came in spite of an offset is handed out once. */
  take(limit: number, now: number): Update[] {
    const fresh = this.#waiting.filter(({ expiresAt }) => expiresAt > now);
    const taken = fresh.slice(0, limit);
    const gone = new Set(taken.filter(({ stubborn }) => stubborn));
    if (gone.size > 0 || fresh.length < this.#waiting.length)
      this.#waiting = fresh.filter((waiting) => !gone.has(waiting));
    return taken.map(({ update }) => update);
  }
}
