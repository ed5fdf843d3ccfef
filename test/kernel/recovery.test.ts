import assert from 'node:assert/strict';
import { OWNER } from '@coderclaw/core';
import type { ScriptedCall } from '@coderclaw/core/testing';
import { kernelTest, type WorldOptions } from './kernel-world.ts';

const HANGING: WorldOptions = { script: () => [{ kind: 'hang' }] };
const READ: ScriptedCall = { id: 'call-1', name: 'read', replay: 'safe' };
const SEND: ScriptedCall = { id: 'call-2', name: 'send', replay: 'never' };

kernelTest(
  'a run that a crash cut off is taken up again and answered once',
  {
    script: ({ attempt }) => (attempt === 1 ? [{ kind: 'hang', text: 'Half of' }] : []),
  },
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    world.crash();
    assert.deepEqual(await world.boot(), { resumed: 1, givenUp: 0, interruptedParts: 0 });
    await world.untilIdle();
    assert.equal(await world.endOf(runId), 'DONE');
    assert.deepEqual(await world.transcript(), ['user: hello', 'assistant: done']);
    assert.deepEqual(world.channel?.texts, ['done']);
    assert.equal(world.told('settled')[0]?.run.attempt, 2);
  },
);

kernelTest(
  'a message that was committed when the crash came is answered, though nobody was told',
  {},
  async (world) => {
    // The commit is done, its promise never comes back.
    void world.say('hello');
    await world.until('the commit is asked for', () =>
      world.faults.calls.includes('acceptMessage'),
    );
    world.crash();
    await world.until('it is done', async () => (await world.truth.readCounts()).messages === 1);
    await world.boot();
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['done']);
  },
);

kernelTest(
  'a run that is interrupted three times without getting further is given up, and the person is told',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    const reports: unknown[] = [];
    for (let crash = 1; crash <= 3; crash += 1) {
      await world.untilHanging();
      world.crash();
      reports.push(await world.boot());
    }
    await world.untilIdle();
    assert.deepEqual(reports, [
      { resumed: 1, givenUp: 0, interruptedParts: 0 },
      { resumed: 1, givenUp: 0, interruptedParts: 0 },
      { resumed: 0, givenUp: 1, interruptedParts: 0 },
    ]);
    const run = await world.truth.findRun(runId);
    assert.deepEqual([run?.state, run?.error?.code], ['ERROR', 'TOO_MANY_ATTEMPTS']);
    assert.match(world.channel?.texts[0] ?? '', /interrupted 3 times/);
    assert.equal((await world.truth.listRunIntakes(runId))[0]?.disposition, 'failed');
  },
);

kernelTest(
  'a run that was asked to stop before the crash does not begin again',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    await world.truth.signalStop({
      at: world.clock.now(),
      runId,
      principalId: OWNER,
      reason: 'enough',
    });
    world.crash();
    await world.boot();
    await world.untilIdle();
    assert.equal(await world.endOf(runId), 'ABORTED');
    assert.equal(world.runner.requests.length, 1);
  },
);

kernelTest(
  'what waited behind a run that was cut off is answered after it',
  {
    script: ({ attempt, transcript }) =>
      attempt === 1 && transcript.length === 1 ? [{ kind: 'hang' }] : [],
  },
  async (world) => {
    await world.begin('one');
    await world.untilHanging();
    await world.say('two', { queueMode: 'followup' });
    world.crash();
    await world.boot();
    await world.untilIdle();
    assert.deepEqual(await world.transcript(), [
      'user: one',
      'assistant: done',
      'user: two',
      'assistant: done',
    ]);
  },
);

kernelTest(
  'a late holder writes nothing once another took the run',
  {
    script: ({ attempt }, world) => [
      () =>
        attempt === 1
          ? world.gate.promise.then(() => ({ kind: 'say', text: 'from the grave' }) as const)
          : { kind: 'say', text: 'from the heir' },
    ],
  },
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    const late = world.kernel;
    await world.boot();
    await world.untilIdle();
    world.gate.resolve();
    await late.waitForRun(runId);
    assert.deepEqual(late.liveRuns(), []);
    assert.deepEqual(await world.transcript(), ['user: hello', 'assistant: from the heir']);
    assert.deepEqual(world.channel?.texts, ['from the heir']);
    const told = world.processes[0]?.events.filter(({ type }) => type === 'settled');
    assert.deepEqual(told, []);
    await late.stop();
  },
);

kernelTest(
  'a tool that may be repeated is, and the run goes on from its journal',
  {
    script: () => [{ kind: 'call', calls: [READ] }],
  },
  async (world) => {
    const release = world.faults.hold('recordToolResult');
    await world.begin('work');
    await world.until('the tool ran', () => world.runner.executed.length === 1);
    world.crash();
    release();
    await world.boot();
    await world.untilIdle();
    assert.deepEqual(world.runner.executed, ['call-1', 'call-1']);
    assert.deepEqual((await world.transcript()).slice(1), [
      'assistant: ',
      'toolResult: ok',
      'assistant: done',
    ]);
  },
);

kernelTest(
  'a tool that must not be repeated is not, and its outcome is said to be unknown',
  {
    script: () => [{ kind: 'call', calls: [SEND] }],
  },
  async (world) => {
    const release = world.faults.hold('recordToolResult');
    await world.begin('work');
    await world.until('the tool ran', () => world.runner.executed.length === 1);
    world.crash();
    release();
    await world.boot();
    await world.untilIdle();
    assert.deepEqual(world.runner.executed, ['call-2']);
    assert.deepEqual((await world.transcript()).slice(1), [
      'assistant: ',
      'toolResult: outcome unknown',
      'assistant: done',
    ]);
  },
);

kernelTest(
  'a tool whose start was never committed is executed after the crash, once',
  {
    script: () => [{ kind: 'call', calls: [SEND] }],
  },
  async (world) => {
    const release = world.faults.hold('startTool');
    await world.begin('work');
    await world.until('the tool starts', () => world.faults.calls.includes('startTool'));
    world.crash();
    release();
    await world.boot();
    await world.untilIdle();
    assert.deepEqual(world.runner.executed, ['call-2']);
  },
);

kernelTest(
  'journal progress between two crashes keeps a run from being given up',
  {
    script: () => [
      { kind: 'call', calls: [{ ...READ, id: 'a' }] },
      { kind: 'call', calls: [{ ...READ, id: 'b' }] },
      { kind: 'call', calls: [{ ...READ, id: 'c' }] },
      { kind: 'call', calls: [{ ...READ, id: 'd' }] },
    ],
  },
  async (world) => {
    const runId = await world.begin('work');
    for (let crash = 1; crash <= 4; crash += 1) {
      const results = () => world.faults.calls.filter((name) => name === 'recordToolResult').length;
      await world.until('one more tool ran', () => results() > 0);
      world.crash();
      await world.boot();
    }
    await world.untilIdle();
    assert.equal(await world.endOf(runId), 'DONE');
  },
);

kernelTest(
  'resumed runs start under a limit per provider, new ones do not wait for them',
  {
    script: () => [{ kind: 'hang' }],
    resumedPerProvider: 2,
  },
  async (world) => {
    for (let room = 1; room <= 5; room += 1) await world.begin('hello', { in: `room-${room}` });
    await world.untilHanging(5);
    world.crash();
    const before = world.runner.requests.length;
    assert.equal((await world.boot()).resumed, 5);
    await world.untilHanging(2);
    assert.equal(world.runner.requests.length - before, 2);
    await world.begin('hello', { in: 'fresh' });
    await world.untilHanging(3);
    const first = world.kernel.liveRuns().find(({ step }) => step > 0);
    assert.ok(first);
    await world.kernel.stopRun({ runId: first.run.runId, principalId: OWNER, reason: 'x' });
    await world.until('the next resumed run took the place', () => {
      return world.runner.requests.length - before === 4;
    });
    const queued = world.kernel.liveRuns().find(({ step }) => step === 0);
    assert.ok(queued);
    await world.kernel.stopRun({ runId: queued.run.runId, principalId: OWNER, reason: 'x' });
    await world.untilSettled(queued.run.runId);
    assert.equal(await world.endOf(queued.run.runId), 'ABORTED');
  },
);

kernelTest(
  'a wall clock that jumps back between two starts changes no order',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    world.crash();
    world.clock.jumpTo(Date.UTC(2001, 0, 1));
    assert.equal((await world.boot()).resumed, 1);
    await world.untilHanging();
    await world.kernel.stopRun({ runId, principalId: OWNER, reason: 'x' });
    await world.untilIdle();
    assert.equal(await world.endOf(runId), 'ABORTED');
  },
);

kernelTest(
  'a lane that was freed without anybody to take it up is claimed at the next start',
  { script: ({ transcript }) => (transcript.length === 1 ? [{ kind: 'hang' }] : []) },
  async (world) => {
    const runId = await world.begin('one');
    await world.untilHanging();
    await world.say('two', { queueMode: 'followup' });
    world.crash();
    const run = await world.truth.findRun(runId);
    assert.ok(run);
    await world.truth.settleRun({
      at: world.clock.now(),
      runId,
      fence: run.fence,
      to: 'ABORTED',
      reply: [],
      transport: 'push',
    });
    await world.boot();
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['done']);
  },
);
