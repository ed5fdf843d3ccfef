import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_BACKOFF, decideDelay } from './backoff.ts';

test('a wait doubles up to its ceiling, keeps at least half, and is never shorter than asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat(60_000),
      (attempt, random, asked) => {
        const { firstDelayMs, maxDelayMs } = DEFAULT_BACKOFF;
        const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
        const delay = decideDelay(DEFAULT_BACKOFF, attempt, random, asked);
        assert.ok(
          delay >= asked && delay >= Math.floor(ceiling / 2) && delay <= Math.max(asked, ceiling),
        );
      },
    ),
  );
});
