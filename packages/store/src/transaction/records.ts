import {
  type AccountId,
  type DeliveryRecord,
  type EntryRecord,
  type IntakeRecord,
  type PartRecord,
  type RunRecord,
  type SessionRecord,
  type StepRecord,
  StoreError,
} from '@coderclaw/core';
import type {
  DeliveryRow,
  EntryRow,
  IntakeRow,
  PartRow,
  RunRow,
  SessionRow,
  StepRow,
} from './rows.ts';
import type { Tables } from './tables.ts';

/** Rows as core knows them: what only the store needs stays behind. */

export function sessionOf(row: SessionRow): SessionRecord {
  const { fence: _f, title: _t, search: _s, touched: _c, deletedAt: _d, ...record } = row;
  return record;
}

export function runOf(row: RunRow): RunRecord {
  const {
    executorId: _e,
    leaseUntil: _l,
    counted: _c,
    attemptCursor: _a,
    suspended: _s,
    refusal: _r,
    ...record
  } = row;
  return record;
}

export function intakeOf(row: IntakeRow): IntakeRecord {
  const { tenantId: _t, notBefore: _n, shown: _s, ...record } = row;
  return record;
}

export function entryOf(row: EntryRow): EntryRecord {
  const { tenantId: _t, principalId: _p, ...record } = row;
  return record;
}

export function stepOf(row: StepRow): StepRecord {
  const { attempt: _a, endedAt: _e, ...record } = row;
  return record;
}

export function partOf(row: PartRow): PartRecord {
  const { conversationId: _c, sequence: _s, ...record } = row;
  return record;
}

/** A delivery without its parts, with the names of the place it goes to. */
export function deliveryHeadOf(tables: Tables, row: DeliveryRow): Omit<DeliveryRecord, 'parts'> {
  const { tenantId: _t, sessionId: _s, sequence: _q, ...record } = row;
  const { channel, account } = demand(
    tables.account.find(row.accountId),
    `account ${row.accountId}`,
  );
  const { address, title } = demand(
    tables.conversation.find(row.conversationId),
    `conversation ${row.conversationId}`,
  );
  return { ...record, channel, account, address, title };
}

export function deliveryOf(tables: Tables, row: DeliveryRow): DeliveryRecord {
  return { ...deliveryHeadOf(tables, row), parts: tables.part.byDelivery(row.id).map(partOf) };
}

/** The row, or `STORE_NOT_FOUND` with what was looked for. */
export function demand<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw new StoreError('STORE_NOT_FOUND', what);
  return row;
}

/** A session that is not deleted. */
export function demandSession(tables: Tables, sessionId: string): SessionRow {
  const row = demand(tables.session.find(sessionId), `session ${sessionId}`);
  if (row.deletedAt !== null)
    throw new StoreError('STORE_NOT_FOUND', `session ${sessionId} was deleted`);
  return row;
}

/** The login that a row is of. */
export function accountOf(tables: Tables, { accountId }: { readonly accountId: AccountId }) {
  return demand(tables.account.find(accountId), `account ${accountId}`);
}
