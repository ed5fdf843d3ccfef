import assert from 'node:assert/strict';
import { OWNER, textOf } from '@coderclaw/core';
import type { ScriptedTurn } from '@coderclaw/core/testing';
import { kernelTest, type WorldOptions } from './kernel-world.ts';

const LOOK: ScriptedTurn = {
  kind: 'call',
  calls: [{ id: 'look', name: 'read', replay: 'safe' }],
};

/** Each run's first answer waits for the gate and calls a tool; its second is the last. */
const GATED: WorldOptions = {
  script: (_request, world) => [() => world.gate.promise.then(() => LOOK)],
};

kernelTest(
  'messages of one lane are answered in their order, one run at a time',
  {},
  async (world) => {
    const texts = ['1', '2', '3', '4', '5', '6'];
    await Promise.all(texts.map((text) => world.say(text, { queueMode: 'followup' })));
    await world.untilIdle();
    const expected = texts.flatMap((text) => [`user: ${text}`, 'assistant: done']);
    assert.deepEqual(await world.transcript(), expected);
    const runs = world.told('run').filter(({ from, to }) => from === null || to === 'DONE');
    assert.deepEqual(
      runs.map(({ to }) => to),
      texts.flatMap(() => ['PENDING', 'DONE']),
    );
  },
);

kernelTest(
  'lanes do not wait for each other',
  { script: ({ sessionKey }) => (sessionKey.endsWith(':slow') ? [{ kind: 'hang' }] : []) },
  async (world) => {
    const slow = await world.begin('hello', { in: 'slow' });
    await world.untilHanging();
    const quick = await world.begin('hello', { in: 'quick' });
    await world.untilSettled(quick);
    assert.equal(await world.endOf(slow), null);
  },
);

kernelTest(
  'a message that steers joins the run at its next model boundary',
  GATED,
  async (world) => {
    const runId = await world.begin('go left', { alias: 'a1' });
    await world.untilHanging();
    const steering = await world.say('no, right', { alias: 'a2' });
    assert.equal(world.told('queued')[0]?.behind, 'steer');
    assert.deepEqual(await world.transcript(), ['user: go left']);
    world.gate.resolve();
    await world.untilIdle();
    assert.deepEqual(await world.transcript(), [
      'user: go left',
      'assistant: ',
      'toolResult: ok',
      'user: no, right',
      'assistant: done',
    ]);
    assert.ok(steering.kind === 'accepted');
    assert.equal(world.told('joined')[0]?.intakeId, steering.intakes[0]?.intake.id);
    assert.deepEqual(world.told('settled')[0]?.aliases, ['a1', 'a2']);
    const intakes = await world.truth.listRunIntakes(runId);
    assert.deepEqual(
      intakes.map(({ disposition }) => disposition),
      ['answered', 'answered'],
    );
    assert.deepEqual(world.channel?.texts, ['done']);
  },
);

const OUTSIDERS = [
  ['from another conversation', { in: 'elsewhere' }],
  ['of another principal', { from: 'bob' }],
  ['that asks to follow up', { queueMode: 'followup' }],
] as const;

for (const [who, saying] of OUTSIDERS) {
  kernelTest(
    `a message ${who} does not join the run and is answered after it`,
    GATED,
    async (world) => {
      const sessionKey = 'agent:main:main';
      const first = await world.begin('one', { sessionKey });
      await world.untilHanging();
      await world.say('two', { sessionKey, ...saying });
      world.gate.resolve();
      await world.untilIdle();
      assert.equal((await world.truth.listRunIntakes(first)).length, 1);
      assert.deepEqual(world.told('joined'), []);
      assert.equal(world.told('settled').length, 2);
      const addresses = world.channel?.sent.map(({ address }) => address);
      assert.deepEqual(addresses, ['room', 'in' in saying ? saying.in : 'room']);
    },
  );
}

kernelTest(
  'what a run did not take up is answered by the next one, together',
  { script: ({ transcript }) => (transcript.length === 1 ? [{ kind: 'hang' }] : []) },
  async (world) => {
    const runId = await world.begin('one');
    await world.untilHanging();
    for (const text of ['two', 'three']) await world.say(text);
    await world.kernel.stopRun({ runId, principalId: OWNER, reason: 'x' });
    await world.untilIdle();
    assert.equal(world.told('settled').length, 2);
    const last = world.runner.requests.at(-1)?.transcript.map(({ content }) => textOf(content));
    assert.deepEqual(last?.slice(-2), ['two', 'three']);
  },
);

kernelTest(
  'a message that asks for another workspace waits for a run of its own',
  GATED,
  async (world) => {
    await world.begin('fix it', { options: { workspace: '/srv/a' } });
    await world.untilHanging();
    await world.say('fix it', { options: { workspace: '/srv/b' } });
    world.gate.resolve();
    await world.untilIdle();
    const workspaces = world.runner.requests.map(({ options }) => options.workspace);
    assert.deepEqual(workspaces, ['/srv/a', '/srv/b']);
  },
);

kernelTest('a wished model is never replaced by the configured first one', {}, async (world) => {
  await world.say('hello', { options: { model: 'local/private' } });
  await world.untilIdle();
  assert.deepEqual(world.runner.requests[0]?.models, ['local/private', 'scripted/spare']);
});
