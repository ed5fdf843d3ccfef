import {
  type AcceptedIntake,
  type AcceptMessage,
  type AcceptResult,
  type ConversationId,
  type DestinationId,
  type Disposition,
  type IntakeStatus,
  NO_USAGE,
  type Route,
  type RouteDecision,
  type SessionSettings,
} from '@coderclaw/core';
import { intakeOf, runOf, sessionOf } from '../transaction/records.ts';
import type { AccountRow, IntakeRow, MessageRow, SessionRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { claimLane } from './claim.ts';
import { SessionDraft, searchTextOf } from './session-draft.ts';

/** What a routing decision settles at once; the others wait for a run or for a person. */
const DISPOSITION_OF_DECISION = {
  engage: null,
  accumulate: 'context',
  pair: null,
  ask: null,
  drop: 'refused',
} as const satisfies Record<RouteDecision, Disposition | null>;

/** T1: see `RunStore.acceptMessage`. */
export function acceptMessage(tx: Transaction, command: AcceptMessage): AcceptResult {
  const { tables } = tx;
  const account = openAccount(tx, command);
  const known = tables.message.byEventKey(account.id, command.event.eventKey);
  if (known) {
    return {
      kind: 'duplicate',
      messageId: known.id,
      content: known.content,
      intakes: tables.intake.byMessage(known.id).map((row) => statusOf(tables, row)),
    };
  }
  openPrincipal(tx, command);
  const conversationId = openConversation(tx, account, command, command.event.conversation);
  const message = insertMessage(tx, account, conversationId, command);
  const intakes = command.routes.map((route) => enqueue(tx, message, route, command));
  return { kind: 'accepted', messageId: message.id, conversationId, intakes };
}

/** An intake with what a client wants to know of it. */
export function statusOf(tables: Tables, row: IntakeRow): IntakeStatus {
  const run = row.runId === null ? undefined : tables.run.find(row.runId);
  const session = row.sessionId === null ? undefined : tables.session.find(row.sessionId);
  return { intake: intakeOf(row), sessionKey: session?.key ?? null, run: run ? runOf(run) : null };
}

/** A session's first row. */
export function insertSession(
  tx: Transaction,
  fields: Pick<SessionRow, 'tenantId' | 'principalId' | 'agentId' | 'key'>,
  settings: SessionSettings,
  at: number,
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
): void {
  if (tx.tables.principal.find(principalId)) return;
  tx.tables.principal.insert({ id: principalId, tenantId, kind: 'user', createdAt: at });
}

function openAccount(tx: Transaction, { event, tenantId }: AcceptMessage): AccountRow {
  const known = tx.tables.account.byName(event.channel, event.account);
  if (known) return known;
  const row: AccountRow = {
    id: tx.ids.next(),
    tenantId,
    channel: event.channel,
    account: event.account,
  };
  tx.tables.account.insert(row);
  return row;
}

function openConversation(
  tx: Transaction,
  account: AccountRow,
  command: AcceptMessage,
  ref: AcceptMessage['event']['conversation'],
): ConversationId {
  const known = tx.tables.conversation.byAddress(account.id, ref.address);
  if (known) return known.id;
  const parentId = ref.parent ? openConversation(tx, account, command, ref.parent) : null;
  const { tenantId, at } = command;
  const id = tx.ids.next<ConversationId>();
  tx.tables.conversation.insert({
    id,
    tenantId,
    accountId: account.id,
    address: ref.address,
    kind: ref.kind,
    title: ref.title ?? null,
    parentId,
    createdAt: at,
  });
  return id;
}

function insertMessage(
  tx: Transaction,
  account: AccountRow,
  conversationId: ConversationId,
  { at, tenantId, principalId, event }: AcceptMessage,
): MessageRow {
  const row: MessageRow = {
    id: tx.ids.next(),
    tenantId,
    principalId,
    accountId: account.id,
    conversationId,
    eventKey: event.eventKey,
    kind: event.kind,
    identity: event.sender.identity,
    displayName: event.sender.displayName ?? null,
    platformMessageId: event.platformMessageId ?? null,
    content: event.content,
    labels: event.labels ?? [],
    sentAt: event.sentAt ?? null,
    receivedAt: at,
  };
  tx.tables.message.insert(row);
  return row;
}

function enqueue(
  tx: Transaction,
  message: MessageRow,
  route: Route,
  command: AcceptMessage,
): AcceptedIntake {
  const { at, tenantId, principalId } = command;
  const known = needsSession(route) ? tx.tables.session.byKey(route.sessionKey) : undefined;
  const session = needsSession(route) ? (known ?? openSession(tx, route, command)) : undefined;
  const sessionIsNew = session !== undefined && known === undefined;
  const row: IntakeRow = {
    id: tx.ids.next(),
    tenantId,
    principalId,
    messageId: message.id,
    agentId: route.agentId,
    sessionId: session?.id ?? null,
    runId: null,
    destinationId: route.decision === 'drop' ? null : insertReplyDestination(tx, message, route),
    decision: route.decision,
    reason: route.reason,
    queueMode: route.queueMode,
    sequence: tx.nextSequence(),
    alias: route.alias ?? null,
    options: route.options,
    disposition: DISPOSITION_OF_DECISION[route.decision],
    // Not `at`: a clock that jumps back must not hold back what has already arrived.
    notBefore: 0,
    createdAt: at,
  };
  tx.tables.intake.insert(row);
  tx.audit(
    at,
    {
      action: 'message.accept',
      principalId,
      ...(session && { sessionKey: session.key }),
      resourceType: 'message',
      resourceId: message.id,
      result: route.decision === 'drop' ? 'denied' : 'allowed',
      reason: route.reason,
      metadata: { agentId: route.agentId, decision: route.decision },
    },
    tenantId,
  );
  const claimed =
    session && route.decision === 'engage'
      ? claimLane(tx, new SessionDraft(tx, session, at), at, command.claim)
      : undefined;
  if (!claimed)
    return {
      intake: intakeOf(row),
      session: session ? sessionOf(session) : null,
      sessionIsNew,
      claimed: null,
    };
  const takenUp = claimed.inputs.some((input) => input.intakeId === row.id);
  return {
    intake: intakeOf(takenUp ? { ...row, runId: claimed.run.id } : row),
    session: claimed.session,
    sessionIsNew,
    claimed,
  };
}

/** Only what a run answers or will see needs a session; a stranger's message must not make one. */
function needsSession({ decision }: Route): boolean {
  return decision === 'engage' || decision === 'accumulate';
}

function openSession(
  tx: Transaction,
  { agentId, sessionKey: key }: Route,
  { at, tenantId, principalId }: AcceptMessage,
): SessionRow {
  return insertSession(tx, { tenantId, principalId, agentId, key }, {}, at);
}

function insertReplyDestination(tx: Transaction, message: MessageRow, route: Route): DestinationId {
  const id = tx.ids.next<DestinationId>();
  const { tenantId, principalId, accountId, conversationId, platformMessageId, receivedAt } =
    message;
  tx.tables.destination.insert({
    id,
    tenantId,
    principalId,
    kind: 'reply',
    accountId,
    conversationId,
    agentId: route.agentId,
    replyTo: platformMessageId,
    createdAt: receivedAt,
  });
  return id;
}
