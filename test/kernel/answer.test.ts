import assert from 'node:assert/strict';
import {
  type Button,
  type OutboundPart,
  type SendOutcome,
  textOf,
  userText,
  type WorkSign,
} from '@coderclaw/core';
import { accountPolicy, RecordingChannel } from '@coderclaw/core/testing';
import { type KernelWorld, kernelTest, type WorldOptions } from './kernel-world.ts';

const ADA = 'agent:main:fake:one:direct:ada';

/** A run that offers choices and then says something. */
function offering(text: string, more: WorldOptions = {}): WorldOptions {
  return {
    channel: () => new RecordingChannel({ buttons: true, maxLength: 10 }),
    script: () => [offer('first', ['x']), offer('then', ['Red', 'Green']), { kind: 'say', text }],
    ...more,
  };
}

function offer(id: string, choices: readonly string[]) {
  return { kind: 'call', calls: [{ id, name: 'offer', replay: 'safe', choices }] } as const;
}

/** The text of each message, with the labels of its buttons. */
function seen({ channel }: KernelWorld) {
  return channel!.sent.map(({ content }) => {
    assert.ok(content.kind === 'text' || content.kind === 'edit');
    return [content.text, labelsOf(content.buttons)];
  });
}

function labelsOf(buttons: readonly (readonly Button[])[] | undefined): readonly string[] {
  return (buttons ?? []).flat().map(({ label }) => label);
}

kernelTest(
  'what a run offers last stands as buttons under the last part of its answer',
  offering('Which colour?'),
  async (world) => {
    await world.hear('paint it');
    await world.untilIdle();
    assert.deepEqual(seen(world), [
      ['Which colo', []],
      ['ur?', ['Red', 'Green']],
    ]);
    const { entries } = await world.truth.loadTranscript((await world.truth.findSession(ADA))!.id);
    const last = entries.at(-1)!.content;
    assert.ok(last.role === 'assistant');
    assert.deepEqual(labelsOf(last.buttons), ['Red', 'Green']);
  },
);

kernelTest(
  'an answer that only offers has a heading',
  offering('', { channel: () => new RecordingChannel({ buttons: true }) }),
  async (world) => {
    await world.hear('paint it');
    await world.untilIdle();
    assert.deepEqual(seen(world), [['Choose one:', ['Red', 'Green']]]);
  },
);

kernelTest(
  'where there are no buttons the choices are listed in the text',
  offering('Which?', { channel: () => new RecordingChannel() }),
  async (world) => {
    await world.hear('paint it');
    await world.untilIdle();
    assert.deepEqual(seen(world), [['Which?\n\n1. Red\n2. Green', []]]);
  },
);

kernelTest(
  'an answer that was shown while it was written gets its buttons with the last edit',
  offering('', {
    channel: () => new RecordingChannel({ buttons: true, edits: true, streaming: true }),
    script: (_request, world) => [
      offer('o', ['Red', 'Green']),
      () => world.gate.promise.then(() => ({ kind: 'say', text: 'Which?' }) as const),
    ],
  }),
  async (world) => {
    world.verbose = 'on';
    await world.hear('paint it');
    await world.until('it is shown', () => world.channel?.sent.length === 1, 100);
    world.gate.resolve();
    await world.untilIdle();
    const [first, last] = seen(world);
    assert.deepEqual(first![1], []);
    assert.match(String(last![0]), /Which\?$/u);
    assert.deepEqual(last![1], ['Red', 'Green']);
    assert.equal(world.channel?.sent[1]?.content.kind, 'edit');
  },
);

kernelTest(
  'a run that was taken up again offers what its journal says, once',
  offering('', {
    channel: () => new RecordingChannel({ buttons: true }),
    script: (_request, world) => [
      offer('o', ['Red', 'Green']),
      () => world.gate.promise.then(() => ({ kind: 'say', text: 'Which?' }) as const),
    ],
  }),
  async (world) => {
    await world.hear('paint it');
    await world.until('it is offered', () => world.told('tool-result').length > 0);
    world.crash();
    await world.boot();
    world.gate.resolve();
    await world.untilIdle(100);
    assert.deepEqual(seen(world), [['Which?', ['Red', 'Green']]]);
    assert.deepEqual(world.runner.executed, ['o']);
  },
);

kernelTest(
  'a run that fails offers nothing under its notice',
  offering('', {
    script: () => [
      offer('o', ['Red', 'Green']),
      { kind: 'fail', status: 'ERROR', error: { code: 'X', message: 'no' } },
    ],
  }),
  async (world) => {
    await world.hear('paint it');
    await world.untilIdle();
    assert.deepEqual(seen(world), [['no', []]]);
  },
);

/** A platform that shows whose messages take reactions. */
const reacting = (more = {}) => new RecordingChannel({ reactions: true, ...more });

function react(id: string, reaction: string) {
  return { kind: 'call', calls: [{ id, name: 'react', replay: 'safe', reaction }] } as const;
}

const SILENCE = { kind: 'say', text: '' } as const;

/** What was sent, in order. */
function contents({ channel }: KernelWorld) {
  return channel!.sent.map(({ content }) =>
    content.kind === 'reaction'
      ? `${content.text} on ${content.platformMessageId}`
      : `${content.kind} ${content.kind === 'file' ? content.file.name : content.text}`,
  );
}

async function states({ truth }: KernelWorld) {
  return (await truth.listDeliveries({ limit: 9 })).map(({ state }) => state);
}

kernelTest(
  'a run that only reacts is an answer',
  { channel: () => reacting(), script: () => [react('r', '🤔'), react('s', '👍'), SILENCE] },
  async (world) => {
    await world.hear('done!');
    await world.untilIdle();
    assert.deepEqual(contents(world), ['👍 on m1']);
    assert.equal(world.runner.requests[0]?.reactions, true);
    const [delivery] = await world.truth.listDeliveries({ limit: 9 });
    assert.equal(delivery?.state, 'delivered');
    // It stands on a message that is not ours.
    assert.equal(delivery?.parts[0]?.platformMessageId, null);
  },
);

kernelTest(
  'a reaction holds up no word: it goes out behind them, and is tried again as they are',
  {
    channel: () =>
      new RecordingChannel({ reactions: true }, [
        { kind: 'delivered' },
        { kind: 'unsent', error: 'busy', retryable: true },
        { kind: 'unknown', error: 'lost' },
      ]),
    script: () => [react('r', '👍'), { kind: 'say', text: 'I see' }],
  },
  async (world) => {
    await world.hear('done!');
    await world.untilIdle(1_000);
    // It is as good twice as once, also where a text would not be repeated.
    const tries = ['👍 on m1', '👍 on m1', '👍 on m1'];
    assert.deepEqual(contents(world), ['text I see', ...tries]);
    assert.deepEqual(await states(world), ['delivered']);
  },
);

kernelTest(
  'a reaction stands on the newest message that had joined when it was called for',
  {
    channel: () => reacting(),
    script: (_request, world) => [
      react('a', '👀'),
      react('b', '👍'),
      () => world.gate.promise.then(() => react('c', '🔥')),
      () => react('d', '🎉'),
      SILENCE,
    ],
  },
  async (world) => {
    await world.hear('one');
    await world.until('it has reacted', () => world.told('tool-result').length === 2);
    await world.hear('two');
    world.gate.resolve();
    await world.untilIdle(100);
    assert.deepEqual(contents(world), ['🔥 on m1', '🎉 on m2']);
  },
);

kernelTest(
  'a reaction that a message does not take is said',
  {
    channel: () => new RecordingChannel({ reactions: true }, [{ kind: 'gone' }]),
    script: () => [react('r', '🦷'), SILENCE],
  },
  async (world) => {
    await world.hear('done!');
    await world.untilIdle();
    assert.deepEqual(contents(world), ['🦷 on m1', 'text 🦷']);
    assert.deepEqual(await states(world), ['delivered']);
  },
);

kernelTest(
  'a reaction on what has no name on the platform, or where there are none, is said',
  { channel: () => reacting(), script: () => [react('r', '👍'), SILENCE] },
  async (world) => {
    await world.kernel.receive({
      channel: 'fake',
      account: 'one',
      eventKey: 'nameless',
      kind: 'message',
      conversation: { address: 'ada', kind: 'direct' },
      sender: { identity: 'ada' },
      content: userText('done!'),
    });
    await world.untilIdle();
    assert.deepEqual(contents(world), ['text 👍']);
  },
);

kernelTest(
  'where messages take no reactions a run is told so, and what it reacts is said',
  { channel: () => new RecordingChannel(), script: () => [react('r', '👍'), SILENCE] },
  async (world) => {
    await world.hear('done!');
    await world.untilIdle();
    assert.equal(world.runner.requests[0]?.reactions, false);
    assert.deepEqual(contents(world), ['text 👍']);
  },
);

kernelTest(
  'what was shown of a run that then only reacts becomes the reaction',
  {
    channel: () => reacting({ edits: true, streaming: true }),
    script: (_request, world) => [react('r', '👍'), () => world.gate.promise.then(() => SILENCE)],
  },
  async (world) => {
    world.verbose = 'on';
    await world.hear('done!');
    await world.until('it is shown', () => world.channel?.sent.length === 1, 100);
    world.gate.resolve();
    await world.untilIdle();
    assert.deepEqual(contents(world).slice(1), ['edit ✓ `react`\n\n👍', '👍 on m1']);
  },
);

kernelTest(
  'a run that was taken up again reacts once',
  {
    channel: () => reacting(),
    script: (_request, world) => [react('r', '👍'), () => world.gate.promise.then(() => SILENCE)],
  },
  async (world) => {
    await world.hear('done!');
    await world.until('it has reacted', () => world.told('tool-result').length > 0);
    world.crash();
    await world.boot();
    world.gate.resolve();
    await world.untilIdle(100);
    assert.deepEqual(contents(world), ['👍 on m1']);
    assert.deepEqual(world.runner.executed, ['r']);
  },
);

/** Takes a mark away late; what was called for last is what stands there. */
class SlowMarks extends RecordingChannel {
  readonly calls: string[] = [];
  readonly asked: string[] = [];
  readonly release = Promise.withResolvers<void>();

  override async indicate(sign: WorkSign): Promise<void> {
    if (sign.kind !== 'progress') return;
    this.asked.push(sign.state);
    if (sign.state === 'done') await this.release.promise;
    this.calls.push(sign.state);
  }

  override async send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome> {
    if (part.content.kind === 'reaction') this.calls.push(part.content.text);
    return super.send(part, signal);
  }
}

const READ = { kind: 'call', calls: [{ id: 'x', name: 'read', replay: 'safe' }] } as const;

for (const [how, queueMode, marks] of [
  ['joined its run', 'steer', ['queued', 'steered', 'done', '👍']],
  ['waited for its run', 'followup', ['queued', 'done', '👍']],
] as const) {
  kernelTest(
    `the mark of a message that ${how} does not wipe the reaction on it`,
    {
      channel: () => new SlowMarks({ reactions: true }),
      script: ({ transcript }, world) => {
        const turns = [react('r', '👍'), SILENCE];
        const isSecond = transcript.some(({ content }) => textOf(content) === 'two');
        if (isSecond) return turns;
        const first = () => world.gate.promise.then(() => READ);
        return queueMode === 'steer' ? [first, ...turns] : [first, SILENCE];
      },
    },
    async (world) => {
      world.policy = accountPolicy({ dmPolicy: 'open', queueMode });
      const channel = world.channel as SlowMarks;
      await world.hear('one');
      await world.untilHanging();
      await world.hear('two', { platformMessageId: 'theirs' });
      world.gate.resolve();
      await world.until('the mark is to go', () => channel.asked.includes('done'), 100);
      for (let turns = 0; turns < 50; turns += 1) await world.clock.advance(20);
      assert.deepEqual(channel.calls, marks.slice(0, -2));
      channel.release.resolve();
      await world.untilIdle(100);
      assert.deepEqual(channel.calls, marks);
      assert.deepEqual(contents(world), ['👍 on theirs']);
    },
  );
}

kernelTest(
  'a mark that the platform never takes away holds up a reaction for a moment only',
  {
    channel: () => new SlowMarks({ reactions: true }),
    script: (_request, world) => [
      () => world.gate.promise.then(() => READ),
      react('r', '👍'),
      SILENCE,
    ],
  },
  async (world) => {
    await world.hear('one');
    await world.untilHanging();
    await world.hear('two', { platformMessageId: 'theirs' });
    world.gate.resolve();
    await world.untilIdle(1_000);
    assert.deepEqual(contents(world), ['👍 on theirs']);
  },
);
