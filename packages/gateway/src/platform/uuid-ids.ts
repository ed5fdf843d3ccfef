import { randomFillSync } from 'node:crypto';
import type { Clock, Id, Ids } from '@coderclaw/core';

const COUNTER_LIMIT = 0x1000;
/** Every byte as two hexadecimal digits: a turn makes a dozen ids. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
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
  let timePart = '';
  let counter = 0;
  const moveTo = (now: number) => {
    time = now;
    timePart = formatTime(now);
    counter = 0;
  };
  return {
    next<T extends Id<string>>(): T {
      const now = clock.now();
      if (now > time) moveTo(now);
      else if (++counter === COUNTER_LIMIT) moveTo(time + 1);
      if (used === POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
      }
      const from = used;
      used += RANDOM_BYTES_PER_ID;
      return `${timePart}${HEX[counter >> 8]![1]}${HEX[counter & 0xff]}-${formatRandom(pool, from)}` as T;
    },
  };
}

/** The first 48 bits and the version: `xxxxxxxx-xxxx-7`. */
function formatTime(time: number): string {
  const digits = time.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
}

/** The variant and 62 random bits: `xxxx-xxxxxxxxxxxx`. */
function formatRandom(pool: Uint8Array, from: number): string {
  const byte = (index: number) => HEX[pool[from + index]!]!;
  const variant = HEX[(pool[from]! & 0x3f) | 0x80];
  return `${variant}${byte(1)}-${byte(2)}${byte(3)}${byte(4)}${byte(5)}${byte(6)}${byte(7)}`;
}
