import type { Clock, Instant } from '../ports/clock.ts';

type Sleeper = { readonly wakeAt: number; wake(): void };

/** A clock that moves only when told to. Wall time starts at `startAt`, monotonic time at 0. */
export class ManualClock implements Clock {
  #wall: Instant;
  #monotonic = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(startAt: Instant = Date.UTC(2026, 0, 1)) {
    this.#wall = startAt;
  }

  now(): Instant {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** How many sleeps wait for `advance`. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        wakeAt: this.#monotonic + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Moves both times forward and wakes, in order, whoever slept no longer than that. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    for (;;) {
      const next = [...this.#sleepers]
        .filter((s) => s.wakeAt <= until)
        .sort((a, b) => a.wakeAt - b.wakeAt)[0];
      this.#moveTo(next ? Math.max(next.wakeAt, this.#monotonic) : until);
      if (!next) return;
      next.wake();
      // Whoever woke may sleep again before this advance is over.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Sets wall time alone, as an administrator or NTP does. */
  jumpTo(at: Instant): void {
    this.#wall = at;
  }

  #moveTo(monotonic: number): void {
    this.#wall += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }
}
