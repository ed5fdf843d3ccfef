import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { chunksOf } from '../conformance/blob-suite.ts';
import { ScratchBlobs } from './scratch-blobs.ts';

test('on a full disk a put is refused and leaves nothing behind, and works again when there is room', async (t) => {
  using scratch = new ScratchBlobs();
  if (!mountSmallDisk(t, scratch.directory)) return;
  try {
    const blobs = scratch.open();
    const filler = join(scratch.directory, 'filler');
    writeFileSync(filler, Buffer.alloc(700_000));
    const bytes = Buffer.alloc(600_000, 7);
    const put = () => blobs.put(chunksOf(bytes, 16_384), { maxBytes: 1_000_000 });
    await assert.rejects(put(), { name: 'StoreError', code: 'STORE_FULL', retryable: true });
    assert.deepEqual(scratch.files(), [filler]);
    rmSync(filler);
    const { sha256 } = await put();
    assert.ok(bytes.equals(await blobs.read(sha256)));
  } finally {
    execFileSync('umount', [scratch.directory]);
  }
});

/** A disk of a megabyte; false, and the test skipped, where this user may not mount. */
function mountSmallDisk(t: TestContext, directory: string): boolean {
  mkdirSync(directory);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', directory], {
      stdio: 'pipe',
    });
    return true;
  } catch (error) {
    t.skip(`a small disk can not be mounted here: ${(error as Error).message.trim()}`);
    return false;
  }
}
