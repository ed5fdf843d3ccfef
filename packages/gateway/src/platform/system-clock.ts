import type { Clock } from '@coderclaw/core';

/** Timers count in 32 bits; one that is set for longer rings at once. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** The machine's clock. Who sleeps for longer than 24 days looks again after so many. */
export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep(ms, signal) {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(LONGEST_SLEEP_MS, Math.max(0, ms)));
      signal?.addEventListener('abort', wake, { once: true });
    });
  },
};
