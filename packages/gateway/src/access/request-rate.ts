import type { Clock } from '@coderclaw/core';

/** Requests a second that one connection may keep up, and how many it may make at once. */
const REQUESTS_PER_SECOND = 200;
const BURST = 1_000;

/** A token bucket per connection: no signed-in client can keep the gateway from the others. */
export class RequestRate {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #left = BURST;
  #filledAt: number;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#filledAt = clock.monotonic();
  }

  /** Milliseconds until another request is welcome; 0 when this one is, and it counts. */
  take(): number {
    const now = this.#clock.monotonic();
    const refill = ((now - this.#filledAt) / 1_000) * REQUESTS_PER_SECOND;
    this.#left = Math.min(BURST, this.#left + refill);
    this.#filledAt = now;
    if (this.#left < 1) return Math.ceil(((1 - this.#left) / REQUESTS_PER_SECOND) * 1_000);
    this.#left -= 1;
    return 0;
  }
}
