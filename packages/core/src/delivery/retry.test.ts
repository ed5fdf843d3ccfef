import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decidePart, MAX_PART_ATTEMPTS } from './retry.ts';

const busy = { kind: 'unsent', error: 'busy', retryable: true } as const;
const attempts = fc.integer({ min: 1, max: MAX_PART_ATTEMPTS - 1 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a delivered part keeps the id that the platform gave it', () => {
  const delivered = { kind: 'delivered', platformMessageId: '42' } as const;
  assert.deepEqual(decidePart(delivered, 1, 0), { state: 'delivered', platformMessageId: '42' });
  assert.deepEqual(decidePart({ kind: 'delivered' }, 1, 0), {
    state: 'delivered',
    platformMessageId: null,
  });
});

test('a part whose fate is unknown is never tried again, at whatever attempt', () => {
  fc.assert(
    fc.property(attempts, randoms, (attempt, random) => {
      const verdict = decidePart({ kind: 'unknown', error: 'cut off' }, attempt, random);
      assert.deepEqual(verdict, { state: 'unknown', error: 'cut off' });
    }),
  );
});

test('a part fails at once when a retry is of no use, and after eight tries otherwise', () => {
  const blocked = { ...busy, error: 'blocked', retryable: false };
  assert.deepEqual(decidePart(blocked, 1, 0), { state: 'failed', error: 'blocked' });
  assert.equal(decidePart(busy, MAX_PART_ATTEMPTS - 1, 0).state, 'pending');
  assert.deepEqual(decidePart(busy, MAX_PART_ATTEMPTS, 0), { state: 'failed', error: 'busy' });
  assert.equal(MAX_PART_ATTEMPTS, 8);
});

test('the wait lies between half and the whole of a ceiling that doubles from one second to fifteen minutes', () => {
  fc.assert(
    fc.property(attempts, randoms, (attempt, random) => {
      const verdict = decidePart(busy, attempt, random);
      assert.ok(verdict.state === 'pending');
      const ceiling = Math.min(900_000, 1_000 * 2 ** (attempt - 1));
      assert.ok(verdict.delayMs >= ceiling / 2 && verdict.delayMs <= ceiling);
    }),
  );
});

test('the wait is never shorter than the platform asked for', () => {
  fc.assert(
    fc.property(attempts, randoms, fc.nat(3_600_000), (attempt, random, retryAfterMs) => {
      const verdict = decidePart({ ...busy, retryAfterMs }, attempt, random);
      const without = decidePart(busy, attempt, random);
      assert.ok(verdict.state === 'pending' && without.state === 'pending');
      assert.equal(verdict.delayMs, Math.max(retryAfterMs, without.delayMs));
    }),
  );
});
