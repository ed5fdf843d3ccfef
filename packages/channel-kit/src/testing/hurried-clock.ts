import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@coderclaw/core';

/** Real time, many times as fast: an adapter's waits are short, and keep their order and proportion. */
export class HurriedClock implements Clock {
  readonly #haste: number;

  constructor(haste = 20) {
    this.#haste = haste;
  }

  now(): number {
    return Math.round(performance.timeOrigin + this.monotonic());
  }

  monotonic(): number {
    return performance.now() * this.#haste;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await wait(Math.max(0, ms) / this.#haste, undefined, { ...(signal && { signal }) }).catch(
      () => {
        // Ignored: an aborted sleep is over, which is what a Clock promises.
      },
    );
  }
}
