import type { Clock } from '@coderclaw/core';
import { SeededRandom } from '@coderclaw/core/testing';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';

/** Waits of seconds (a rate limit, a retry) pass in tens of milliseconds. */
export const SCALE = 20;
/** After a leap and a restart a retry may wait for as long as any can: a quarter of an hour. */
const LEAPING_SCALE = 100;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** Runs many times as fast as the machine's since `epoch`, or so many; with `jumpSeed`, wall time leaps by up to years. */
export function createCrashClock(epoch: number, jumpSeed?: number, clockScale?: number): Clock {
  const random = jumpSeed === undefined ? undefined : new SeededRandom(jumpSeed);
  const scale = clockScale ?? (random ? LEAPING_SCALE : SCALE);
  let leapt = 0;
  return {
    now: () => {
      if (random && random.next() < 0.2) leapt = leap(random);
      return epoch + (Date.now() - epoch) * scale + leapt;
    },
    monotonic: () => performance.now() * scale,
    sleep: (ms, signal) => SYSTEM_CLOCK.sleep(ms / scale, signal),
  };
}

function leap(random: SeededRandom): number {
  const reach = random.next() < 0.5 ? 12 * HOUR_MS : 5 * YEAR_MS;
  return Math.round((random.next() * 2 - 1) * reach);
}
