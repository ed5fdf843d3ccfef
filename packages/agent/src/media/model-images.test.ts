import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BlobStore } from '@coderclaw/core';
import { ManualClock, SILENT_LOGGER } from '@coderclaw/core/testing';
import { openMemoryBlobStore } from '@coderclaw/store/memory';
import { emptyPng, noise, plainImage } from '../testing/sample-image.ts';
import { loadSharp } from './load-sharp.ts';
import { ModelImages, type StoredImage } from './model-images.ts';

const NO_CONVERTER = async () => null;
const HOUR_MS = 3_600_001;

function bench(load?: () => Promise<null>) {
  const clock = new ManualClock();
  const blobs = openMemoryBlobStore({ clock });
  const reads: string[] = [];
  const watched: BlobStore = {
    ...blobs,
    read: (sha256) => {
      reads.push(sha256);
      return blobs.read(sha256);
    },
  };
  const open = () =>
    new ModelImages({ blobs: watched, logger: SILENT_LOGGER, ...(load && { load }) });
  const put = async (bytes: Uint8Array): Promise<StoredImage> =>
    blobs.put(once(bytes), { maxBytes: 50_000_000 });
  return { clock, blobs, reads, open, put };
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}

describe('images for models', {
  skip: (await loadSharp()) ? false : 'sharp is not installed',
}, () => {
  test('are made once, and read from the blobs afterwards', async () => {
    const { open, put, reads } = bench();
    const original = await put(await noise(1_700, 300).jpeg().toBuffer());
    const images = open();
    const [first, ...others] = await Promise.all(
      Array.from({ length: 4 }, () => images.get(original)),
    );
    for (const image of others) assert.deepEqual(image!.bytes, first!.bytes);
    assert.equal(reads.filter((sha256) => sha256 === original.sha256).length, 1);
  });

  test('are the same bytes after a sweep and after a restart', async () => {
    const { open, put, blobs, clock } = bench();
    const original = await put(await noise(1_700, 300).jpeg().toBuffer());
    const images = open();
    const first = await images.get(original);
    await clock.advance(HOUR_MS);
    assert.equal(await blobs.sweep((sha256) => sha256 === original.sha256), 1);
    assert.deepEqual((await images.get(original))!.bytes, first!.bytes);
    assert.deepEqual((await open().get(original))!.bytes, first!.bytes);
  });

  test('that can not be made are not tried again', async () => {
    const { open, put, reads } = bench();
    const bomb = await put(emptyPng(60_000, 60_000, false));
    const images = open();
    assert.equal(await images.get(bomb), null);
    assert.equal(await images.get(bomb), null);
    assert.equal(reads.length, 1);
  });

  test('whose original is gone are an error, and hold up no other', async () => {
    const { open, put } = bench();
    const whole = await put(await plainImage(9, 9).png().toBuffer());
    const images = open();
    const missing = images.get({ sha256: '0'.repeat(64), mimeType: 'image/png' });
    const present = images.get(whole);
    await Promise.all([
      assert.rejects(missing, { code: 'STORE_NOT_FOUND' }),
      present.then((image) => assert.ok(image)),
    ]);
  });
});

describe('without a converter', () => {
  test('an image is shown as it came, and one that providers refuse is not', async () => {
    const { open, put } = bench(NO_CONVERTER);
    const images = open();
    const photo = await plainImage(3_000, 20).jpeg().toBuffer();
    assert.deepEqual((await images.get(await put(photo)))!.bytes, photo);
    for (const bytes of [
      emptyPng(8_001, 1),
      await noise(1_500, 1_500).png().toBuffer(),
      await plainImage(9, 9).tiff().toBuffer(),
    ])
      assert.equal(await images.get(await put(bytes)), null);
  });
});
