import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { statesOf } from '../machine/state-machine.ts';
import {
  decidePartRecovery,
  idempotencyOf,
  PART_TRANSITIONS,
  type PartState,
  stateOfDelivery,
} from './delivery.ts';

const SEVERITY = ['unknown', 'failed', 'sending', 'pending', 'delivered'] as const;

test('every state of a part has its rank in the state of its delivery', () => {
  assert.deepEqual(statesOf(PART_TRANSITIONS).toSorted(), [...SEVERITY, 'dropped'].toSorted());
});

test('what was dropped counts for nothing beside other parts, and for all where there are none', () => {
  const both = [{ state: 'dropped' }, { state: 'delivered' }] as const;
  assert.equal(stateOfDelivery(both), 'delivered');
  assert.equal(stateOfDelivery([{ state: 'dropped' }]), 'dropped');
});

test('a delivery is in the worst state of its parts, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<PartState>(...SEVERITY), { minLength: 1 }), (states) => {
      const worst = SEVERITY.find((state) => states.includes(state));
      assert.equal(stateOfDelivery(states.map((state) => ({ state }))), worst);
    }),
  );
});

test('a delivery without parts is delivered', () => {
  assert.equal(stateOfDelivery([]), 'delivered');
});

test('a part cut off in sending is repeated only where the platform recognises a repetition', () => {
  assert.deepEqual(decidePartRecovery('key'), { decision: 'resend', reason: 'idempotent-by-key' });
  assert.deepEqual(decidePartRecovery('lookup'), {
    decision: 'look-up',
    reason: 'idempotent-by-lookup',
  });
  assert.deepEqual(decidePartRecovery('none'), {
    decision: 'report-unknown',
    reason: 'not-idempotent',
  });
  assert.deepEqual(decidePartRecovery(null), {
    decision: 'report-unknown',
    reason: 'adapter-missing',
  });
});

test('an edit is repeated on every platform, as long as there is an adapter', () => {
  for (const platform of ['none', 'lookup', 'key'] as const) {
    assert.equal(idempotencyOf({ kind: 'edit' }, platform), 'key');
    assert.equal(idempotencyOf({ kind: 'text' }, platform), platform);
  }
  assert.equal(idempotencyOf({ kind: 'edit' }, null), null);
});
