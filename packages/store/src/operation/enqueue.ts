import {
  type AcceptedIntake,
  type AcceptMessage,
  DEBOUNCE_MS,
  type DestinationId,
  type Disposition,
  type Instant,
  type QueueMode,
  type Route,
  type RouteDecision,
} from '@coderclaw/core';
import { intakeOf, sessionOf } from '../transaction/records.ts';
import type { IntakeRow, MessageRow, SessionRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { openSession } from './open-session.ts';
import { offerPairing, pairingOf, sendOffer } from './pairing.ts';
import { takeLane } from './take-lane.ts';

/** What a routing decision settles at once; the others wait for a run, the gateway or a person. */
const DISPOSITION_OF_DECISION = {
  engage: null,
  accumulate: 'context',
  pair: null,
  ask: null,
  drop: 'refused',
} as const satisfies Record<RouteDecision, Disposition | null>;

/** What is answered together. What steers is taken up at the next boundary, and what follows up comes alone anyway. */
const DEBOUNCED: readonly QueueMode[] = ['collect'];

type Decided = Pick<IntakeRow, 'decision' | 'reason' | 'disposition'>;

/** One message for one agent: its intake, and what the routing decision asks for. */
export function enqueue(
  tx: Transaction,
  message: MessageRow,
  route: Route,
  command: AcceptMessage,
): AcceptedIntake {
  const offer = offerOf(tx, message, route, command.at);
  const decided = decidedOf(route, offer?.kind === 'refused' ? offer.reason : null);
  const opened = needsSession(decided) ? openSession(tx, route, command) : undefined;
  const row = newIntake(tx, message, route, decided, opened?.session, command);
  tx.tables.intake.insert(row);
  noteAccept(tx, message, row, opened?.session, command.at);
  const begun = offer?.kind === 'kept' && offer.isNew ? offer : undefined;
  if (begun) sendOffer(tx, row, begun.notice, command.at);
  if (opened && decided.decision === 'engage') return takeLane(tx, row, opened, command);
  return {
    intake: intakeOf(row),
    session: opened ? sessionOf(opened.session) : null,
    sessionIsNew: opened?.isNew ?? false,
    claimed: null,
    ...(begun && { pairing: pairingOf(tx.tables, begun.pairing) }),
  };
}

function offerOf(tx: Transaction, message: MessageRow, route: Route, at: Instant) {
  const { decision, pairing } = route;
  if (decision !== 'pair' || !pairing) return undefined;
  return { ...offerPairing(tx, message, { ...route, pairing }, at), notice: pairing.notice };
}

function decidedOf({ decision, reason }: Route, turnedAway: string | null): Decided {
  if (turnedAway !== null)
    return { decision: 'drop', reason: turnedAway, disposition: DISPOSITION_OF_DECISION.drop };
  return { decision, reason, disposition: DISPOSITION_OF_DECISION[decision] };
}

/** Only what a run answers or will see needs a session; a stranger's message must not make one. */
function needsSession({ decision }: Decided): boolean {
  return decision === 'engage' || decision === 'accumulate';
}

function newIntake(
  tx: Transaction,
  message: MessageRow,
  route: Route,
  decided: Decided,
  session: SessionRow | undefined,
  { at, tenantId, principalId }: AcceptMessage,
): IntakeRow {
  const { agentId, queueMode, options } = route;
  const waits = session !== undefined && session.activeRunId !== null;
  return {
    id: tx.ids.next(),
    tenantId,
    principalId,
    messageId: message.id,
    agentId,
    sessionId: session?.id ?? null,
    runId: null,
    destinationId:
      decided.decision === 'drop' ? null : insertReplyDestination(tx, message, agentId),
    ...decided,
    queueMode,
    sequence: tx.nextSequence(),
    alias: route.alias ?? null,
    options,
    command: route.command ?? null,
    // Otherwise not `at`: a clock that jumps back must not hold back what has already arrived.
    notBefore: waits && DEBOUNCED.includes(queueMode) ? at + DEBOUNCE_MS : 0,
    createdAt: at,
    shown: 0,
  };
}

function noteAccept(
  tx: Transaction,
  message: MessageRow,
  row: IntakeRow,
  session: SessionRow | undefined,
  at: Instant,
): void {
  const { principalId, agentId, decision, reason, tenantId } = row;
  tx.audit(
    at,
    {
      action: 'message.accept',
      principalId,
      ...(session && { sessionKey: session.key }),
      resourceType: 'message',
      resourceId: message.id,
      result: decision === 'drop' ? 'denied' : 'allowed',
      reason,
      metadata: { agentId, decision },
    },
    tenantId,
  );
}

function insertReplyDestination(
  tx: Transaction,
  message: MessageRow,
  agentId: string,
): DestinationId {
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
    agentId,
    replyTo: platformMessageId,
    createdAt: receivedAt,
  });
  return id;
}
