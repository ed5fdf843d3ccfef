import assert from 'node:assert/strict';
import { OWNER } from '@coderclaw/core';
import type { ScriptedCall } from '@coderclaw/core/testing';
import { kernelTest, type WorldOptions } from './kernel-world.ts';

const SEND: ScriptedCall = { id: 'call-1', name: 'send', replay: 'never' };
const WORKING: WorldOptions = { script: () => [{ kind: 'call', calls: [SEND] }] };

const OPERATIONS = [
  'loadTranscript',
  'recordAnswer',
  'startTool',
  'recordToolResult',
  'takeInputs',
  'settleRun',
] as const;

for (const operation of OPERATIONS) {
  for (const code of ['STORE_FULL', 'STORE_IO'] as const) {
    kernelTest(
      `after ${code} in ${operation} the run goes on, asks nothing again and doubles nothing`,
      WORKING,
      async (world) => {
        world.faults.fail(operation, code, { times: 2 });
        const runId = await world.begin('work');
        await world.untilIdle(1_000);
        assert.equal(await world.endOf(runId), 'DONE');
        assert.deepEqual(world.runner.executed, ['call-1']);
        assert.deepEqual(world.channel?.texts, ['done']);
        assert.equal(world.runner.requests.length, 1);
        assert.deepEqual(await world.transcript(), [
          'user: work',
          'assistant: ',
          'toolResult: ok',
          'assistant: done',
        ]);
      },
    );
  }

  kernelTest(`after STORE_FENCED in ${operation} the run is left alone`, WORKING, async (world) => {
    world.faults.fail(operation, 'STORE_FENCED');
    const runId = await world.begin('work');
    await world.kernel.waitForRun(runId);
    await world.clock.advance(60_000);
    assert.deepEqual(world.kernel.liveRuns(), []);
    assert.deepEqual(world.told('settled'), []);
    assert.equal(await world.endOf(runId), null);
    assert.equal(world.runner.requests.length, operation === 'loadTranscript' ? 0 : 1);
  });
}

for (const operation of ['recordAnswer', 'recordToolResult', 'settleRun'] as const) {
  kernelTest(
    `T29 a store that stays full for an hour in ${operation} costs no second answer`,
    WORKING,
    async (world) => {
      world.faults.fail(operation, 'STORE_FULL', { times: 120 });
      await world.say('hello');
      await world.untilIdle(30_000);
      assert.deepEqual(world.channel?.texts, ['done']);
      assert.equal(world.runner.requests.length, 1);
    },
  );
}

kernelTest(
  'while the store fails, a retry never comes more often than every half a second',
  {},
  async (world) => {
    world.faults.fail('settleRun', 'STORE_FULL', { times: 3 });
    await world.say('hello');
    const tries = () => world.faults.calls.filter((name) => name === 'settleRun').length;
    for (const [delayMs, expected] of [
      [500, 1],
      [1_000, 2],
      [2_000, 3],
    ] as const) {
      await world.until('it was tried', () => tries() === expected && world.clock.sleeping === 2);
      await world.clock.advance(delayMs - 1);
      assert.equal(tries(), expected);
      await world.clock.advance(1);
    }
    await world.untilIdle();
  },
);

kernelTest('what a store can not write any more is left for the next start', {}, async (world) => {
  world.faults.fail('settleRun', 'STORE_CORRUPT');
  const runId = await world.begin('hello');
  await world.kernel.waitForRun(runId);
  assert.equal(await world.endOf(runId), null);
  await world.kernel.stop();
  assert.equal((await world.boot()).resumed, 1);
  await world.untilIdle();
  assert.deepEqual(world.channel?.texts, ['done']);
});

kernelTest('a stop does not wait for a store that fails', {}, async (world) => {
  world.faults.fail('settleRun', 'STORE_FULL', { times: 100 });
  const runId = await world.begin('hello');
  await world.until('it was tried', () => world.clock.sleeping === 2);
  await world.kernel.stop();
  assert.equal(await world.endOf(runId), null);
  await world.boot();
  await world.untilIdle();
  assert.deepEqual(world.channel?.texts, ['done']);
});

kernelTest(
  'a message that a full disk refused is accepted when it comes again',
  {},
  async (world) => {
    world.faults.fail('acceptMessage', 'STORE_FULL');
    await assert.rejects(world.say('hello', { eventKey: 'message:7' }), { code: 'STORE_FULL' });
    const again = await world.say('hello', { eventKey: 'message:7' });
    assert.equal(again.kind, 'accepted');
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['done']);
  },
);

kernelTest(
  'a runner that breaks once is asked again',
  {
    script: ({ attempt }) => (attempt === 1 ? [{ kind: 'break', error: new Error('broken') }] : []),
  },
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilIdle(1_000);
    assert.equal(await world.endOf(runId), 'DONE');
    assert.deepEqual(world.channel?.texts, ['done']);
  },
);

kernelTest(
  'a runner that breaks again and again ends its run, tells the person, and the lane goes on',
  {
    script: ({ transcript }) =>
      transcript.length === 1 ? [{ kind: 'break', error: new Error('broken') }] : [],
  },
  async (world) => {
    const runId = await world.begin('hello');
    await world.say('and then', { queueMode: 'followup' });
    await world.untilIdle(1_000);
    const run = await world.truth.findRun(runId);
    assert.deepEqual([run?.state, run?.error?.code], ['ERROR', 'INTERNAL']);
    assert.equal(world.runner.requests.length, 4);
    assert.match(world.channel?.texts[0] ?? '', /failed while it worked/);
    assert.equal(world.channel?.texts[1], 'done');
  },
);

kernelTest(
  'a runner that breaks because it was stopped is stopped',
  {
    script: () => [{ kind: 'break', error: new Error('broken') }],
  },
  async (world) => {
    const runId = await world.begin('hello');
    await world.until('it broke', () => world.clock.sleeping === 2);
    await world.kernel.stopRun({ runId, principalId: OWNER, reason: 'x' });
    await world.untilIdle();
    assert.equal(await world.endOf(runId), 'ABORTED');
  },
);

kernelTest(
  'a lease that could not be renewed is renewed the next time',
  { script: () => [{ kind: 'hang' }] },
  async (world) => {
    world.faults.fail('renewLeases', 'STORE_IO');
    await world.begin('hello');
    await world.untilHanging();
    await world.clock.advance(40_000);
    assert.equal(world.faults.calls.filter((name) => name === 'renewLeases').length, 2);
  },
);
