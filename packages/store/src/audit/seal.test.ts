import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { StoreDriver } from '../conformance/store-driver.ts';
import { ScratchStore } from '../sqlite/scratch-store.ts';
import { canonicalJson } from './canonical-json.ts';

/** Somebody with the file and no key: triggers are no obstacle to them. */
const TAMPERINGS: Readonly<Record<string, { readonly sql: string; readonly brokenAt: number }>> = {
  'a changed payload': {
    sql: `UPDATE audit_payload SET payload = replace(payload, 'allowed', 'denied') WHERE sequence = 3`,
    brokenAt: 3,
  },
  'a changed instant': {
    sql: 'UPDATE audit_record SET at = at + 1 WHERE sequence = 3',
    brokenAt: 3,
  },
  'a removed record': {
    sql: 'DELETE FROM audit_payload WHERE sequence = 3; DELETE FROM audit_record WHERE sequence = 3',
    brokenAt: 3,
  },
  'a removed payload': { sql: 'DELETE FROM audit_payload WHERE sequence = 2', brokenAt: 2 },
  'a removed tail under a seal': {
    sql: 'DELETE FROM audit_payload WHERE sequence > 4; DELETE FROM audit_record WHERE sequence > 4',
    brokenAt: 5,
  },
  'a forged signature': {
    sql: 'UPDATE audit_seal SET signature = zeroblob(64) WHERE sequence = 4',
    brokenAt: 4,
  },
  'a removed seal': { sql: 'DELETE FROM audit_seal WHERE sequence = 2', brokenAt: 2 },
};

for (const [name, { sql, brokenAt }] of Object.entries(TAMPERINGS)) {
  test(`verify finds ${name}`, async () => {
    await using scratch = new ScratchStore();
    const d = new StoreDriver(scratch.open());
    for (let turn = 0; turn < 3; turn += 1) await d.settle(await d.start());
    await d.store.close();
    tamper(scratch.path, sql);
    const { ok, brokenAt: found, problem } = await scratch.open().verifyAudit();
    assert.deepEqual([ok, found], [false, brokenAt], problem ?? 'nothing was found');
  });
}

test('records that no seal covers yet are counted', async () => {
  await using scratch = new ScratchStore();
  const d = new StoreDriver(scratch.open());
  await d.settle(await d.start());
  await d.store.close();
  tamper(scratch.path, 'DELETE FROM audit_seal WHERE sequence = 2');
  const { ok, unsealed } = await scratch.open().verifyAudit();
  assert.deepEqual([ok, unsealed], [true, 1]);
});

test('equal values have one canonical text', () => {
  assert.equal(
    canonicalJson({ b: [1, undefined, 'ä'], a: { d: null, c: undefined } }),
    '{"a":{"d":null},"b":[1,null,"ä"]}',
  );
});

function tamper(path: string, sql: string): void {
  using db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  const triggers = db
    .prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit%'`)
    .all() as { name: string; sql: string }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  for (const trigger of triggers) db.exec(trigger.sql);
}
