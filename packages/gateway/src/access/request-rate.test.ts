import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@coderclaw/core/testing';
import { RequestRate } from './request-rate.ts';

test('a burst of 1,000 is welcome, then 200 a second', async () => {
  const clock = new ManualClock();
  const rate = new RequestRate(clock);
  const taken = (count: number) => Array.from({ length: count }, () => rate.take());
  assert.ok(taken(1_000).every((wait) => wait === 0));
  assert.equal(rate.take(), 5);
  await clock.advance(1_000);
  assert.ok(taken(200).every((wait) => wait === 0));
  assert.ok(rate.take() > 0);
});
