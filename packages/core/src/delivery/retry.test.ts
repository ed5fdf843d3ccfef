import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SendIdempotency } from './delivery.ts';
import {
  decidePart,
  MAX_PART_AGE_MS,
  MAX_PART_ATTEMPTS,
  MIN_TRIES,
  type PartFacts,
} from './retry.ts';

const busy = { kind: 'unsent', error: 'busy', retryable: true } as const;
const lost = { kind: 'unknown', error: 'cut off' } as const;
const attempts = fc.integer({ min: 1, max: MAX_PART_ATTEMPTS - 1 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function facts(
  attempt: number,
  random = 0,
  idempotency: SendIdempotency | null = 'none',
): PartFacts {
  return { attempt, ageMs: 0, random, idempotency };
}

test('a delivered part keeps the id that the platform gave it', () => {
  const delivered = { kind: 'delivered', platformMessageId: '42' } as const;
  assert.deepEqual(decidePart(delivered, facts(1)), {
    state: 'delivered',
    platformMessageId: '42',
  });
  assert.deepEqual(decidePart({ kind: 'delivered' }, facts(1)), {
    state: 'delivered',
    platformMessageId: null,
  });
});

test('a part whose fate is unknown is never tried again where that could double it, at whatever attempt', () => {
  const unsafe = fc.constantFrom('none', null);
  fc.assert(
    fc.property(attempts, randoms, unsafe, (attempt, random, idempotency) => {
      const verdict = decidePart(lost, facts(attempt, random, idempotency));
      assert.deepEqual(verdict, { state: 'unknown', error: 'cut off' });
    }),
  );
});

test('a part whose answer was lost is tried again where its platform makes that safe, and is unknown after eight tries', () => {
  for (const idempotency of ['key', 'lookup'] as const) {
    assert.equal(decidePart(lost, facts(1, 0, idempotency)).state, 'pending');
    const last = decidePart(lost, facts(MAX_PART_ATTEMPTS, 0, idempotency));
    assert.deepEqual(last, { state: 'unknown', error: 'cut off' });
  }
});

test('a part fails at once when a retry is of no use, and after a day otherwise, however often it was tried', () => {
  const blocked = { ...busy, error: 'blocked', retryable: false };
  assert.deepEqual(decidePart(blocked, facts(1)), { state: 'failed', error: 'blocked' });
  const aged = (ageMs: number) => decidePart(busy, { ...facts(1_000), ageMs });
  assert.equal(aged(MAX_PART_AGE_MS - 1).state, 'pending');
  assert.deepEqual(aged(MAX_PART_AGE_MS), { state: 'failed', error: 'busy' });
  const leapt = { ...facts(MIN_TRIES - 1), ageMs: MAX_PART_AGE_MS };
  assert.equal(decidePart(busy, leapt).state, 'pending');
});

test('the wait lies between half and the whole of a ceiling that doubles from one second to five minutes', () => {
  fc.assert(
    fc.property(attempts, randoms, (attempt, random) => {
      const verdict = decidePart(busy, facts(attempt, random));
      assert.ok(verdict.state === 'pending');
      const ceiling = Math.min(300_000, 1_000 * 2 ** (attempt - 1));
      assert.ok(verdict.delayMs >= ceiling / 2 && verdict.delayMs <= ceiling);
    }),
  );
});

test('what has no room yet waits as long as it takes, at whatever attempt and age, and was not tried', () => {
  fc.assert(
    fc.property(attempts, fc.nat(), fc.nat(), (attempt, waitMs, ageMs) => {
      const verdict = decidePart({ kind: 'held', waitMs }, { ...facts(attempt), ageMs });
      assert.ok(verdict.state === 'pending' && verdict.untried);
      assert.equal(verdict.delayMs, waitMs);
    }),
  );
});

test('what is wrong with the whole account makes no part wait longer, however long it lasts', () => {
  fc.assert(
    fc.property(attempts, randoms, (attempt, random) => {
      const verdict = decidePart({ ...busy, scope: 'account' }, facts(attempt, random));
      assert.ok(verdict.state === 'pending' && verdict.delayMs <= 1_000);
    }),
  );
});

test('the wait is never shorter than the platform asked for', () => {
  fc.assert(
    fc.property(attempts, randoms, fc.nat(3_600_000), (attempt, random, retryAfterMs) => {
      const verdict = decidePart({ ...busy, retryAfterMs }, facts(attempt, random));
      const without = decidePart(busy, facts(attempt, random));
      assert.ok(verdict.state === 'pending' && without.state === 'pending');
      assert.equal(verdict.delayMs, Math.max(retryAfterMs, without.delayMs));
    }),
  );
});
