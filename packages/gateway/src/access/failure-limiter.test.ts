import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@coderclaw/core/testing';
import { FailureLimiter } from './failure-limiter.ts';

function afterFailures(count: number) {
  const clock = new ManualClock();
  const limiter = new FailureLimiter(clock);
  for (let failure = 0; failure < count; failure += 1) limiter.recordFailure('10.0.0.1', 'shared');
  return { clock, limiter };
}

test('ten failures within a minute lock an address and credential class out for five minutes', async () => {
  const { clock, limiter } = afterFailures(10);
  assert.equal(limiter.decide('10.0.0.1', ['shared'], false).kind, 'locked-out');
  assert.equal(limiter.decide('10.0.0.1', ['device-token'], false).kind, 'allow');
  assert.equal(limiter.decide('10.0.0.2', ['shared'], false).kind, 'allow');
  await clock.advance(5 * 60_000 - 1);
  assert.equal(limiter.decide('10.0.0.1', ['shared'], false).kind, 'locked-out');
  await clock.advance(1);
  assert.equal(limiter.decide('10.0.0.1', ['shared'], false).kind, 'allow');
});

test('nine failures lock nobody out, nor do ten that take longer', async () => {
  const { clock, limiter } = afterFailures(9);
  assert.equal(limiter.decide('10.0.0.1', ['shared'], false).kind, 'allow');
  await clock.advance(60_000);
  limiter.recordFailure('10.0.0.1', 'shared');
  assert.equal(limiter.decide('10.0.0.1', ['shared'], false).kind, 'allow');
});

test('loopback is slowed instead of locked out', () => {
  const { limiter } = afterFailures(10);
  assert.deepEqual(limiter.decide('10.0.0.1', ['shared'], true), { kind: 'allow', delayMs: 1_000 });
});

test('who succeeds begins anew', () => {
  const { limiter } = afterFailures(9);
  limiter.recordSuccess('10.0.0.1', 'shared');
  limiter.recordFailure('10.0.0.1', 'shared');
  assert.equal(limiter.decide('10.0.0.1', ['shared'], false).kind, 'allow');
});

test('T05 the addresses of one IPv6 network count as one, those of IPv4 do not', () => {
  const limiter = new FailureLimiter(new ManualClock());
  for (let host = 1; host <= 10; host += 1) {
    limiter.recordFailure(`2001:db8:0:7::${host}`, 'shared');
    limiter.recordFailure(`::ffff:10.0.0.${host}`, 'shared');
  }
  assert.equal(limiter.decide('2001:db8::7:9:8:7:6', ['shared'], false).kind, 'locked-out');
  assert.equal(limiter.decide('2001:db8:0:8::1', ['shared'], false).kind, 'allow');
  assert.equal(limiter.decide('10.0.0.1', ['shared'], false).kind, 'allow');
});

test('one credential that is locked out locks out what is tried beside it', () => {
  const { limiter } = afterFailures(10);
  assert.equal(limiter.decide('10.0.0.1', ['shared', 'device-token'], false).kind, 'locked-out');
});
