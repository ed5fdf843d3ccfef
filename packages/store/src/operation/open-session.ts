import {
  type AcceptMessage,
  type AgentId,
  type Instant,
  NO_USAGE,
  type PrincipalId,
  type SessionSettings,
} from '@coderclaw/core';
import type { SessionRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { searchTextOf } from './session-draft.ts';

/** A session's first row. */
export function insertSession(
  tx: Transaction,
  fields: Pick<SessionRow, 'tenantId' | 'principalId' | 'agentId' | 'key'>,
  settings: SessionSettings,
  at: Instant,
): SessionRow {
  const row: SessionRow = {
    id: tx.ids.next(),
    ...fields,
    epoch: 1,
    headId: null,
    cursor: 0,
    activeRunId: null,
    settings,
    usage: NO_USAGE,
    createdAt: at,
    updatedAt: at,
    fence: 0,
    title: null,
    search: searchTextOf(fields.key, settings.label, null),
    touched: tx.nextSequence(),
    deletedAt: null,
  };
  tx.tables.session.insert(row);
  return row;
}

/** A principal's row grants nothing; it is there so that every other row can name who acted. */
export function openPrincipal(
  tx: Transaction,
  { principalId, tenantId, at }: Pick<AcceptMessage, 'principalId' | 'tenantId' | 'at'>,
  kind: 'user' | 'service' = 'user',
): void {
  if (tx.tables.principal.find(principalId)) return;
  tx.tables.principal.insert({ id: principalId, tenantId, kind, createdAt: at });
}

/** Where a route leads. */
export type SessionRoute = {
  readonly agentId: AgentId;
  readonly sessionKey: string;
  readonly sessionPrincipalId?: PrincipalId;
};

/**
 * The session of a route, made where it is new. A direct conversation's follows its person: who was a
 * guest and is the owner by now has the owner's rights in it, and the other way round.
 */
export function openSession(
  tx: Transaction,
  route: SessionRoute,
  fields: Pick<AcceptMessage, 'principalId' | 'tenantId' | 'at'>,
): { readonly session: SessionRow; readonly isNew: boolean } {
  const { agentId, sessionKey: key, sessionPrincipalId } = route;
  const { tenantId, at } = fields;
  const known = tx.tables.session.byKey(key);
  const principalId = sessionPrincipalId ?? fields.principalId;
  if (sessionPrincipalId !== undefined) openPrincipal(tx, { principalId, tenantId, at }, 'service');
  if (!known) {
    const session = insertSession(tx, { tenantId, principalId, agentId, key }, {}, at);
    return { session, isNew: true };
  }
  if (sessionPrincipalId === undefined || known.principalId === principalId)
    return { session: known, isNew: false };
  return { session: tx.tables.session.update(known, { principalId }), isNew: false };
}
