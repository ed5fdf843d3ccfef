import assert from 'node:assert/strict';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { storeConformance } from '../conformance/index.ts';
import { ScratchStore } from './scratch-store.ts';

storeConformance('the SQLite store', async () => {
  const scratch = new ScratchStore();
  const store = scratch.open();
  return {
    store,
    reopen: async () => {
      await store.close();
      return scratch.open();
    },
    dispose: () => scratch[Symbol.asyncDispose](),
  };
});

test('T37 the database and its journals are private, whatever they and the umask were', {
  skip: process.platform === 'win32',
}, async () => {
  await using scratch = new ScratchStore();
  const umask = process.umask(0);
  try {
    await scratch.open().close();
    assert.equal(statSync(scratch.path).mode & 0o777, 0o600);
    chmodSync(scratch.path, 0o666);
    scratch.open();
    for (const name of readdirSync(scratch.directory))
      assert.equal(statSync(join(scratch.directory, name)).mode & 0o077, 0, name);
  } finally {
    process.umask(umask);
  }
});
