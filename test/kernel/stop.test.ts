import assert from 'node:assert/strict';
import { OWNER } from '@coderclaw/core';
import { kernelTest, type WorldOptions } from './kernel-world.ts';

/** The first run of a session hangs until it is stopped; later ones are done at once. */
const HANGING: WorldOptions = {
  script: ({ transcript }) => (transcript.length === 1 ? [{ kind: 'hang', text: 'Well,' }] : []),
};
const KEY = 'agent:main:fake:group:room';

kernelTest(
  'a stopped run keeps what it had said and cancels what it answered',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    const stopped = await world.kernel.stopRun({ runId, principalId: OWNER, reason: 'enough' });
    assert.ok(stopped);
    await world.untilIdle();
    const run = await world.truth.findRun(runId);
    assert.deepEqual([run?.state, run?.error?.code], ['ABORTED', 'STOPPED']);
    assert.equal((await world.truth.listRunIntakes(runId))[0]?.disposition, 'cancelled');
    assert.deepEqual(await world.transcript(), ['user: hello', 'assistant: Well,']);
    assert.deepEqual(world.channel?.texts, []);
  },
);

kernelTest('a stop is durable before anybody acts on it', HANGING, async (world) => {
  const runId = await world.begin('hello');
  await world.untilHanging();
  world.faults.fail('signalStop', 'STORE_FULL');
  const request = { runId, principalId: OWNER, reason: 'enough' };
  await assert.rejects(world.kernel.stopRun(request), { code: 'STORE_FULL' });
  assert.equal(world.kernel.liveRuns().length, 1);
  const release = world.faults.hold('signalStop');
  const stopping = world.kernel.stopRun(request);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(world.kernel.liveRuns().length, 1);
  release();
  assert.ok(await stopping);
  await world.untilIdle();
});

kernelTest('a run that has ended can not be stopped', {}, async (world) => {
  const runId = await world.begin('hello');
  await world.untilIdle();
  assert.equal(await world.kernel.stopRun({ runId, principalId: OWNER, reason: 'late' }), false);
  assert.equal(await world.endOf(runId), 'DONE');
});

kernelTest(
  'stopping a session ends its run and cancels what waits, each once',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    const waiting = [await world.say('two'), await world.say('three', { queueMode: 'followup' })];
    const session = await world.truth.findSession(KEY);
    assert.ok(session);
    const stopped = await world.kernel.stopSession({
      sessionId: session.id,
      principalId: OWNER,
      reason: 'enough',
    });
    assert.deepEqual(stopped, { runs: 1, waiting: 2 });
    assert.equal(await world.endOf(runId), 'ABORTED');
    assert.equal((await world.truth.readCounts()).waitingIntakes, 0);
    for (const outcome of waiting) assert.ok(outcome.kind === 'accepted');
    await world.untilIdle();
    assert.equal(world.runner.requests.length, 1);
  },
);

kernelTest(
  'stopping a session reaches the run to which its lane is handed over at that moment',
  { script: ({ transcript }) => (transcript.length === 1 ? [] : [{ kind: 'hang' }]) },
  async (world) => {
    const release = world.faults.hold('settleRun');
    const first = await world.begin('one');
    const session = await world.truth.findSession(KEY);
    assert.ok(session);
    await world.say('two', { queueMode: 'followup' });
    await world.until('the first run settles', () => world.faults.calls.includes('settleRun'));
    release();
    const request = { sessionId: session.id, principalId: OWNER, reason: 'enough' };
    assert.deepEqual(await world.kernel.stopSession(request), { runs: 1, waiting: 0 });
    await world.untilIdle();
    assert.equal(await world.endOf(first), 'DONE');
    assert.deepEqual(
      world.told('settled').map(({ to }) => to),
      ['DONE', 'ABORTED'],
    );
  },
);

kernelTest(
  'a session that is reset while it works begins a new epoch with nothing in it',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    await world.say('two');
    const before = await world.truth.findSession(KEY);
    assert.ok(before);
    const after = await world.kernel.resetSession({ sessionId: before.id, principalId: OWNER });
    assert.equal(after.epoch, before.epoch + 1);
    assert.equal(await world.endOf(runId), 'ABORTED');
    assert.equal(world.told('session').at(-1)?.change, 'reset');
    await world.say('again');
    await world.untilHanging();
    const request = world.runner.requests.at(-1);
    assert.deepEqual([request?.epoch, request?.transcript.length], [after.epoch, 1]);
    const live = world.kernel.liveRuns(KEY)[0];
    assert.ok(live);
    await world.kernel.stopRun({ runId: live.run.runId, principalId: OWNER, reason: 'x' });
    await world.untilIdle();
  },
);

kernelTest(
  'a session that is deleted while it works is gone, and its key begins a new one',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    await world.say('two');
    const before = await world.truth.findSession(KEY);
    assert.ok(before);
    await world.kernel.deleteSession({ sessionId: before.id, principalId: OWNER });
    assert.equal(await world.endOf(runId), 'ABORTED');
    assert.equal(await world.truth.findSession(KEY), undefined);
    assert.equal(world.told('session').at(-1)?.change, 'deleted');
    await world.say('again');
    await world.until('a new session works', () => world.kernel.liveRuns().length === 1);
    assert.notEqual((await world.truth.findSession(KEY))?.id, before.id);
  },
);

kernelTest(
  'a graceful stop settles nothing; the next kernel goes on and the attempt does not count',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    // More often than an interrupted run may be tried: none of these counts.
    for (let stop = 1; stop <= 5; stop += 1) {
      await world.untilHanging();
      await world.kernel.stop();
      assert.equal(await world.endOf(runId), null);
      assert.deepEqual(await world.boot(), { resumed: 1, givenUp: 0, interruptedParts: 0 });
      assert.equal((await world.truth.findRun(runId))?.attempt, stop + 1);
    }
    await world.untilHanging();
    assert.equal(world.runner.requests.at(-1)?.attempt, 6);
  },
);

kernelTest(
  'messages that wait when the kernel stops are answered after the next start',
  HANGING,
  async (world) => {
    const runId = await world.begin('hello');
    await world.untilHanging();
    await world.say('two', { queueMode: 'followup' });
    await world.kernel.stop();
    await world.boot();
    await world.untilHanging();
    await world.kernel.stopRun({ runId, principalId: OWNER, reason: 'x' });
    await world.untilIdle();
    assert.deepEqual(await world.transcript(), [
      'user: hello',
      'assistant: Well,',
      'user: two',
      'assistant: done',
    ]);
  },
);

kernelTest('a stopping kernel accepts nothing', {}, async (world) => {
  await world.kernel.stop();
  await assert.rejects(world.say('hello'), { code: 'STORE_CLOSED' });
  assert.equal((await world.truth.readCounts()).messages, 0);
});

kernelTest(
  'a message whose commit was under way when the stop came is answered after the next start',
  {},
  async (world) => {
    const release = world.faults.hold('acceptMessage');
    const accepting = world.say('hello');
    await world.until('the commit is asked for', () =>
      world.faults.calls.includes('acceptMessage'),
    );
    const stopping = world.kernel.stop();
    release();
    assert.equal((await accepting).kind, 'accepted');
    await stopping;
    assert.equal(world.runner.requests.length, 0);
    await world.boot();
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['done']);
  },
);

kernelTest(
  'a message that was still being routed when the stop came is refused',
  {},
  async (world) => {
    const release = world.faults.hold('findSession');
    const accepting = world.say('hello');
    await world.until('the session is looked up', () => world.faults.calls.includes('findSession'));
    await world.kernel.stop();
    release();
    await assert.rejects(accepting, { code: 'STORE_CLOSED' });
    assert.equal((await world.truth.readCounts()).messages, 0);
  },
);

kernelTest('stopping twice is stopping once', {}, async (world) => {
  await world.kernel.stop();
  await world.kernel.stop();
  assert.equal(world.faults.calls.filter((name) => name === 'suspendRuns').length, 1);
});

kernelTest('who waits in the lane is told when it is cancelled', HANGING, async (world) => {
  const runId = await world.begin('hello');
  await world.untilHanging();
  await world.say('later', { queueMode: 'followup', alias: 'mine' });
  const { sessionId } = (await world.truth.findRun(runId))!;
  await world.kernel.stopSession({ sessionId, principalId: OWNER, reason: 'enough' });
  const told = world.told('cancelled').map(({ alias }) => alias);
  assert.deepEqual(told, ['mine']);
});
