import assert from 'node:assert/strict';
import { OWNER } from '@coderclaw/core';
import { RecordingChannel } from '@coderclaw/core/testing';
import { type KernelWorld, kernelTest, type WorldOptions } from './kernel-world.ts';

const SHOWS = { edits: true, streaming: true, typing: true, reactions: true } as const;
const ADA = 'agent:main:fake:one:direct:ada';

/** A platform that shows answers while they are written, and a run that waits for the gate. */
function showing(more: WorldOptions = {}): WorldOptions {
  return {
    channel: () => new RecordingChannel(SHOWS),
    script: (_request, world) => [
      {
        kind: 'call',
        calls: [{ id: 'r', name: 'read', replay: 'safe', arguments: { path: 'a' } }],
      },
      () => world.gate.promise.then(() => ({ kind: 'say', text: 'the whole answer' }) as const),
    ],
    ...more,
  };
}

function read(path: string) {
  const call = { id: path, name: 'read', replay: 'safe', arguments: { path } } as const;
  return { kind: 'call', calls: [call] } as const;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function shown(world: KernelWorld): Promise<void> {
  await world.until('it is shown', () => world.channel?.sent.length === 1, 100);
}

kernelTest(
  'an answer is shown while it is written, and ends in the same message',
  showing(),
  async (world) => {
    world.verbose = 'on';
    await world.hear('work');
    await shown(world);
    assert.equal(world.channel?.texts[0], '✓ `read` `a` …');
    world.gate.resolve();
    await world.untilIdle();
    const [first, last] = world.channel?.sent ?? [];
    assert.equal(first?.content.kind, 'text');
    assert.deepEqual(last?.content, {
      kind: 'edit',
      text: '✓ `read` `a`\n\nthe whole answer',
      platformMessageId: 'm-1',
    });
    const [delivery, ...others] = await world.truth.listDeliveries({ limit: 9 });
    assert.deepEqual([delivery?.state, others.length], ['delivered', 0]);
  },
);

class MeasuringChannel extends RecordingChannel {
  longest = 0;

  override split(text: string): readonly string[] {
    this.longest = Math.max(this.longest, text.length);
    return super.split(text);
  }
}

const MEASURING = new MeasuringChannel(SHOWS);

kernelTest(
  'T26 a long answer is not cut as a whole each time that its beginning is shown',
  {
    channel: () => MEASURING,
    script: () => [{ kind: 'hang', text: 'x'.repeat(1_000_000) }],
  },
  async (world) => {
    await world.hear('work');
    await shown(world);
    assert.match(world.channel?.texts[0] ?? '', /^x{100}/u);
    assert.ok(MEASURING.longest < 10_000);
  },
);

kernelTest(
  'an answer that is there at once is one message',
  {
    channel: () => new RecordingChannel(SHOWS),
  },
  async (world) => {
    await world.hear('quick');
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['done']);
  },
);

kernelTest('a run that is stopped leaves what was seen, and says so', showing(), async (world) => {
  world.verbose = 'on';
  await world.hear('work');
  await shown(world);
  const [live] = world.kernel.liveRuns();
  await world.kernel.stopRun({ runId: live!.run.runId, principalId: OWNER, reason: 'test' });
  await world.untilIdle();
  assert.match(world.channel?.texts.at(-1) ?? '', /Stopped\.$/u);
});

kernelTest(
  'a restart goes on in the message in which the answer was shown',
  showing(),
  async (world) => {
    world.verbose = 'on';
    await world.hear('work');
    await shown(world);
    await world.until('it is recorded', () => world.told('delivery').length > 0);
    world.crash();
    await world.boot();
    world.gate.resolve();
    await world.untilIdle(100);
    const edits = world.channel?.sent.filter(({ content }) => content.kind === 'edit') ?? [];
    assert.equal(edits.length, 1);
    assert.equal((await world.truth.listDeliveries({ limit: 9 })).length, 1);
  },
);

kernelTest(
  'a preview whose answer is lost brings no line, and the answer comes whole',
  showing({
    channel: () => new RecordingChannel(SHOWS, [{ kind: 'unknown', error: 'lost' }]),
  }),
  async (world) => {
    world.verbose = 'on';
    await world.hear('work');
    await shown(world);
    world.gate.resolve();
    await world.untilIdle();
    assert.equal(world.channel?.sent.length, 2);
    assert.equal(world.channel?.sent[1]?.content.kind, 'text');
    assert.deepEqual(
      (await world.truth.listDeliveries({ limit: 9 })).map(({ state }) => state),
      ['delivered'],
    );
  },
);

kernelTest(
  'an edit whose answer is lost is made again, wherever it is',
  showing({
    channel: () =>
      new RecordingChannel(SHOWS, [{ kind: 'delivered' }, { kind: 'unknown', error: 'lost' }]),
  }),
  async (world) => {
    world.verbose = 'on';
    await world.hear('work');
    await shown(world);
    world.gate.resolve();
    await world.untilIdle(1_000);
    const kinds = world.channel?.sent.map(({ content }) => content.kind);
    assert.deepEqual(kinds, ['text', 'edit', 'edit']);
    const states = (await world.truth.listDeliveries({ limit: 9 })).map(({ state }) => state);
    assert.deepEqual(states, ['delivered']);
  },
);

kernelTest(
  'an answer whose message somebody deleted is sent as one of its own, and never twice',
  showing({
    channel: () =>
      new RecordingChannel(SHOWS, [
        { kind: 'delivered' },
        { kind: 'gone' },
        { kind: 'unknown', error: 'lost' },
      ]),
  }),
  async (world) => {
    world.verbose = 'on';
    await world.hear('work');
    await shown(world);
    world.gate.resolve();
    await world.untilIdle(1_000);
    const sent = world.channel?.sent.map(({ content }) => content) ?? [];
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['text', 'edit', 'text', 'text'],
    );
    assert.equal(world.channel?.texts[2], world.channel?.texts[1]);
    const states = (await world.truth.listDeliveries({ limit: 9 })).map(({ state }) => state);
    assert.deepEqual(states, ['delivered', 'unknown']);
  },
);

kernelTest(
  'the end of an answer waits for the showing that is under way, which would otherwise replace it',
  showing({
    script: (_request, world) => [
      read('a'),
      () => world.clock.sleep(5_000).then(() => read('b')),
      () => world.gate.promise.then(() => ({ kind: 'say', text: 'the end' }) as const),
    ],
  }),
  async (world) => {
    world.verbose = 'on';
    const underWay = Promise.withResolvers<void>();
    const channel = world.channel!;
    const preview = channel.preview.bind(channel);
    channel.preview = async (shown, signal) => {
      const over = new Promise((resolve) => signal?.addEventListener('abort', resolve));
      await Promise.all([preview(shown), Promise.race([underWay.promise, over])]);
      return { kind: 'shown' };
    };
    await world.hear('work');
    await world.until('an edit is under way', () => channel.previews.length === 1, 100);
    world.gate.resolve();
    await world.until('the run is over', () => world.kernel.liveRuns().length === 0, 100);
    for (let turns = 0; turns < 50; turns += 1) await world.clock.advance(20).then(nextTurn);
    assert.equal(channel.sent.length, 1);
    underWay.resolve();
    await world.untilIdle(100);
    assert.match(channel.texts.at(-1) ?? '', /the end$/u);
  },
);

kernelTest(
  'the platform is told that the work goes on, and what becomes of a message that waits',
  showing(),
  async (world) => {
    await world.hear('work');
    await world.untilHanging();
    await world.hear('and this');
    await world.clock.advance(4_000);
    world.gate.resolve();
    await world.untilIdle(100);
    const kinds =
      world.channel?.signs.map((sign) => (sign.kind === 'progress' ? sign.state : sign.kind)) ?? [];
    assert.ok(kinds.filter((kind) => kind === 'typing').length >= 2);
    assert.deepEqual(kinds.filter((kind) => kind === 'queued' || kind === 'done').slice(0, 2), [
      'queued',
      'done',
    ]);
    assert.deepEqual(
      (await world.transcript(ADA)).filter((line) => line.startsWith('user')),
      ['user: work', 'user: and this'],
    );
  },
);

kernelTest(
  'a message that joins a run is marked as waiting, as joined, and no more when the run ends',
  showing({
    script: (_request, world) => [
      () =>
        world.gate.promise.then(
          () => ({ kind: 'call', calls: [{ id: 'r', name: 'read', replay: 'safe' }] }) as const,
        ),
    ],
  }),
  async (world) => {
    await world.hear('work');
    await world.untilHanging();
    await world.hear('and this', { platformMessageId: 'theirs' });
    world.gate.resolve();
    await world.untilIdle(100);
    const marks = world.channel?.signs.flatMap((sign) =>
      sign.kind === 'progress' ? [[sign.platformMessageId, sign.state]] : [],
    );
    assert.deepEqual(marks, [
      ['theirs', 'queued'],
      ['theirs', 'steered'],
      ['theirs', 'done'],
    ]);
  },
);

kernelTest(
  'files that came with a message are fetched before the run begins, those of strangers are not',
  {
    channel: () => new RecordingChannel({ attachments: true }),
  },
  async (world) => {
    world.channel?.files.set('ref', new Uint8Array([1, 2, 3]));
    const file = {
      kind: 'photo',
      name: 'a.jpg',
      mimeType: null,
      bytes: 3,
      sourceRef: 'ref',
    } as const;
    await world.hear('look', { files: [file, { ...file, sourceRef: 'missing' }] });
    await world.untilIdle();
    const [request] = world.runner.requests;
    const states = [...(request?.files.values() ?? [])].map(({ state, bytes }) => [state, bytes]);
    assert.deepEqual(states, [
      ['stored', 3],
      ['gone', null],
    ]);
    world.policy = { ...world.policy!, dmPolicy: 'pairing' };
    await world.hear('me too', { from: 'eve', files: [file] });
    await world.untilIdle();
    assert.equal(world.blobs.bytes.size, 1);
    await world.kernel.approvePairing({ code: 'CODE0001', principalId: OWNER, asOwner: false });
    await world.untilIdle();
    assert.equal(world.blobs.bytes.size, 2);
  },
);

kernelTest(
  'a file that can not be had for hours holds up no other, and is there when it comes',
  {
    channel: () => new RecordingChannel({ attachments: true }),
  },
  async (world) => {
    const { channel } = world;
    assert.ok(channel);
    const download = channel.download.bind(channel);
    let tries = 0;
    channel.download = (ref) => {
      if (!ref.startsWith('late') || channel.files.has(ref)) return download(ref);
      tries += 1;
      throw Object.assign(new Error('down'), { retryable: true });
    };
    channel.files.set('there', new Uint8Array([1]));
    const refs = ['late 1', 'late 2', 'late 3', 'late 4', 'never late', 'there', 'late for ever'];
    const files = refs.map((sourceRef) => {
      const name = sourceRef;
      return { kind: 'photo', name, mimeType: null, bytes: 1, sourceRef } as const;
    });
    await world.hear('look', { files });
    await world.untilIdle(10_000);
    const states = () =>
      [...(world.runner.requests.at(-1)?.files.values() ?? [])].map(({ state }) => state);
    const [wanted, gone, stored] = ['wanted', 'gone', 'stored'];
    assert.deepEqual(states(), [wanted, wanted, wanted, wanted, gone, stored, wanted]);
    const begunAt = world.clock.now();
    const hours = (count: number) =>
      world.until('hours pass', () => world.clock.now() - begunAt > count * 3_600_000, 60_000);
    await hours(5);
    assert.ok(tries < 500, `${tries} tries`);
    for (const ref of refs.slice(0, 4)) channel.files.set(ref, new Uint8Array([2]));
    await hours(6);
    await world.hear('and now?');
    await world.untilIdle();
    assert.deepEqual(states(), [stored, stored, stored, stored, gone, stored, wanted]);
    await hours(26);
    await world.hear('and now?');
    await world.untilIdle();
    assert.equal(states().at(-1), gone);
  },
);

kernelTest(
  'files that a crash left to be fetched are there before their run goes on',
  {
    channel: () => new RecordingChannel({ attachments: true }),
  },
  async (world) => {
    world.channel?.files.set('ref', new Uint8Array([1, 2, 3]));
    const photo = { kind: 'photo', name: 'a.jpg', mimeType: null, bytes: 3 } as const;
    await world.hear('look', { files: [{ ...photo, sourceRef: 'ref' }] });
    world.crash();
    const before = world.runner.requests.length;
    await world.boot();
    await world.untilIdle();
    const [request] = world.runner.requests.slice(before);
    const states = [...(request?.files.values() ?? [])].map(({ state }) => state);
    assert.deepEqual(states, ['stored']);
  },
);

kernelTest(
  'files that a run attached are sent after its text, or named where they can not be',
  {
    channel: () => new RecordingChannel({ attachments: true, maxFileBytes: 10 }),
    script: () => [
      {
        kind: 'call',
        calls: [
          {
            id: 'a',
            name: 'attach',
            replay: 'safe',
            files: [
              { sha256: 'x', name: 'small.txt', mimeType: 'text/plain', bytes: 10 },
              { sha256: 'y', name: 'large.txt', mimeType: 'text/plain', bytes: 11 },
            ],
          },
        ],
      },
    ],
  },
  async (world) => {
    await world.hear('send it');
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, [
      'done\n\n[The file "large.txt" (11 bytes) can not be sent here.]',
      'small.txt',
    ]);
  },
);
