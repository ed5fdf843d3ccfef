import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import {
  ATTACHMENT_TRANSITIONS,
  DISPOSITIONS,
  decideTransition,
  isTerminal,
  PART_TRANSITIONS,
  RUN_TRANSITIONS,
  STEP_TRANSITIONS,
  statesOf,
  type TransitionTable,
} from '@coderclaw/core';
import { StoreDriver, texts, toolCall } from '../conformance/store-driver.ts';
import { ScratchStore } from './scratch-store.ts';

type Machine = {
  readonly table: string;
  readonly transitions: TransitionTable<string>;
  /** What must be written together with a state. */
  readonly also: (state: string) => string;
};

const MACHINES: readonly Machine[] = [
  {
    table: 'run',
    transitions: RUN_TRANSITIONS,
    also: (state) => `, ended_at = ${isTerminal(RUN_TRANSITIONS, state as 'DONE') ? 1 : 'NULL'}`,
  },
  {
    table: 'step',
    transitions: STEP_TRANSITIONS,
    also: (state) => `, ended_at = ${state === 'started' ? 'NULL' : 1}`,
  },
  {
    table: 'attachment',
    transitions: ATTACHMENT_TRANSITIONS,
    also: (state) => `, sha256 = ${['stored', 'released'].includes(state) ? "'a'" : 'NULL'}`,
  },
  { table: 'delivery_part', transitions: PART_TRANSITIONS, also: () => '' },
];

/** A database with one run, one step, one part, one file that came, and one intake that waits. */
async function openWithRows(scratch: ScratchStore): Promise<DatabaseSync> {
  const d = new StoreDriver(scratch.open());
  const run = await d.start();
  await d.store.startTool({ ...d.by(run), call: toolCall('t'), idempotencyKey: 'k' });
  await d.settle(run, { reply: texts('part'), transport: 'push' });
  const { intakes } = await d.say({ route: { decision: 'ask' } });
  const message = d.message({ route: { decision: 'accumulate' } });
  const photo = { kind: 'photo', name: 'a', mimeType: null, bytes: null, sourceRef: 'r' } as const;
  await d.store.acceptMessage({ ...message, event: { ...message.event, files: [photo] } });
  assert.equal(intakes[0]?.intake.disposition, null);
  await d.store.close();
  return new DatabaseSync(scratch.path);
}

/** Puts the row into a state by force: triggers off, then on again. */
function force(db: DatabaseSync, { table, also }: Machine, state: string): void {
  const { name, sql } = db
    .prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?`)
    .get(`${table}_transition`) as { name: string; sql: string };
  db.exec(`DROP TRIGGER ${name}; UPDATE ${table} SET state = '${state}'${also(state)}; ${sql}`);
}

function attempt(db: DatabaseSync, sql: string): boolean {
  try {
    db.exec(sql);
    return true;
  } catch {
    // Ignored: that it was refused is the answer.
    return false;
  }
}

for (const machine of MACHINES) {
  test(`the database allows exactly core's transitions of ${machine.table}`, async () => {
    await using scratch = new ScratchStore();
    using db = await openWithRows(scratch);
    const states = statesOf(machine.transitions);
    for (const from of states) {
      for (const to of states) {
        db.exec('SAVEPOINT pair');
        force(db, machine, from);
        const allowed = attempt(
          db,
          `UPDATE ${machine.table} SET state = '${to}'${machine.also(to)}`,
        );
        assert.equal(
          allowed,
          decideTransition(machine.transitions, from, to).allowed,
          `${from} → ${to}`,
        );
        db.exec('ROLLBACK TO pair; RELEASE pair');
      }
    }
    assert.equal(attempt(db, `UPDATE ${machine.table} SET state = 'NONSENSE'`), false);
  });
}

test('a disposition is written once', async () => {
  await using scratch = new ScratchStore();
  using db = await openWithRows(scratch);
  for (const first of DISPOSITIONS) {
    for (const second of DISPOSITIONS) {
      db.exec('SAVEPOINT pair');
      db.exec(`UPDATE intake SET disposition = '${first}' WHERE disposition IS NULL`);
      assert.equal(
        attempt(db, `UPDATE intake SET disposition = '${second}'`),
        false,
        `${first} → ${second}`,
      );
      db.exec('ROLLBACK TO pair; RELEASE pair');
    }
  }
  assert.equal(
    attempt(db, `UPDATE intake SET disposition = 'nonsense' WHERE disposition IS NULL`),
    false,
  );
});

test('a piece of an album is joined once', async () => {
  await using scratch = new ScratchStore();
  using db = await openWithRows(scratch);
  db.exec(`INSERT INTO album_piece (sequence, tenant_id, account_id, address, identity, album, event_key, event, texts, files, received_at)
    SELECT 1000, tenant_id, id, 'here', 'someone', 'holidays', 'key', '{}', 1, 0, 1 FROM account LIMIT 1`);
  const join = 'UPDATE album_piece SET event = NULL, message_id = (SELECT id FROM message LIMIT 1)';
  assert.equal(attempt(db, 'UPDATE album_piece SET event = NULL'), false);
  assert.equal(attempt(db, join), true);
  assert.equal(attempt(db, join), false);
});

test('audit tables take inserts and one redaction, nothing else', async () => {
  await using scratch = new ScratchStore();
  using db = await openWithRows(scratch);
  for (const table of ['audit_record', 'audit_payload', 'audit_seal']) {
    assert.equal(attempt(db, `DELETE FROM ${table}`), false);
    assert.equal(attempt(db, `UPDATE ${table} SET sequence = sequence + 1000`), false);
  }
  assert.equal(attempt(db, `UPDATE audit_payload SET payload = '{}' WHERE sequence = 1`), false);
  const redact = `UPDATE audit_payload SET payload = NULL, salt = NULL, redacted_at = 1 WHERE sequence = 1`;
  assert.equal(attempt(db, redact), true);
  assert.equal(attempt(db, redact), false);
});
