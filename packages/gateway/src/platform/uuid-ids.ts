import { randomFillSync } from 'node:crypto';
import type { Clock, Id, Ids } from '@coderclaw/core';

const COUNTER_LIMIT = 0x1000;
const RANDOM_BYTES_PER_ID = 8;
const POOL_BYTES = 512 * RANDOM_BYTES_PER_ID;

/**
 * Version 7 UUIDs (RFC 9562, section 5.7): 48 bits of time, a 12-bit counter within the millisecond
 * and 62 random bits. When the counter overflows, or the clock goes back, the time part runs ahead
 * of the clock rather than repeat itself.
 */
export function createUuidIds(clock: Pick<Clock, 'now'>): Ids {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  let time = 0;
  let counter = 0;
  return {
    next<T extends Id<string>>(): T {
      const now = clock.now();
      if (now > time) {
        time = now;
        counter = 0;
      } else if (++counter === COUNTER_LIMIT) {
        time += 1;
        counter = 0;
      }
      if (used === POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
      }
      const random = pool.subarray(used, used + RANDOM_BYTES_PER_ID);
      used += RANDOM_BYTES_PER_ID;
      return formatUuid(time, counter, random) as T;
    },
  };
}

function formatUuid(time: number, counter: number, random: Uint8Array): string {
  const milliseconds = time.toString(16).padStart(12, '0');
  const variant = ((random[0]! & 0x3f) | 0x80).toString(16);
  let tail = '';
  for (let index = 1; index < random.length; index += 1) tail += hexByte(random[index]!);
  const sequence = counter.toString(16).padStart(3, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${sequence}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`;
}

function hexByte(value: number): string {
  return value < 16 ? `0${value.toString(16)}` : value.toString(16);
}
