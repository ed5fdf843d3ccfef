import assert from 'node:assert/strict';
import { StoreError } from '@coderclaw/core';
import { RecordingChannel, SILENT_LOGGER } from '@coderclaw/core/testing';
import { kernelTest } from './kernel-world.ts';

const errors: string[] = [];

kernelTest(
  'T26 a disk without room for files takes messages all the same, says so once, and files come when there is room',
  {
    channel: () => new RecordingChannel({ attachments: true }),
    logger: { ...SILENT_LOGGER, error: (message) => void errors.push(message) },
  },
  async (world) => {
    errors.length = 0;
    const { channel, blobs } = world;
    assert.ok(channel);
    const put = blobs.put.bind(blobs);
    blobs.put = async () => {
      throw new StoreError('STORE_FULL');
    };
    const files = ['one', 'two'].map((sourceRef) => {
      channel.files.set(sourceRef, new Uint8Array([1]));
      return { kind: 'photo', name: sourceRef, mimeType: null, bytes: 1, sourceRef } as const;
    });
    await world.hear('look', { files });
    await world.untilIdle(90_000);
    const [request] = world.runner.requests;
    const states = [...(request?.files.values() ?? [])].map(({ state }) => state);
    assert.deepEqual(states, ['wanted', 'wanted']);
    assert.equal(errors.filter((message) => message.includes('no room for files')).length, 1);
    blobs.put = put;
    await world.until('the files are there', () => blobs.bytes.size === 2, 60_000);
  },
);

kernelTest(
  'a file that never arrives whole is given up after a day, and is no fault of the disk',
  {
    channel: () => new RecordingChannel({ attachments: true }),
    logger: { ...SILENT_LOGGER, error: (message) => void errors.push(message) },
  },
  async (world) => {
    errors.length = 0;
    const { channel } = world;
    assert.ok(channel);
    channel.download = async () =>
      (async function* () {
        yield new Uint8Array([1]);
        throw new Error('the line was cut');
      })();
    const file = { kind: 'photo', name: 'a', mimeType: null, bytes: 2, sourceRef: 'a' } as const;
    const heard = await world.hear('look', { files: [file] });
    assert.ok(heard.kind === 'accepted');
    const stateOf = async () =>
      (await world.truth.listAttachments(heard.messageId)).map(({ state }) => state);
    await world.untilIdle(90_000);
    assert.deepEqual(await stateOf(), ['wanted']);
    await world.clock.advance(25 * 60 * 60_000);
    await world.untilIdle(90_000);
    assert.deepEqual(await stateOf(), ['gone']);
    assert.deepEqual(errors, []);
  },
);
