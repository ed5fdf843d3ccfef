import assert from 'node:assert/strict';
import type { Button } from '@coderclaw/core';
import { RecordingChannel } from '@coderclaw/core/testing';
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
