import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAIRING_TRANSITIONS } from '../access/pairing.ts';
import { PART_TRANSITIONS } from '../delivery/delivery.ts';
import { ATTACHMENT_TRANSITIONS } from '../message/attachment.ts';
import { STEP_TRANSITIONS } from '../run/run.ts';
import { DISPOSITION_OF_END, RUN_TRANSITIONS } from '../run/run-state.ts';
import { decideTransition, isTerminal, statesOf, type TransitionTable } from './state-machine.ts';

/** Each machine as the design writes it: one `from > to` per line, every other pair is refused. */
const MACHINES: readonly {
  readonly name: string;
  readonly table: TransitionTable<string>;
  readonly states: string;
  readonly written: string;
}[] = [
  {
    name: 'run',
    table: RUN_TRANSITIONS,
    states: 'PENDING PLANNING RUNNING WAITING DONE ERROR ABORTED TIMEOUT',
    written: `
      PENDING > PLANNING ABORTED ERROR TIMEOUT
      PLANNING > RUNNING ABORTED ERROR TIMEOUT
      RUNNING > WAITING DONE ABORTED ERROR TIMEOUT
      WAITING > RUNNING ABORTED ERROR TIMEOUT`,
  },
  {
    name: 'step',
    table: STEP_TRANSITIONS,
    states: 'started done unknown',
    written: 'started > done unknown',
  },
  {
    name: 'part',
    table: PART_TRANSITIONS,
    states: 'pending sending delivered failed unknown dropped',
    written: `
      pending > sending dropped
      sending > delivered failed unknown pending
      failed > pending dropped
      unknown > pending dropped`,
  },
  {
    name: 'pairing',
    table: PAIRING_TRANSITIONS,
    states: 'pending approved denied expired revoked',
    written: `
      pending > approved denied expired
      approved > revoked`,
  },
  {
    name: 'attachment',
    table: ATTACHMENT_TRANSITIONS,
    states: 'wanted stored released gone',
    written: `
      wanted > stored gone
      stored > released`,
  },
];

function pairsOf(written: string): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const line of written.trim().split('\n')) {
    const [from = '', to = ''] = line.trim().split(' > ');
    for (const state of to.split(' ')) pairs.add(`${from} > ${state}`);
  }
  return pairs;
}

for (const { name, table, states, written } of MACHINES) {
  const pairs = pairsOf(written);
  const all = states.split(' ');

  test(`the ${name} machine has exactly the written states`, () => {
    assert.deepEqual([...statesOf(table)].sort(), all.toSorted());
  });

  test(`the ${name} machine allows a pair of states exactly when it is written`, () => {
    for (const from of all) {
      const terminal = ![...pairs].some((pair) => pair.startsWith(`${from} > `));
      assert.equal(isTerminal(table, from), terminal, from);
      for (const to of all) {
        const expected = pairs.has(`${from} > ${to}`)
          ? { allowed: true, from, to }
          : { allowed: false, from, to, reason: terminal ? 'terminal' : 'illegal' };
        assert.deepEqual(decideTransition(table, from, to), expected);
      }
    }
  });
}

test('no machine lets a state follow itself', () => {
  for (const { table } of MACHINES)
    for (const state of statesOf(table))
      assert.equal(decideTransition(table, state, state).allowed, false);
});

test('every end of a run is terminal, gives its intakes a disposition, and no other state is an end', () => {
  const terminal = statesOf(RUN_TRANSITIONS).filter((state) => isTerminal(RUN_TRANSITIONS, state));
  assert.deepEqual(terminal.toSorted(), Object.keys(DISPOSITION_OF_END).toSorted());
  assert.deepEqual(DISPOSITION_OF_END, {
    DONE: 'answered',
    ERROR: 'failed',
    TIMEOUT: 'failed',
    ABORTED: 'cancelled',
  });
});
