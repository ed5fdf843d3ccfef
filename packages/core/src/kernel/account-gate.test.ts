import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId } from '../id/id.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { AccountGate } from './account-gate.ts';

test('sends that were under way together close an account as one of them would', async () => {
  const clock = new ManualClock();
  const gate = new AccountGate(clock, { next: () => 0.99 } as never);
  const account = 'account-1' as AccountId;
  for (let failed = 0; failed < 16; failed += 1) gate.close(account);
  let isIn = false;
  const entered = gate.enter(account, new AbortController().signal).then((leave) => {
    isIn = leave !== undefined;
  });
  await clock.advance(1_000);
  await entered;
  assert.ok(isIn);
});
