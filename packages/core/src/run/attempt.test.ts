import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AttemptFacts, decideAttempt, MAX_ATTEMPTS } from './attempt.ts';

const running = { attempt: 1, counted: 0, wasRunning: true, progressed: false, suspended: false };

test('a run that a graceful stop put aside resumes and its attempt does not count', () => {
  assert.deepEqual(decideAttempt({ ...running, suspended: true, attempt: 4, counted: 2 }), {
    decision: 'resume',
    attempt: 5,
    reason: 'suspended',
    counted: 2,
  });
});

test('a run that had not reached the agent loop resumes and its attempt does not count', () => {
  assert.deepEqual(decideAttempt({ ...running, wasRunning: false, counted: 2 }), {
    decision: 'resume',
    attempt: 2,
    reason: 'not-running',
    counted: 2,
  });
});

test('journal progress forgives the attempts before it', () => {
  assert.deepEqual(decideAttempt({ ...running, progressed: true, attempt: 3, counted: 2 }), {
    decision: 'resume',
    attempt: 4,
    reason: 'progressed',
    counted: 0,
  });
});

test('the third interruption in a row without progress ends the run', () => {
  let facts: AttemptFacts & { counted: number } = running;
  const reasons: string[] = [];
  for (let crash = 1; crash <= MAX_ATTEMPTS; crash += 1) {
    const decided = decideAttempt(facts);
    reasons.push(decided.reason);
    if (decided.decision === 'resume')
      facts = { ...running, attempt: decided.attempt, counted: decided.counted };
  }
  assert.deepEqual(reasons, ['retry', 'retry', 'too-many-attempts']);
});

test('whatever happens, a run is given up only after three counted attempts and attempts only rise', () => {
  const crash = fc.record({
    wasRunning: fc.boolean(),
    progressed: fc.boolean(),
    suspended: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(crash, { maxLength: 30 }), (crashes) => {
      let attempt = 1;
      let counted = 0;
      let inARow = 0;
      for (const facts of crashes) {
        const decided = decideAttempt({ ...facts, attempt, counted });
        if (!facts.suspended && facts.wasRunning) inARow = facts.progressed ? 0 : inARow + 1;
        assert.equal(decided.counted, inARow);
        assert.equal(decided.decision === 'give-up', inARow >= MAX_ATTEMPTS);
        if (decided.decision === 'give-up') return;
        assert.equal(decided.attempt, attempt + 1);
        ({ attempt, counted } = decided);
      }
    }),
  );
});
