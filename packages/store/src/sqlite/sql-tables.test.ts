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
  (t) => t.reservation.byRun(ID),
  (t) => t.deviceToken.byHash('a'),
  (t) => t.auditRecord.lastSequence(),
  (t) => t.auditRecord.after(1, 1),
];

test('every query of a turn is answered by an index', async () => {
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
  for (const ask of ASKED_BY_EVERY_TURN) ask(tables);
  assert.equal(asked.length, ASKED_BY_EVERY_TURN.length);
  for (const sql of asked) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    for (const { detail } of plan) assert.doesNotMatch(String(detail), /^SCAN /u, sql);
  }
});
