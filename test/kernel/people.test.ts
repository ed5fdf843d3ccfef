import assert from 'node:assert/strict';
import {
  type AgentId,
  type ConversationId,
  DEFAULT_TENANT,
  OWNER,
  PAIRING_TTL_MS,
  principalOfIdentity,
  STICKY_MS,
  type WiringRule,
} from '@coderclaw/core';
import { accountPolicy } from '@coderclaw/core/testing';
import { type KernelWorld, kernelTest } from './kernel-world.ts';

const ADA = 'agent:main:fake:one:direct:ada';
const approve = (world: KernelWorld, code: string, asOwner = false) =>
  world.kernel.approvePairing({ code, principalId: OWNER, asOwner });

kernelTest(
  'a stranger knocks, is told a code, is let in, and the first message is answered',
  {},
  async (world) => {
    world.policy = accountPolicy();
    await world.hear('hello from ada');
    await world.untilIdle();
    assert.match(world.channel?.texts[0] ?? '', /`CODE0001`/u);
    assert.equal(world.channel?.texts.length, 1);
    const result = await approve(world, ' code0001 ');
    assert.equal(result.kind, 'approved');
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts.slice(1), ['done']);
    assert.deepEqual(await world.transcript(ADA), ['user: hello from ada', 'assistant: done']);
  },
);

kernelTest('each request is told once, and each answer to it', {}, async (world) => {
  world.policy = accountPolicy();
  for (const from of ['ada', 'bob', 'ada']) await world.hear('hello', { from });
  await approve(world, 'CODE0001');
  const [ada, bob] = world.told('pairing').map(({ pairing }) => pairing.id);
  const by = { principalId: OWNER };
  await world.kernel.denyPairing({ ...by, pairingId: bob! });
  await world.kernel.revokePairing({ ...by, pairingId: ada! });
  assert.deepEqual(
    world.told('pairing').map(({ pairing }) => [pairing.identity, pairing.state]),
    [
      ['ada', 'pending'],
      ['bob', 'pending'],
      ['ada', 'approved'],
      ['bob', 'denied'],
      ['ada', 'revoked'],
    ],
  );
  await world.hear('am I still in?');
  assert.equal(world.told('pairing').at(-1)?.pairing.state, 'pending');
});

kernelTest('a request that nobody answered in time is told, once', {}, async (world) => {
  world.policy = accountPolicy();
  await world.hear('hello');
  await world.untilIdle();
  await world.clock.advance(PAIRING_TTL_MS);
  await world.until('it was told', () => world.told('pairing').length === 2, 20_000);
  await world.clock.advance(60_000);
  await world.untilIdle();
  assert.deepEqual(
    world.told('pairing').map(({ pairing }) => [pairing.identity, pairing.state]),
    [
      ['ada', 'pending'],
      ['ada', 'expired'],
    ],
  );
});

kernelTest('a group that writes for the first time is told, a person is not', {}, async (world) => {
  world.policy = accountPolicy();
  const group = { address: 'room', kind: 'group', title: 'family' } as const;
  for (const conversation of [group, group, { address: 'ada', kind: 'direct' } as const])
    await world.hear('hello', { conversation });
  assert.deepEqual(
    world.told('place').map(({ channel, account }) => [channel, account]),
    [['fake', 'one']],
  );
});

kernelTest('whoever is not let in gets one code and then silence', {}, async (world) => {
  world.policy = accountPolicy();
  for (const text of ['hello', 'hello?', 'anybody?']) await world.hear(text);
  await world.untilIdle();
  assert.equal(world.channel?.texts.length, 1);
  world.policy = accountPolicy({ dmPolicy: 'disabled' });
  await world.hear('still there?');
  await world.untilIdle();
  assert.equal(world.channel?.texts.length, 1);
  assert.equal((await world.truth.readCounts()).sessions, 0);
});

kernelTest('T12 who is let in by direct messages is still nobody in a group', {}, async (world) => {
  world.policy = accountPolicy();
  await world.hear('hello');
  await approve(world, 'CODE0001');
  await world.untilIdle();
  const sent = world.channel?.texts.length;
  await world.hear('hello all', { in: 'room', addressed: 'mention' });
  await world.untilIdle();
  assert.equal(world.channel?.texts.length, sent);
});

kernelTest('T16 each answer goes to the place of its message', {}, async (world) => {
  for (const from of ['ada', 'bob', 'eve']) await world.hear(`I am ${from}`, { from });
  await world.untilIdle();
  assert.deepEqual(world.channel?.sent.map(({ address }) => address).toSorted(), [
    'ada',
    'bob',
    'eve',
  ]);
});

kernelTest('an identity that was approved as owner acts as the owner', {}, async (world) => {
  world.policy = accountPolicy();
  await world.hear('it is me');
  await approve(world, 'CODE0001', true);
  await world.untilIdle();
  const session = await world.truth.findSession(ADA);
  assert.equal(session?.principalId, OWNER);
  assert.ok(world.runner.requests.at(-1)?.ownerRun);
  await world.hear('and in a group', { in: 'room', addressed: 'mention' });
  assert.equal(await world.truth.findSession('agent:main:fake:group:room'), undefined);
});

kernelTest(
  'what people in a group say belongs to the place, the owner’s words too',
  {},
  async (world) => {
    world.policy = accountPolicy({
      groups: new Map([
        ['room', { requireMention: false, allowFrom: [], agentId: null, queueMode: null }],
      ]),
    });
    await world.hear('hello', { in: 'room' });
    await world.untilIdle();
    const session = await world.truth.findSession('agent:main:fake:group:room');
    assert.equal(session?.principalId, 'fake:place:room');
    const [entry] = world.told('entry');
    assert.deepEqual(entry?.entry.labels, [`from:${principalOfIdentity('fake', 'ada')}`]);
  },
);

kernelTest('T30 a program that answers everything is cut off', {}, async (world) => {
  for (let count = 0; count < 12; count += 1) {
    await world.hear('pong');
    await world.untilIdle();
  }
  assert.equal(world.channel?.texts.length, 5);
});

kernelTest(
  'a command is answered at once, while a run works and without it',
  {
    script: () => [{ kind: 'hang' }],
  },
  async (world) => {
    await world.hear('work');
    await world.untilHanging();
    await world.hear('/status');
    await world.until('it is answered', () => world.channel?.texts.length === 1);
    assert.deepEqual(world.channel?.texts, ['did /status']);
    assert.equal(world.kernel.liveRuns().length, 1);
    await world.kernel.stopSession({
      sessionId: world.kernel.liveRuns()[0]!.run.sessionId,
      principalId: OWNER,
      reason: 'test',
    });
  },
);

kernelTest('what is said after a command comes after it', {}, async (world) => {
  await world.hear('before');
  await world.untilIdle();
  world.desk.answer = async ({ session, principalId }) => {
    await world.kernel.resetSession({ sessionId: session.id, principalId });
    return { text: 'new' };
  };
  await world.hear('/new');
  await world.hear('after');
  await world.untilIdle();
  assert.deepEqual(await world.transcript(ADA), ['command: new', 'user: after', 'assistant: done']);
});

kernelTest('a command that was cut off is answered after the restart, once', {}, async (world) => {
  const gate = Promise.withResolvers<void>();
  world.desk.answer = () => gate.promise.then(() => ({ text: 'too late' }));
  await world.hear('/status');
  world.crash();
  world.desk.answer = async () => ({ text: 'there' });
  await world.boot();
  await world.untilIdle();
  gate.resolve();
  await world.untilIdle();
  assert.deepEqual(world.channel?.texts, ['there']);
});

kernelTest(
  'interrupt stops the run and answers the new message, after the old one was settled',
  {
    script: (_request, world) => [
      world.runner.requests.length === 1 ? { kind: 'hang' } : { kind: 'say', text: 'second' },
    ],
  },
  async (world) => {
    world.policy = accountPolicy({ dmPolicy: 'open', queueMode: 'interrupt' });
    await world.hear('first');
    await world.untilHanging();
    await world.hear('no, this');
    await world.untilIdle();
    const ends = world.told('settled').map(({ to }) => to);
    assert.deepEqual(ends, ['ABORTED', 'DONE']);
    assert.equal(world.channel?.texts.at(-1), 'second');
  },
);

kernelTest(
  'nobody interrupts the run of another, but the owner',
  {
    script: () => [{ kind: 'hang' }],
  },
  async (world) => {
    const rule = {
      requireMention: false,
      allowFrom: [],
      agentId: null,
      queueMode: 'interrupt' as const,
    };
    world.policy = accountPolicy({ groups: new Map([['room', rule]]) });
    await world.hear('ada works', { in: 'room' });
    await world.untilHanging();
    await world.hear('bob interrupts', { in: 'room', from: 'bob' });
    assert.deepEqual(world.told('settled'), []);
    assert.equal((await world.truth.readCounts()).waitingIntakes, 1);
    await world.hear('it is me', { from: 'eve' });
    await approve(world, 'CODE0001', true);
    await world.untilHanging(2);
    await world.hear('the owner interrupts', { in: 'room', from: 'eve' });
    await world.until('ada is interrupted', () => world.told('settled').length > 0);
    assert.deepEqual(
      world.told('settled').map(({ to, run }) => [to, run.sessionKey]),
      [['ABORTED', 'agent:main:fake:group:room']],
    );
  },
);

kernelTest(
  'collect answers together what came during the run',
  {
    script: (_request, world) => [
      () => world.gate.promise.then(() => ({ kind: 'say', text: 'done' }) as const),
    ],
  },
  async (world) => {
    world.policy = accountPolicy({ dmPolicy: 'open', queueMode: 'collect' });
    await world.hear('first');
    await world.untilHanging();
    for (const text of ['a', 'b', 'c']) await world.hear(text);
    world.gate.resolve();
    await world.untilIdle(100);
    assert.equal(world.runner.requests.length, 2);
    assert.deepEqual(await world.transcript(ADA), [
      'user: first',
      'assistant: done',
      'user: a',
      'user: b',
      'user: c',
      'assistant: done',
    ]);
  },
);

function wire(world: KernelWorld, conversationId: ConversationId, rule: Partial<WiringRule>) {
  return world.truth.saveWiring({
    at: world.clock.now(),
    tenantId: DEFAULT_TENANT,
    principalId: OWNER,
    conversationId,
    rule: {
      agentId: 'main' as AgentId,
      engage: 'mention-sticky',
      pattern: null,
      senders: 'all',
      ignored: 'drop',
      sessionMode: 'thread',
      ...rule,
    },
  });
}

kernelTest(
  'what an agent listens to does not make it answer; a mention does, for a while',
  {},
  async (world) => {
    const rule = { requireMention: true, allowFrom: [], agentId: null, queueMode: null };
    world.policy = accountPolicy({ groups: new Map([['room', rule]]) });
    const first = await world.hear('nobody asked', { in: 'room' });
    assert.ok(first.kind === 'accepted');
    await wire(world, first.conversationId, { ignored: 'accumulate' });
    for (const text of ['one', 'two', 'three']) await world.hear(text, { in: 'room' });
    await world.untilIdle();
    assert.equal(world.runner.requests.length, 0);
    await world.hear('claw?', { in: 'room', addressed: 'mention' });
    await world.untilIdle();
    await world.hear('and this?', { in: 'room' });
    await world.untilIdle();
    assert.equal(world.runner.requests.length, 2);
    await world.clock.advance(STICKY_MS);
    await world.hear('later', { in: 'room' });
    await world.untilIdle();
    assert.equal(world.runner.requests.length, 2);
  },
);

kernelTest(
  'a mention keeps its own place warm from then on, and none of those that share its session',
  {
    script: (_request, world) => [
      () => world.gate.promise.then(() => ({ kind: 'say', text: 'done' }) as const),
    ],
  },
  async (world) => {
    const rule = { requireMention: true, allowFrom: [], agentId: null, queueMode: null };
    world.policy = accountPolicy({
      groups: new Map(['here', 'there'].map((room) => [room, rule])),
      queueMode: 'followup',
    });
    for (const room of ['here', 'there']) {
      const first = await world.hear('nobody asked', { in: room });
      assert.ok(first.kind === 'accepted');
      await wire(world, first.conversationId, { sessionMode: 'shared' });
    }
    const engages = async (room: string, text = 'and?') => {
      const heard = await world.hear(text, { in: room });
      assert.ok(heard.kind === 'accepted');
      return heard.intakes[0]?.intake.decision === 'engage';
    };
    await world.hear('claw?', { in: 'here', addressed: 'mention' });
    assert.deepEqual([await engages('here'), await engages('there')], [true, false]);
    world.gate.resolve();
    await world.untilIdle();
    assert.deepEqual([await engages('here'), await engages('there')], [true, false]);
    await world.untilIdle();
    assert.deepEqual(
      world.channel?.sent.map(({ address }) => address),
      ['here', 'here', 'here'],
    );
    await world.clock.advance(STICKY_MS - 1);
    assert.equal(await engages('here'), true);
    await world.untilIdle();
    await world.clock.advance(STICKY_MS);
    assert.ok(await engages('here', '/status'), 'a command is one anywhere, and no mention');
    await world.untilIdle();
    assert.equal(await engages('here'), false);
  },
);
