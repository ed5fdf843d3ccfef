import {
  type EntryRecord,
  type Instant,
  type IntakeId,
  type IntakeRecord,
  type PrincipalId,
  type SessionId,
  type SessionRecord,
  type SessionSettings,
  type SessionStore,
  type SessionSummary,
  StoreError,
  type Transcript,
  textOf,
} from '@coderclaw/core';
import { demandSession, entryOf, intakeOf, sessionOf, stepOf } from '../transaction/records.ts';
import type { EntryRow, SessionRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { insertSession, openPrincipal } from './open-session.ts';
import { SessionDraft } from './session-draft.ts';

type SessionCommand = {
  readonly at: Instant;
  readonly sessionId: SessionId;
  readonly principalId: PrincipalId;
};

export function createSession(
  tx: Transaction,
  command: Parameters<SessionStore['createSession']>[0],
): SessionRecord {
  const { at, tenantId, principalId, agentId, key, settings } = command;
  if (tx.tables.session.byKey(key))
    throw new StoreError('STORE_CONFLICT', `there is a session ${key}`);
  openPrincipal(tx, command);
  const row = insertSession(tx, { tenantId, principalId, agentId, key }, settings, at);
  noteSession(tx, row, 'session.create', command);
  return sessionOf(row);
}

export function patchSession(
  tx: Transaction,
  command: Parameters<SessionStore['patchSession']>[0],
): SessionRecord {
  const session = new SessionDraft(tx, demandSession(tx.tables, command.sessionId), command.at);
  const merged = { ...session.row.settings, ...command.settings };
  const kept = Object.entries(merged).filter(([, value]) => value !== null && value !== undefined);
  session.change({ settings: Object.fromEntries(kept) as SessionSettings });
  session.advance();
  noteSession(tx, session.row, 'session.patch', command, Object.keys(command.settings).join(' '));
  return session.save();
}

export function resetSession(tx: Transaction, command: SessionCommand): SessionRecord {
  const session = new SessionDraft(tx, demandFree(tx, command.sessionId), command.at);
  session.change({ epoch: session.row.epoch + 1, headId: null, title: null });
  tx.tables.intake.passContexts(session.row.id);
  session.advance();
  noteSession(tx, session.row, 'session.reset', command);
  return session.save();
}

export function deleteSession(tx: Transaction, command: SessionCommand): void {
  const session = new SessionDraft(tx, demandFree(tx, command.sessionId), command.at);
  cancelWaiting(tx, command);
  session.change({ deletedAt: command.at });
  session.advance();
  noteSession(tx, session.row, 'session.delete', command);
  session.save();
}

export function cancelWaiting(
  tx: Transaction,
  command: SessionCommand & { readonly intakeIds?: readonly IntakeId[] },
): readonly IntakeRecord[] {
  const { at, sessionId, principalId, intakeIds } = command;
  const session = demandSession(tx.tables, sessionId);
  const waiting = tx.tables.intake.waiting(
    sessionId,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  );
  const chosen = intakeIds ? waiting.filter(({ id }) => intakeIds.includes(id)) : waiting;
  if (chosen.length === 0) return [];
  tx.audit(
    at,
    {
      action: 'run.stop',
      principalId,
      sessionKey: session.key,
      resourceType: 'session',
      resourceId: sessionId,
      result: 'allowed',
      reason: 'waiting messages cancelled',
      metadata: { intakes: chosen.map(({ id }) => id) },
    },
    session.tenantId,
  );
  return chosen.map((intake) => {
    const { accountId: _a, conversationId: _c, labels: _l, content: _t, ...row } = intake;
    return intakeOf(tx.tables.intake.update(row, { disposition: 'cancelled' }));
  });
}

export function listSessions(tables: Tables, query: Parameters<SessionStore['listSessions']>[0]) {
  const search = query.search?.toLowerCase();
  const { total, rows } = tables.session.list({ ...query, search });
  return { total, sessions: rows.map((row) => summaryOf(tables, row)) };
}

export function listEntries(
  tables: Tables,
  query: Parameters<SessionStore['listEntries']>[0],
): { readonly entries: readonly EntryRecord[]; readonly more: boolean } {
  const { sessionId, limit, beforeCursor = Number.MAX_SAFE_INTEGER, afterCursor = 0 } = query;
  const { epoch } = demandSession(tables, sessionId);
  const rows = tables.entry.range(sessionId, epoch, afterCursor, beforeCursor, limit + 1);
  return { entries: rows.slice(0, limit).map(entryOf).reverse(), more: rows.length > limit };
}

export function loadTranscript(
  tables: Tables,
  sessionId: SessionId,
  after?: EntryRecord,
): Transcript {
  const session = demandSession(tables, sessionId);
  const known = after?.epoch === session.epoch ? after : undefined;
  const later = known && pathTo(tables, session, known);
  const path = later ?? pathTo(tables, session) ?? [];
  const steps = session.activeRunId === null ? [] : tables.step.byRun(session.activeRunId);
  const prompt = tables.prompt.find(sessionId, session.epoch);
  return {
    session: sessionOf(session),
    entries: path.map(entryOf).reverse(),
    continues: later !== undefined,
    steps: steps.map(stepOf),
    prompt: prompt ? { epoch: prompt.epoch, sha256: prompt.sha256, text: prompt.text } : null,
  };
}

/** The path from the head back to the root or to `known`, which is left out; undefined where it does not lead there. */
function pathTo(
  tables: Tables,
  { id, epoch, headId }: SessionRow,
  known?: EntryRecord,
): readonly EntryRow[] | undefined {
  const newestFirst = tables.entry.range(
    id,
    epoch,
    known?.cursor ?? 0,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  );
  const path: EntryRow[] = [];
  let wanted = headId;
  for (const row of newestFirst) {
    if (row.id !== wanted) continue;
    path.push(row);
    wanted = row.parentId;
  }
  return wanted === (known?.id ?? null) ? path : undefined;
}

function summaryOf(tables: Tables, row: SessionRow): SessionSummary {
  const head = row.headId === null ? undefined : tables.entry.find(row.headId);
  const waiting = tables.intake.countWaiting(row.id);
  return {
    ...sessionOf(row),
    title: row.title,
    lastText: head ? textOf(head.content) : null,
    waiting,
  };
}

function demandFree(tx: Transaction, sessionId: SessionId): SessionRow {
  const row = demandSession(tx.tables, sessionId);
  if (row.activeRunId !== null)
    throw new StoreError(
      'STORE_CONFLICT',
      `run ${row.activeRunId} holds session ${row.key}; stop it first`,
    );
  return row;
}

function noteSession(
  tx: Transaction,
  session: SessionRow,
  action: 'session.create' | 'session.patch' | 'session.reset' | 'session.delete',
  { at, principalId }: { readonly at: Instant; readonly principalId: PrincipalId },
  reason?: string,
): void {
  tx.audit(
    at,
    {
      action,
      principalId,
      sessionKey: session.key,
      resourceType: 'session',
      resourceId: session.id,
      result: 'allowed',
      ...(reason ? { reason } : {}),
      metadata: { epoch: session.epoch },
    },
    session.tenantId,
  );
}
