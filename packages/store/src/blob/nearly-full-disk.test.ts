import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunksOf } from '../conformance/blob-suite.ts';
import { ScratchBlobs } from './scratch-blobs.ts';

test('T26 on a nearly full disk a put lets go of its source and leaves what is free to others', async () => {
  using scratch = new ScratchBlobs();
  let free = 999;
  const blobs = scratch.open({ minFreeBytes: 1_000, freeBytes: async () => free });
  let released = 0;
  async function* source() {
    try {
      yield Buffer.from('one');
      yield Buffer.from('two');
    } finally {
      released += 1;
    }
  }
  const put = () => blobs.put(source(), { maxBytes: 100 });
  await assert.rejects(put(), { name: 'StoreError', code: 'STORE_FULL', retryable: true });
  assert.deepEqual(scratch.files(), []);
  assert.equal(released, 1);
  free = 1_000;
  assert.equal((await put()).bytes, 6);
});

test('the disk itself says what is free on it', async () => {
  using scratch = new ScratchBlobs();
  const blobs = scratch.open({ minFreeBytes: Number.MAX_SAFE_INTEGER });
  const put = blobs.put(chunksOf(Buffer.from('x'), 1), { maxBytes: 100 });
  await assert.rejects(put, { code: 'STORE_FULL' });
});
