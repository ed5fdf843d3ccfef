import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { StoreError, type StoreErrorCode } from '@coderclaw/core';
import { StoreDriver } from '../conformance/store-driver.ts';
import { listMigrations, type Migration } from './migrate.ts';
import { ScratchStore } from './scratch-store.ts';

const SHIPPED = listMigrations();
const LAST = SHIPPED.at(-1)!;
const LATER: Migration = {
  version: 999,
  name: '999-later.sql',
  sql: 'CREATE TABLE later (id TEXT) STRICT;',
  sha256: 'later',
};

/** Opening must be refused, and must not change a byte of any file. */
function assertRefused(
  scratch: ScratchStore,
  code: StoreErrorCode,
  migrations?: readonly Migration[],
  witness?: string,
): StoreError {
  const before = snapshot(scratch);
  let refusal: unknown;
  try {
    scratch.open({ ...(migrations && { migrations }), ...(witness && { witness }) });
  } catch (error) {
    refusal = error;
  }
  assert.ok(refusal instanceof StoreError, 'opening was refused');
  assert.equal(refusal.code, code);
  assert.deepEqual(snapshot(scratch), before);
  return refusal;
}

function snapshot(scratch: ScratchStore): Record<string, string> {
  return Object.fromEntries(
    readdirSync(scratch.directory)
      .sort()
      .map((name) => [name, hash('sha256', readFileSync(join(scratch.directory, name)))]),
  );
}

async function fill(scratch: ScratchStore): Promise<void> {
  const d = new StoreDriver(scratch.open());
  await d.settle(await d.start());
  await d.store.close();
}

test('a database is migrated once, after a backup that can itself be opened', async () => {
  await using scratch = new ScratchStore();
  await fill(scratch);
  const backup = `${scratch.path}.backup-${LAST.version}`;
  assert.equal(existsSync(backup), false);
  for (let round = 0; round < 2; round += 1) {
    const store = scratch.open({ migrations: [...SHIPPED, LATER] });
    assert.equal((await store.readCounts()).messages, 1);
    await store.close();
  }
  using copy = new DatabaseSync(backup, { readOnly: true });
  assert.equal(copy.prepare('SELECT count(*) AS messages FROM message').get()?.messages, 1);
  assert.equal(
    copy.prepare(`SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'later'`).get()?.tables,
    0,
  );
});

test('deliveries of an older version keep their parts, with what each changes and carries', async () => {
  await using scratch = new ScratchStore();
  const d = new StoreDriver(scratch.open({ migrations: SHIPPED.slice(0, 7) }));
  const { conversationId } = (await d.start()).run.replyTo;
  await d.store.close();
  const columns =
    'sequence, id, delivery_id, conversation_id, "index", kind, state, text, target_id, file, buttons, idempotency_key, attempt, next_attempt_at';
  const parts = [
    [1, 'a', 'd', conversationId, 0, 'text', 'delivered', 'to be …', null, null, null, 'a', 1, 5],
    [2, 'b', 'd', conversationId, 1, 'edit', 'unknown', 'to be', 'a', null, '[[]]', 'b', 2, 6],
    [
      3,
      'e',
      'd',
      conversationId,
      2,
      'file',
      'pending',
      '',
      null,
      '{"sha256":"x"}',
      null,
      'e',
      0,
      7,
    ],
  ];
  const list = (db: DatabaseSync) => {
    const rows = db.prepare(`SELECT ${columns} FROM delivery_part ORDER BY sequence`).all();
    return rows.map((row) => Object.values(row));
  };
  using old = new DatabaseSync(scratch.path);
  old.exec(
    `INSERT INTO delivery SELECT 1, 'd', tenant_id, principal_id, session_id, id, destination_id,
     reply_to ->> 'accountId', reply_to ->> 'conversationId', 'reply', 'pending', 1 FROM run`,
  );
  const insert = old.prepare(
    `INSERT INTO delivery_part (${columns}) VALUES (${parts[0]!.map(() => '?').join(', ')})`,
  );
  for (const part of parts) insert.run(...part);
  old.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  await scratch.open().close();
  assert.deepEqual(list(old), parts);
});

test('each migration has a number of its own, and the next after the one before', () => {
  assert.deepEqual(
    listMigrations().map(({ version }) => version),
    listMigrations().map((_, index) => index + 1),
  );
});

test('a database of a newer version is refused and left alone', async () => {
  await using scratch = new ScratchStore();
  await scratch.open({ migrations: [...SHIPPED, LATER] }).close();
  assertRefused(scratch, 'STORE_NEWER', SHIPPED);
});

test('a database with another migration than the shipped one is refused', async () => {
  await using scratch = new ScratchStore();
  await fill(scratch);
  assertRefused(scratch, 'STORE_CORRUPT', [...SHIPPED.slice(0, -1), { ...LAST, sha256: 'edited' }]);
});

test('a migration that fails leaves the database at its version', async () => {
  await using scratch = new ScratchStore();
  await fill(scratch);
  const broken = {
    ...LATER,
    sql: 'CREATE TABLE later (id TEXT) STRICT; CREATE TABLE message (id TEXT);',
  };
  assert.throws(() => scratch.open({ migrations: [...SHIPPED, broken] }), StoreError);
  assert.equal((await scratch.open().readCounts()).messages, 1);
});

test('a truncated database is refused, the newest backup is named, and nothing is changed', async () => {
  await using scratch = new ScratchStore();
  await fill(scratch);
  for (const version of [12, 3]) {
    const backup = `${scratch.path}.backup-${version}`;
    writeFileSync(backup, '');
    utimesSync(backup, version, version);
  }
  truncateSync(scratch.path, 40 * 1024);
  assert.match(assertRefused(scratch, 'STORE_CORRUPT').message, /\.backup-12 /u);
  truncateSync(scratch.path, 50);
  assertRefused(scratch, 'STORE_CORRUPT');
});

test('a database cut off while its log stands beside it is refused unless the log has the rest', async () => {
  await using scratch = new ScratchStore();
  await fill(scratch);
  scratch.open();
  await using cut = new ScratchStore();
  using db = new DatabaseSync(scratch.path);
  db.exec(
    "CREATE TABLE bulk (text TEXT); INSERT INTO bulk VALUES (zeroblob(10 * 1024 * 1024)); PRAGMA wal_checkpoint; INSERT INTO bulk VALUES ('late')",
  );
  for (const end of ['', '-wal']) copyFileSync(`${scratch.path}${end}`, `${cut.path}${end}`);
  await cut.open().close();
  for (const end of ['', '-wal']) copyFileSync(`${scratch.path}${end}`, `${cut.path}${end}`);
  truncateSync(cut.path, 5 * 1024 * 1024);
  assert.match(assertRefused(cut, 'STORE_CORRUPT').message, /has 5242880 bytes/u);
});

test('a refusal leaves no file behind, also when the log had to be read', async () => {
  await using scratch = new ScratchStore();
  const d = new StoreDriver(scratch.open({ migrations: [...SHIPPED, LATER] }));
  await d.settle(await d.start());
  await using copy = new ScratchStore();
  for (const end of ['', '-wal']) copyFileSync(`${scratch.path}${end}`, `${copy.path}${end}`);
  assertRefused(copy, 'STORE_NEWER', SHIPPED);
});

test('an empty database is begun anew only where nothing tells of an earlier one', async () => {
  await using scratch = new ScratchStore();
  const witness = join(scratch.directory, 'key');
  const refused = () => assertRefused(scratch, 'STORE_CORRUPT', undefined, witness).message;
  writeFileSync(scratch.path, '');
  writeFileSync(`${scratch.path}-wal`, 'log');
  assert.match(refused(), /coderclaw\.db-wal tells that there was/u);
  rmSync(`${scratch.path}-wal`);
  writeFileSync(witness, 'secret');
  assert.match(refused(), /key tells that there was; there is no backup/u);
  rmSync(scratch.path);
  assert.match(refused(), /key tells that there was/u);
  new DatabaseSync(scratch.path).exec('PRAGMA journal_mode = WAL');
  assert.match(refused(), /key tells that there was/u);
  rmSync(witness);
  scratch.open({ witness });
});

test('a damaged database is refused in one sentence of each kind: what, where, and what to do', async () => {
  await using scratch = new ScratchStore();
  await fill(scratch);
  writeFileSync(`${scratch.path}.backup`, '');
  truncateSync(scratch.path, 50);
  const { path } = scratch;
  assert.equal(
    assertRefused(scratch, 'STORE_CORRUPT').message,
    `the database is damaged; restore a backup, with the gateway stopped: ${path}: the file is no SQLite database; move ${path} away and copy ${path}.backup to ${path}`,
  );
});

test('a file that is no database, and one with a damaged page, are refused', async () => {
  await using scratch = new ScratchStore();
  writeFileSync(scratch.path, 'hello '.repeat(1_000));
  assertRefused(scratch, 'STORE_CORRUPT');
  writeFileSync(scratch.path, '');
  await fill(scratch);
  const bytes = readFileSync(scratch.path);
  bytes.fill(0xff, 4096, 8 * 4096);
  writeFileSync(scratch.path, bytes);
  assertRefused(scratch, 'STORE_CORRUPT');
});

test('a database in a directory that is missing is refused as unwritable', async () => {
  await using scratch = new ScratchStore();
  assert.throws(() => scratch.open({ path: `${scratch.directory}/none/db` }), {
    code: 'STORE_READ_ONLY',
  });
});

test('a file without write permission is refused as unwritable', {
  skip: process.getuid?.() === 0 && 'root may write anything',
}, async () => {
  await using scratch = new ScratchStore();
  await fill(scratch);
  chmodSync(scratch.path, 0o400);
  assertRefused(scratch, 'STORE_READ_ONLY');
});
