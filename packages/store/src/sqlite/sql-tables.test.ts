import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Tables } from '../transaction/tables.ts';
import { ScratchStore } from './scratch-store.ts';
import { createSqlTables } from './sql-tables.ts';

const ID = 'x' as never;
const ALBUM = { accountId: ID, address: 'a', identity: 'b', album: 'c' };

/** What a turn asks, over and over: it must not become slower as the history grows. */
const ASKED_BY_EVERY_TURN: readonly ((tables: Tables) => unknown)[] = [
  (t) => t.account.byName('a', 'b'),
  (t) => t.conversation.byAddress('a', 'b'),
  (t) => t.message.byEventKey('a', 'b'),
  (t) => t.albumPiece.byEventKey('a', 'b'),
  (t) => t.albumPiece.byPlatformId('a', ID, 'b'),
  (t) => t.albumPiece.byMessage(ID),
  (t) => t.albumPiece.open(ALBUM, 1),
  (t) => t.albumPiece.count(ALBUM),
  (t) => t.session.byKey('a'),
  (t) => t.intake.waiting(ID, 1, 1),
  (t) => t.intake.byMessage(ID),
  (t) => t.intake.byRun(ID),
  (t) => t.intake.byAlias(ID, 'a'),
  (t) => t.intake.countWaiting(ID),
  (t) => t.run.find(ID),
  (t) => t.run.activeOf(ID),
  (t) => t.runInput.byRun(ID),
  (t) => t.entry.range(ID, 1, 1, 2, 3),
  (t) => t.step.byCall(ID, 'a'),
  (t) => t.step.byRun(ID),
  (t) => t.signal.hasStop(ID),
  (t) => t.part.firstOpen(ID),
  (t) => t.part.byDelivery('a'),
  (t) => t.attachment.sumOf(ID, 1),
  (t) => t.attachment.releasable(1, 1),
  (t) => t.reservation.byRun(ID),
  (t) => t.deviceToken.byHash('a'),
  (t) => t.auditRecord.lastSequence(),
  (t) => t.auditRecord.after(1, 1),
];

/** What a message of a stranger asks, and what a person's page asks whenever something changed. */
const ASKED_ABOUT_PEOPLE: readonly ((tables: Tables) => unknown)[] = [
  (t) => t.pairing.newestOf('a', 'b'),
  (t) => t.pairing.pendingOf('a'),
  (t) => t.pairing.overdue(1),
  (t) => t.pairing.list('pending', 1),
  (t) => t.intake.keptOf(ID, 'a'),
  (t) => t.intake.countRefused(['pairing:full'], 1, 1),
  (t) => t.conversation.places(1),
];

test('every query of a turn is answered by an index', async () => {
  for (const { sql, details } of await plansOf(ASKED_BY_EVERY_TURN))
    for (const detail of details) assert.doesNotMatch(detail, /^SCAN /u, sql);
});

test('what strangers make us ask reads no more than what is open, and sorts nothing that grows', async () => {
  for (const { sql, details } of await plansOf(ASKED_ABOUT_PEOPLE)) {
    const ofOpen = /USING (?:COVERING )?INDEX (?:intake_kept|pairing_overdue|pairing_pending)\b/u;
    const isOfOpen = details.some((detail) => ofOpen.test(detail));
    for (const detail of details) {
      if (!isOfOpen && !sql.includes('DISTINCT'))
        assert.doesNotMatch(detail, /^USE TEMP B-TREE/u, sql);
      if (detail.startsWith('SCAN '))
        assert.match(
          detail,
          /^SCAN (?:\w+ USING (?:COVERING )?INDEX (?:intake_kept|pairing_overdue|conversation_seen)|refused)$/u,
          sql,
        );
    }
  }
});

type Plan = { readonly sql: string; readonly details: readonly string[] };

async function plansOf(asks: readonly ((tables: Tables) => unknown)[]): Promise<readonly Plan[]> {
  await using scratch = new ScratchStore();
  await scratch.open().close();
  using db = new DatabaseSync(scratch.path);
  const asked: string[] = [];
  const listening = new Proxy(db, {
    get: (target, property) => {
      if (property !== 'prepare') return Reflect.get(target, property);
      return (...parameters: Parameters<DatabaseSync['prepare']>) => {
        asked.push(parameters[0]);
        return target.prepare(...parameters);
      };
    },
  });
  const tables = createSqlTables(listening);
  for (const ask of asks) ask(tables);
  assert.equal(asked.length, asks.length);
  return asked.map((sql) => {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    return { sql, details: plan.map(({ detail }) => String(detail)) };
  });
}
