import assert from 'node:assert/strict';
import { type AcceptResult, type KernelEvent, SYSTEM } from '@coderclaw/core';
import { RecordingChannel, type ScriptedCall } from '@coderclaw/core/testing';
import { kernelTest } from './kernel-world.ts';

const READ: ScriptedCall = { id: 'call-1', name: 'read', replay: 'safe' };
const WRITE: ScriptedCall = { id: 'call-2', name: 'write', replay: 'never' };

/** An event in a few words. */
function brief(event: KernelEvent): string {
  switch (event.type) {
    case 'run':
      return `run ${event.from ?? '·'} → ${event.to}`;
    case 'entry':
      return `entry ${event.entry.content.role}`;
    case 'session':
      return `session ${event.change}`;
    case 'delivery':
      return `delivery ${event.delivery.state}`;
    case 'tool-start':
    case 'tool-result':
      return `${event.type} ${event.name}`;
    default:
      return event.type;
  }
}

kernelTest('a message is answered once, and the answer arrives once', {}, async (world) => {
  const runId = await world.begin('hello');
  await world.untilIdle();
  assert.equal(await world.endOf(runId), 'DONE');
  assert.deepEqual(await world.transcript(), ['user: hello', 'assistant: done']);
  assert.deepEqual(world.channel?.texts, ['done']);
  assert.equal(world.channel?.sent[0]?.address, 'room');
  const intakes = await world.truth.listRunIntakes(runId);
  assert.deepEqual(
    intakes.map((intake) => intake.disposition),
    ['answered'],
  );
});

kernelTest(
  'the events of a turn with tools come in one order',
  { script: () => [{ kind: 'call', calls: [READ, WRITE] }] },
  async (world) => {
    await world.say('work');
    await world.untilIdle();
    assert.deepEqual(world.events.map(brief), [
      'session created',
      'run · → PENDING',
      'entry user',
      'run PENDING → PLANNING',
      'place',
      'run PLANNING → RUNNING',
      'entry assistant',
      'tool-start read',
      'tool-result read',
      'entry toolResult',
      'tool-start write',
      'tool-result write',
      'entry toolResult',
      'delta',
      'entry assistant',
      'run RUNNING → DONE',
      'settled',
      'delivery pending',
      'session active',
      'delivery delivered',
    ]);
    assert.deepEqual(world.runner.executed, ['call-1', 'call-2']);
  },
);

kernelTest('entries are told in the order of their cursors', {}, async (world) => {
  for (const text of ['one', 'two', 'three']) await world.say(text);
  await world.untilIdle();
  const cursors = world.told('entry').map(({ entry }) => entry.cursor);
  assert.deepEqual(
    cursors,
    cursors.toSorted((a, b) => a - b),
  );
});

kernelTest(
  'a tool that may be repeated needs no commit before it starts, another one does',
  { script: () => [{ kind: 'call', calls: [READ, WRITE] }] },
  async (world) => {
    await world.say('work');
    await world.untilIdle();
    assert.equal(world.faults.calls.filter((name) => name === 'startTool').length, 1);
    assert.equal(world.faults.calls.filter((name) => name === 'recordToolResult').length, 2);
  },
);

kernelTest('the sender is told after the commit and before anything is done', {}, async (world) => {
  const seen: { result?: AcceptResult; events?: number; requests?: number } = {};
  const acknowledge = (result: AcceptResult) => {
    Object.assign(seen, { result, events: world.events.length });
    Object.assign(seen, { requests: world.runner.requests.length });
  };
  const release = world.faults.hold('acceptMessage');
  const outcome = world.say('hello', { acknowledge });
  await world.until('the commit is asked for', () => world.faults.calls.includes('acceptMessage'));
  assert.deepEqual(seen, {});
  release();
  assert.equal(seen.result, undefined);
  assert.deepEqual(seen, { result: await outcome, events: 0, requests: 0 });
  await world.untilIdle();
});

kernelTest(
  'a message that was not committed is not acknowledged and rejects',
  {},
  async (world) => {
    world.faults.fail('acceptMessage', 'STORE_FULL');
    let acknowledged = false;
    const acknowledge = () => {
      acknowledged = true;
    };
    await assert.rejects(world.say('hello', { acknowledge }), {
      code: 'STORE_FULL',
      retryable: true,
    });
    assert.equal(acknowledged, false);
    assert.deepEqual(world.events, []);
  },
);

kernelTest('an event key that comes again is a duplicate and starts nothing', {}, async (world) => {
  const first = await world.say('hello', { eventKey: 'message:7' });
  await world.untilIdle();
  const told = world.events.length;
  let acknowledged: string | undefined;
  const again = await world.say('hello', {
    eventKey: 'message:7',
    acknowledge: ({ kind }) => {
      acknowledged = kind;
    },
  });
  assert.ok(first.kind === 'accepted' && again.kind === 'duplicate');
  assert.equal(again.messageId, first.messageId);
  assert.equal(again.intakes[0]?.run?.state, 'DONE');
  assert.equal(acknowledged, 'duplicate');
  await world.untilIdle();
  assert.equal(world.events.length, told);
  assert.equal(world.runner.requests.length, 1);
});

kernelTest('the same event twice at once is accepted once', {}, async (world) => {
  const outcomes = await Promise.all([
    world.say('hello', { eventKey: 'message:7' }),
    world.say('hello', { eventKey: 'message:7' }),
  ]);
  assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['accepted', 'duplicate']);
  await world.untilIdle();
  assert.deepEqual(world.channel?.texts, ['done']);
});

kernelTest(
  'a request for a session that can not be is refused and records nothing',
  {},
  async (world) => {
    const outcome = await world.say('hello', { sessionKey: 'agent:ghost:main' });
    assert.deepEqual(outcome, { kind: 'refused', reason: "there is no agent 'ghost'" });
    assert.equal((await world.truth.readCounts()).messages, 0);
  },
);

kernelTest('a stranger’s message is recorded as refused and starts nothing', {}, async (world) => {
  const outcome = await world.say('let me in', { from: 'stranger' });
  assert.ok(outcome.kind === 'accepted');
  const intake = outcome.intakes[0]?.intake;
  assert.deepEqual([intake?.disposition, intake?.reason], ['refused', 'access:stranger']);
  await world.untilIdle();
  assert.equal(world.runner.requests.length, 0);
});

kernelTest(
  'the answer to a pull channel is delivered by the settling commit',
  { channel: () => new RecordingChannel({ transport: 'pull' }) },
  async (world) => {
    await world.say('hello');
    await world.untilIdle();
    const [delivery] = await world.truth.listDeliveries({ limit: 10 });
    assert.equal(delivery?.state, 'delivered');
    assert.deepEqual(world.channel?.sent, []);
    assert.ok(!world.faults.calls.includes('startPart'));
  },
);

for (const [status, code] of [
  ['ERROR', 'MODEL_AUTH'],
  ['TIMEOUT', 'RUN_TIMEOUT'],
] as const) {
  kernelTest(
    `a run that ends in ${status} tells the person why`,
    { script: () => [{ kind: 'fail', status, error: { code, message: 'The model said no.' } }] },
    async (world) => {
      const runId = await world.begin('hello');
      await world.untilIdle();
      const run = await world.truth.findRun(runId);
      assert.deepEqual([run?.state, run?.error?.code], [status, code]);
      assert.deepEqual(world.channel?.texts, ['The model said no.']);
      assert.equal((await world.truth.listRunIntakes(runId))[0]?.disposition, 'failed');
    },
  );
}

kernelTest(
  'a run that no budget allows ends with the reason and never reaches the agent',
  { reserveMicros: 2_000_000 },
  async (world) => {
    const limit = { id: 'month', scope: 'tenant', scopeId: 'default' } as const;
    await world.truth.saveBudget({ ...limit, limitMicros: 1_000_000 });
    const runId = await world.begin('hello');
    await world.untilIdle();
    const run = await world.truth.findRun(runId);
    assert.deepEqual([run?.state, run?.error?.code], ['ERROR', 'BUDGET_EXHAUSTED']);
    assert.match(world.channel?.texts[0] ?? '', /budget of tenant default is used up: \$1\.00/);
    assert.equal(world.runner.requests.length, 0);
  },
);

kernelTest(
  'runs side by side do not reserve more than a budget has, and a settled one gives its rest back',
  { reserveMicros: 400_000, script: () => [{ kind: 'hang' }] },
  async (world) => {
    const limit = { id: 'month', scope: 'tenant', scopeId: 'default' } as const;
    await world.truth.saveBudget({ ...limit, limitMicros: 1_000_000 });
    const runs = await Promise.all(
      ['a', 'b', 'c'].map((room) => world.begin('hello', { in: room })),
    );
    await world.untilHanging(2);
    await world.until('the third is refused', async () => {
      const ends = await Promise.all(runs.map((run) => world.endOf(run)));
      return ends.filter((end) => end === 'ERROR').length === 1;
    });
    for (const runId of runs)
      await world.kernel.stopRun({ runId, principalId: SYSTEM, reason: 'x' });
    await world.untilIdle();
    const [budget] = await world.truth.listBudgets();
    assert.equal(budget?.reservedMicros, 0);
  },
);

kernelTest('a listener that throws hurts nobody', {}, async (world) => {
  world.kernel.subscribe(() => {
    throw new Error('listener is broken');
  });
  let heard = 0;
  world.kernel.subscribe(() => {
    heard += 1;
  });
  const runId = await world.begin('hello');
  await world.untilIdle();
  assert.equal(await world.endOf(runId), 'DONE');
  assert.equal(heard, world.events.length);
});

kernelTest(
  'who waits for a run is woken by its end, and at once when it has ended',
  {},
  async (world) => {
    const runId = await world.begin('hello');
    await world.kernel.waitForRun(runId);
    assert.equal(await world.endOf(runId), 'DONE');
    await world.kernel.waitForRun(runId);
  },
);
