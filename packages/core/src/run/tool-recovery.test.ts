import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Replay, StepState } from './run.ts';
import { decideToolRecovery } from './tool-recovery.ts';

const TABLE: readonly (readonly [StepState | null, Replay | null, string, string])[] = [
  [null, 'safe', 'execute', 'safe-to-repeat'],
  [null, 'never', 'execute', 'never-started'],
  [null, null, 'report-unknown', 'tool-gone'],
  ['started', 'safe', 'execute', 'safe-to-repeat'],
  ['started', 'never', 'report-unknown', 'started-without-result'],
  ['started', null, 'report-unknown', 'started-without-result'],
  ['unknown', 'safe', 'execute', 'safe-to-repeat'],
  ['unknown', 'never', 'report-unknown', 'started-without-result'],
  ['unknown', null, 'report-unknown', 'started-without-result'],
  ['done', 'safe', 'execute', 'safe-to-repeat'],
  ['done', 'never', 'report-unknown', 'started-without-result'],
  ['done', null, 'report-unknown', 'started-without-result'],
];

for (const [step, replay, decision, reason] of TABLE) {
  test(`a call whose step is ${step ?? 'absent'} of a tool that is ${replay ?? 'gone'}: ${decision}, ${reason}`, () => {
    assert.deepEqual(decideToolRecovery(step, replay), { decision, reason });
  });
}

test('a tool that must not be repeated is executed only when it certainly never started', () => {
  for (const [step, replay, decision] of TABLE)
    if (replay !== 'safe')
      assert.equal(decision === 'execute', step === null && replay === 'never');
});
