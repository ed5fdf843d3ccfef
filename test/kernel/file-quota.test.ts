import assert from 'node:assert/strict';
import { OWNER } from '@coderclaw/core';
import { RecordingChannel, SILENT_LOGGER } from '@coderclaw/core/testing';
import { type KernelWorld, kernelTest } from './kernel-world.ts';

const HOUR_MS = 3_600_000;
const TOTAL = 'all files together have reached their limit; the owner can allow more';
const DAILY = "its sender's files of one day have reached their limit; send it again tomorrow";

const warnings: string[] = [];
const options = {
  channel: () => new RecordingChannel({ attachments: true }),
  logger: { ...SILENT_LOGGER, warn: (message: string) => void warnings.push(message) },
};

/** Files of these sizes; the platform tells them, or `null`. */
async function send(
  world: KernelWorld,
  sizes: readonly number[],
  { from = 'ada', told = true } = {},
) {
  const files = sizes.map((size) => {
    const sourceRef = `${world.channel!.files.size}`;
    world.channel!.files.set(sourceRef, new Uint8Array(size));
    const bytes = told ? size : null;
    return { kind: 'photo', name: sourceRef, mimeType: null, bytes, sourceRef } as const;
  });
  const accepted = await world.hear('look', { from, files });
  await world.untilIdle();
  assert.ok(accepted.kind === 'accepted');
  const records = await world.truth.listAttachments(accepted.messageId);
  return records.map(({ state, error }) => error ?? state);
}

kernelTest(
  'T26 what one sender sends in a day is bounded, is said once, and is no loss of anybody else',
  options,
  async (world) => {
    warnings.length = 0;
    world.fileLimits = { totalBytes: 1_000, dailyBytes: 100 };
    world.crash();
    await world.boot();
    assert.deepEqual(await send(world, [60, 60, 40]), ['stored', DAILY, 'stored']);
    assert.deepEqual(await send(world, [1]), [DAILY]);
    assert.deepEqual(await send(world, [1], { told: false }), [DAILY]);
    assert.deepEqual(await send(world, [100], { from: 'eve' }), ['stored']);
    assert.equal(warnings.filter((message) => message.includes("a sender's files")).length, 1);
    const told = world.runner.requests.flatMap(({ files }) => [...files.values()]);
    assert.ok(told.some(({ state, error }) => state === 'gone' && error === DAILY));
    await world.clock.advance(25 * HOUR_MS);
    assert.deepEqual(await send(world, [100]), ['stored']);
  },
);

kernelTest(
  'a file that waited for long counts to the day on which it came',
  options,
  async (world) => {
    world.fileLimits = { totalBytes: 1_000, dailyBytes: 100 };
    world.crash();
    await world.boot();
    const { channel } = world;
    assert.ok(channel);
    const download = channel.download.bind(channel);
    channel.download = (ref) => {
      if (channel.files.has(ref)) return download(ref);
      throw Object.assign(new Error('down'), { retryable: true });
    };
    const begunAt = world.clock.now();
    const hours = (count: number) =>
      world.until('hours pass', () => world.clock.now() - begunAt > count * HOUR_MS, 60_000);
    const late = async (sourceRef: string) => {
      const photo = { kind: 'photo', name: 'a', mimeType: null, bytes: 80, sourceRef } as const;
      const accepted = await world.hear('look', { files: [photo] });
      assert.ok(accepted.kind === 'accepted');
      return async () => (await world.truth.listAttachments(accepted.messageId))[0];
    };
    const first = await late('first');
    await hours(1);
    const second = await late('second');
    await hours(23);
    channel.files.set('first', new Uint8Array(80));
    await world.until('it is there', async () => (await first())?.state === 'stored', 60_000);
    // A day after the first came, and less after the second did.
    await hours(24.5);
    channel.files.set('second', new Uint8Array(80));
    await world.until('it is refused', async () => (await second())?.error === DAILY, 60_000);
  },
);

kernelTest(
  'the owner is bound by what all files may take, and nothing else',
  options,
  async (world) => {
    warnings.length = 0;
    world.fileLimits = { totalBytes: 100, dailyBytes: 10 };
    world.crash();
    await world.boot();
    const { policy } = world;
    world.policy = { ...policy!, dmPolicy: 'pairing' };
    await world.hear('it is me');
    await world.untilIdle();
    await world.kernel.approvePairing({ code: 'CODE0001', principalId: OWNER, asOwner: true });
    await world.untilIdle();
    assert.deepEqual(await send(world, [50, 60, 50]), ['stored', TOTAL, 'stored']);
    assert.deepEqual(await send(world, [1], { told: false }), [TOTAL]);
    assert.equal(warnings.filter((message) => message.includes('all files together')).length, 1);
    // Whatever is deleted makes room.
    await world.blobs.sweep(() => false);
    assert.deepEqual(await send(world, [80]), ['stored']);
  },
);

kernelTest(
  'what a stranger sent counts to whom the stranger turns out to be',
  options,
  async (world) => {
    world.fileLimits = { totalBytes: 1_000, dailyBytes: 10 };
    world.crash();
    await world.boot();
    world.policy = { ...world.policy!, dmPolicy: 'pairing' };
    world.channel?.files.set('big', new Uint8Array(50));
    const photo = {
      kind: 'photo',
      name: 'a',
      mimeType: null,
      bytes: 50,
      sourceRef: 'big',
    } as const;
    await world.hear('it is me', { files: [photo] });
    await world.untilIdle();
    await world.kernel.approvePairing({ code: 'CODE0001', principalId: OWNER, asOwner: true });
    await world.untilIdle();
    assert.equal(world.blobs.bytes.size, 1);
  },
);

kernelTest('what is stored and not yet recorded counts once', options, async (world) => {
  world.fileLimits = { totalBytes: 100, dailyBytes: 1_000 };
  world.crash();
  await world.boot();
  const goOn = world.faults.hold('recordAttachment');
  for (const sourceRef of ['one', 'two']) {
    world.channel?.files.set(sourceRef, new Uint8Array(50));
    const photo = { kind: 'photo', name: 'a', mimeType: null, bytes: 50, sourceRef } as const;
    const count = world.blobs.bytes.size + 1;
    await world.hear('look', { from: sourceRef, files: [photo] });
    await world.until('it is stored', () => world.blobs.bytes.size === count);
  }
  goOn();
  await world.untilIdle();
});
