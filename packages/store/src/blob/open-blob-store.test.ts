import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { chunksOf } from '../conformance/blob-suite.ts';
import { blobStoreConformance } from '../conformance/index.ts';
import { ScratchBlobs } from './scratch-blobs.ts';

const LIMIT = { maxBytes: 100_000 };

blobStoreConformance('the blob store of files', async () => {
  const scratch = new ScratchBlobs();
  return {
    blobs: scratch.open(),
    clock: scratch.clock,
    reopen: () => scratch.open(),
    spoil: (sha256) => writeFile(scratch.pathOf(sha256), 'other'),
    countFiles: async () => scratch.files().length,
    dispose: async () => scratch[Symbol.dispose](),
  };
});

test('T37 blobs and their directories are private, whatever they and the umask were', {
  skip: process.platform === 'win32',
}, async () => {
  using scratch = new ScratchBlobs();
  const umask = process.umask(0);
  try {
    mkdirSync(scratch.directory, { mode: 0o777 });
    const blobs = scratch.open();
    await blobs.put(chunksOf(Buffer.from('secret')), LIMIT);
    for (const name of [
      '.',
      ...readdirSync(scratch.directory, { recursive: true, encoding: 'utf8' }),
    ])
      assert.equal(statSync(join(scratch.directory, name)).mode & 0o077, 0, name);
  } finally {
    process.umask(umask);
  }
});

test('a sweep takes what a killed process left half-written, and nothing that is not its own', async () => {
  using scratch = new ScratchBlobs();
  const blobs = scratch.open();
  const { sha256 } = await blobs.put(chunksOf(Buffer.from('x')), LIMIT);
  const left = join(scratch.directory, 'incoming', 'half');
  const strangers = [
    join(scratch.directory, 'README'),
    join(scratch.directory, sha256.slice(0, 2), 'note'),
  ];
  for (const path of [left, ...strangers]) {
    writeFileSync(path, 'x');
    utimesSync(path, scratch.clock.now() / 1_000, scratch.clock.now() / 1_000);
  }
  assert.equal(await blobs.sweep(() => false), 0, 'it may still be written');
  await scratch.clock.advance(3_601_000);
  assert.equal(await blobs.sweep(() => false), 2);
  assert.deepEqual([...scratch.files()].sort(), strangers.toSorted());
});

test('a directory that can not be made is reported with its path', () => {
  using scratch = new ScratchBlobs();
  writeFileSync(scratch.directory, 'in the way');
  assert.throws(() => scratch.open(), { name: 'StoreError', code: 'STORE_IO', message: /media/ });
});
