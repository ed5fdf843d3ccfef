import type { AccountId } from '../id/id.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { Limiter } from './limiter.ts';

const FIRST_CLOSE_MS = 1_000;
const MAX_CLOSE_MS = 60_000;
/** Conversations of one account that send at once. */
const SENDS_AT_ONCE = 16;

type Closed = { failures: number; until: number; probing: boolean; opened: AbortController };

/**
 * Keeps an account that nothing can be sent on from being asked by every conversation: one of them
 * probes, now and then, and the others wait for what it finds. When it opens they go on few at a time.
 */
export class AccountGate {
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly #random: Random;
  readonly #closed = new Map<AccountId, Closed>();
  readonly #places = new Limiter(SENDS_AT_ONCE);

  constructor(clock: Pick<Clock, 'monotonic' | 'sleep'>, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Resolves with how to leave again, once it is this one's turn; undefined when `signal` aborted first. */
  async enter(accountId: AccountId, signal: AbortSignal): Promise<(() => void) | undefined> {
    for (;;) {
      if (signal.aborted) return undefined;
      const closed = this.#closed.get(accountId);
      if (!closed) return this.#places.acquire(accountId, signal);
      const waitMs = closed.until - this.#clock.monotonic();
      if (waitMs <= 0 && !closed.probing) {
        closed.probing = true;
        return () => {
          closed.probing = false;
        };
      }
      const waking = AbortSignal.any([signal, closed.opened.signal]);
      await this.#clock.sleep(Math.max(waitMs, FIRST_CLOSE_MS), waking);
    }
  }

  /** A send found the account out of reach. */
  close(accountId: AccountId): void {
    const closed = this.#closed.get(accountId) ?? {
      failures: 0,
      until: 0,
      probing: false,
      opened: new AbortController(),
    };
    // The sends that were under way when it closed find out the same, and count as one.
    if (closed.until > this.#clock.monotonic()) return;
    const ceiling = Math.min(MAX_CLOSE_MS, FIRST_CLOSE_MS * 2 ** Math.min(16, closed.failures));
    closed.failures += 1;
    const closeMs = Math.round(ceiling * (0.5 + this.#random.next() / 2));
    closed.until = this.#clock.monotonic() + closeMs;
    this.#closed.set(accountId, closed);
  }

  /** A send got through, or found that the trouble was not the account's. */
  open(accountId: AccountId): void {
    const closed = this.#closed.get(accountId);
    if (!closed) return;
    this.#closed.delete(accountId);
    closed.opened.abort();
  }
}
