import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@coderclaw/core';

/** Runs `rate` times as fast as the machine's clock; those who sleep notice when the rate changes. */
export class ElasticClock implements Clock {
  readonly #epoch = Date.now();
  #rate = 1;
  #passed = 0;
  #since = performance.now();
  #changed = new AbortController();

  set rate(rate: number) {
    this.#passed = this.monotonic();
    this.#since = performance.now();
    this.#rate = rate;
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  now(): number {
    return this.#epoch + Math.round(this.monotonic());
  }

  monotonic(): number {
    return this.#passed + (performance.now() - this.#since) * this.#rate;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = this.monotonic() + ms;
    for (let leftMs = ms; leftMs > 0 && !signal?.aborted; leftMs = until - this.monotonic()) {
      const woken = this.#changed.signal;
      const waking = signal ? AbortSignal.any([signal, woken]) : woken;
      await sleep(Math.min(2 ** 31 - 1, leftMs / this.#rate), undefined, { signal: waking }).catch(
        () => {
          // Ignored: whoever is woken before the time looks how much of it is left.
        },
      );
    }
  }
}
