import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { StoreDriver } from '../conformance/store-driver.ts';
import { keepBackup } from './backup.ts';
import { ScratchStore } from './scratch-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

test('one backup is kept, renewed after a day, and takes the place of a lost database', async () => {
  await using scratch = new ScratchStore();
  const store = scratch.open();
  const d = new StoreDriver(store);
  await d.settle(await d.start());
  const now = Date.now();
  const backup = await keepBackup(scratch.path, now);
  assert.equal(backup, `${scratch.path}.backup`);
  assert.equal(await keepBackup(scratch.path, now + 60_000), null);
  await d.settle(await d.start());
  assert.equal(await keepBackup(scratch.path, now + DAY_MS + 60_000), backup);
  await store.close();
  assert.deepEqual(readdirSync(scratch.directory).toSorted(), [
    'coderclaw.db',
    'coderclaw.db.backup',
  ]);
  if (process.platform !== 'win32') assert.equal(statSync(backup).mode & 0o777, 0o600);
  rmSync(scratch.path);
  copyFileSync(backup, scratch.path);
  assert.equal((await scratch.open().readCounts()).messages, 2);
});

test('a copy that is damaged does not replace the backup', async () => {
  await using scratch = new ScratchStore();
  writeFileSync(`${scratch.path}.backup`, 'the last one');
  writeFileSync(scratch.path, 'no database');
  await assert.rejects(keepBackup(scratch.path, Date.now() + 2 * DAY_MS), {
    code: 'STORE_CORRUPT',
  });
  assert.equal(statSync(`${scratch.path}.backup`).size, 12);
  assert.equal(existsSync(`${scratch.path}.backup.tmp`), false);
});
