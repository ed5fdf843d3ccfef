import {
  type AcceptedIntake,
  type ApproveResult,
  commandOfOwner,
  DEFAULT_TENANT,
  DENIAL_MS,
  decideTransition,
  type Instant,
  MAX_KEPT_MESSAGES,
  MAX_PENDING_PAIRINGS,
  MAX_WRONG_CODES,
  NOTABLE_REFUSALS,
  type NotableRefusal,
  OWNER,
  PAIRING_TRANSITIONS,
  type PairingOffer,
  type PairingRecord,
  type PairingState,
  type PeopleStore,
  type Person,
  type PrincipalId,
  principalOfIdentity,
  type RefusalCount,
  StoreError,
  SYSTEM,
  WRONG_CODE_WINDOW_MS,
} from '@coderclaw/core';
import { accountOf, demand } from '../transaction/records.ts';
import type { IntakeRow, MessageRow, PairingRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { forgetAttachments } from './attachment.ts';
import { insertDelivery } from './delivery.ts';
import { openPrincipal, openSession } from './open-session.ts';
import { linkOwner, passTo, unlinkOwner } from './owner-rights.ts';
import { takeLane } from './take-lane.ts';

/** Refusals of one reason that are looked through for their senders. */
const MAX_REFUSALS = 2_000;

/** See `PeopleStore.findPerson`. */
export function findPerson(
  tables: Tables,
  { channel, account, identity }: Parameters<PeopleStore['findPerson']>[0],
): Person {
  const linked = tables.identity.find(channel, identity);
  const row = tables.account.byName(channel, account);
  const newest = row && tables.pairing.newestOf(row.id, identity);
  return {
    principalId: linked?.principalId ?? principalOfIdentity(channel, identity),
    pairing: newest ? { state: newest.state, decidedAt: newest.decidedAt } : null,
  };
}

export function listPairings(
  tables: Tables,
  { at, state, limit }: Parameters<PeopleStore['listPairings']>[0],
): readonly PairingRecord[] {
  return tables.pairing
    .list(state ?? null, limit)
    .map((row) => pairingOf(tables, row))
    .map((record) => {
      const overdue = record.state === 'pending' && record.expiresAt <= at;
      return overdue ? { ...record, state: 'expired' as const } : record;
    })
    .filter((record) => state === undefined || record.state === state);
}

/** See `PeopleStore.countRefusals`. */
export function countRefusals(
  tables: Tables,
  { since }: Parameters<PeopleStore['countRefusals']>[0],
): readonly RefusalCount[] {
  const kinds = Object.entries(NOTABLE_REFUSALS) as [NotableRefusal, readonly string[]][];
  return kinds.flatMap(([kind, reasons]) =>
    tables.intake
      .countRefused(reasons, since, MAX_REFUSALS)
      .map(({ accountId, senders }) => {
        const { channel, account } = accountOf(tables, { accountId });
        return { channel, account, kind, senders };
      })
      .toSorted((a, b) => (a.account < b.account ? -1 : 1)),
  );
}

/** What became of a stranger's message: `kept`, or turned away with the reason. */
export type Offered =
  | { readonly kind: 'kept'; readonly pairing: PairingRow; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Keeps a stranger's message. The first one begins a request and is answered with its code; each account
 * has few requests at once, and each of them keeps few messages.
 */
export function offerPairing(
  tx: Transaction,
  message: MessageRow,
  route: { readonly agentId: string; readonly sessionKey: string; readonly pairing: PairingOffer },
  at: Instant,
): Offered {
  expirePairings(tx, { at });
  const { accountId, identity, conversationId } = message;
  const waiting = tx.tables.pairing.pendingOf(accountId);
  const own = waiting.find((pairing) => pairing.identity === identity);
  if (own) {
    // Where somebody makes topics at will, each would hold as many again, and nobody would read them.
    if (own.conversationId !== conversationId)
      return { kind: 'refused', reason: 'pairing:elsewhere' };
    const kept = tx.tables.intake.keptOf(conversationId, identity).length;
    if (kept >= MAX_KEPT_MESSAGES) return { kind: 'refused', reason: 'pairing:enough-kept' };
    return { kind: 'kept', pairing: own, isNew: false };
  }
  demandUndecided(tx, message, at);
  if (waiting.length >= MAX_PENDING_PAIRINGS) return { kind: 'refused', reason: 'pairing:full' };
  const pairing: PairingRow = {
    id: tx.ids.next(),
    tenantId: message.tenantId,
    accountId,
    conversationId,
    identity,
    displayName: message.displayName,
    agentId: route.agentId as PairingRow['agentId'],
    sessionKey: route.sessionKey,
    codeHash: route.pairing.codeHash,
    state: 'pending',
    asOwner: 0,
    decidedBy: null,
    decidedAt: null,
    createdAt: at,
    expiresAt: route.pairing.expiresAt,
  };
  tx.tables.pairing.insert(pairing);
  note(tx, pairing, 'pairing.offer', { at, principalId: message.principalId });
  return { kind: 'kept', pairing, isNew: true };
}

/** Somebody may have decided since the message was routed: routed again, it meets what was decided. */
function demandUndecided(
  { tables }: Transaction,
  { accountId, identity }: MessageRow,
  at: Instant,
) {
  const newest = tables.pairing.newestOf(accountId, identity);
  if (!newest) return;
  const { state, decidedAt } = newest;
  if (state === 'approved' || (state === 'denied' && at - (decidedAt ?? 0) < DENIAL_MS))
    throw new StoreError('STORE_CONFLICT', 'this person was decided about meanwhile; try again');
}

/** Tells a stranger their code. */
export function sendOffer(
  tx: Transaction,
  intake: Pick<IntakeRow, 'destinationId' | 'principalId' | 'tenantId'>,
  notice: readonly string[],
  at: Instant,
): void {
  const destinationId = demand(intake.destinationId ?? undefined, 'destination of the intake');
  const { tenantId, principalId } = intake;
  const run = { tenantId, principalId, sessionId: null, destinationId, id: null };
  const parts = notice.map((text) => ({ kind: 'text', text }) as const);
  insertDelivery(tx, { run, at, kind: 'pairing', parts, entryId: null, state: 'pending' });
}

/** See `PeopleStore.approvePairing`. */
export function approvePairing(
  tx: Transaction,
  command: Parameters<PeopleStore['approvePairing']>[0],
): ApproveResult {
  const { at, codeHash, principalId } = command;
  expirePairings(tx, { at });
  const wrong = tx.tables.wrongCode.since(principalId, at - WRONG_CODE_WINDOW_MS);
  if (wrong.length >= MAX_WRONG_CODES)
    return { kind: 'refused', reason: 'locked', retryAt: wrong[0]!.at + WRONG_CODE_WINDOW_MS };
  const [found] = tx.tables.pairing.byCode(codeHash);
  if (found?.state !== 'pending') {
    tx.tables.wrongCode.deleteBefore(at - WRONG_CODE_WINDOW_MS);
    openPrincipal(tx, { at, principalId, tenantId: DEFAULT_TENANT });
    tx.tables.wrongCode.insert({ id: tx.ids.next(), principalId, at });
    const reason = !found ? 'unknown' : found.state === 'expired' ? 'expired' : 'decided';
    noteWrong(tx, command, reason);
    return { kind: 'refused', reason };
  }
  const pairing = movePairing(tx, found, 'approved', {
    asOwner: command.asOwner ? 1 : 0,
    decidedBy: principalId,
    decidedAt: at,
  });
  note(tx, pairing, 'pairing.approve', command);
  const person = linkPerson(tx, pairing, at);
  const intakes = tx.tables.intake
    .keptOf(pairing.conversationId, pairing.identity)
    .map((kept) => admit(tx, kept, pairing, person, command));
  return { kind: 'approved', pairing: pairingOf(tx.tables, pairing), intakes };
}

/** A message that was kept is engaged as if it had come now. */
function admit(
  tx: Transaction,
  kept: IntakeRow,
  pairing: PairingRow,
  person: PrincipalId,
  { at, claim }: Parameters<PeopleStore['approvePairing']>[0],
): AcceptedIntake {
  passTo(tx, kept, person);
  const { sessionKey } = pairing;
  const route = { agentId: kept.agentId, sessionKey, sessionPrincipalId: person };
  const { tenantId } = kept;
  const opened = openSession(tx, route, { at, tenantId, principalId: person });
  const row = tx.tables.intake.update(kept, {
    decision: 'engage',
    reason: 'pairing:approved',
    principalId: person,
    sessionId: opened.session.id,
    ...(kept.command && person === OWNER && { command: commandOfOwner(kept.command) }),
  });
  // One that was claimed with another of them is not claimed again; a session's row changes as it goes.
  const session = demand(tx.tables.session.find(opened.session.id), 'session of the pairing');
  return takeLane(tx, row, { session, isNew: opened.isNew }, { at, claim });
}

/** The principal that the person is from now on. */
function linkPerson(tx: Transaction, pairing: PairingRow, at: Instant): PrincipalId {
  const { channel } = accountOf(tx.tables, pairing);
  const { identity, tenantId } = pairing;
  const own = principalOfIdentity(channel, identity);
  const linked = tx.tables.identity.find(channel, identity);
  if (!pairing.asOwner) return linked?.principalId ?? own;
  openPrincipal(tx, { at, principalId: OWNER, tenantId });
  if (!linked) linkOwner(tx, pairing, at);
  return OWNER;
}

export function denyPairing(
  tx: Transaction,
  command: Parameters<PeopleStore['denyPairing']>[0],
): PairingRecord {
  const { at, principalId } = command;
  const pairing = demandPairing(tx, command.pairingId);
  const denied = movePairing(tx, pairing, 'denied', { decidedBy: principalId, decidedAt: at });
  turnAway(tx, denied);
  note(tx, denied, 'pairing.deny', command);
  return pairingOf(tx.tables, denied);
}

export function revokePairing(
  tx: Transaction,
  command: Parameters<PeopleStore['revokePairing']>[0],
): PairingRecord {
  const { at, principalId } = command;
  const pairing = demandPairing(tx, command.pairingId);
  const revoked = movePairing(tx, pairing, 'revoked', { decidedBy: principalId, decidedAt: at });
  unlinkOwner(tx, revoked, at);
  note(tx, revoked, 'pairing.revoke', command);
  return pairingOf(tx.tables, revoked);
}

export function expirePairings(
  tx: Transaction,
  { at }: { readonly at: Instant },
): readonly PairingRecord[] {
  return tx.tables.pairing.overdue(at).map((pairing) => {
    const expired = movePairing(tx, pairing, 'expired', { decidedAt: at });
    turnAway(tx, expired);
    note(tx, expired, 'pairing.expire', { at, principalId: SYSTEM });
    return pairingOf(tx.tables, expired);
  });
}

/** What was kept of a stranger who is not let in is refused, and forgotten. */
function turnAway(tx: Transaction, { conversationId, identity }: PairingRow): void {
  for (const kept of tx.tables.intake.keptOf(conversationId, identity)) {
    tx.tables.intake.update(kept, { disposition: 'refused' });
    const message = tx.tables.message.find(kept.messageId);
    if (!message) continue;
    tx.tables.message.update(message, { content: null });
    forgetAttachments(tx, message);
  }
}

function demandPairing(tx: Transaction, id: string): PairingRow {
  return demand(tx.tables.pairing.find(id), `pairing ${id}`);
}

/** The one writer of a pairing's state. */
function movePairing(
  tx: Transaction,
  pairing: PairingRow,
  to: PairingState,
  changes: Partial<PairingRow>,
): PairingRow {
  if (!decideTransition(PAIRING_TRANSITIONS, pairing.state, to).allowed)
    throw new StoreError('STORE_ILLEGAL_TRANSITION', `pairing ${pairing.id} is ${pairing.state}`);
  return tx.tables.pairing.update(pairing, { ...changes, state: to });
}

export function pairingOf(tables: Tables, row: PairingRow): PairingRecord {
  const { tenantId: _t, sessionKey: _s, codeHash: _c, asOwner, ...record } = row;
  const { channel, account } = accountOf(tables, row);
  return { ...record, channel, account, asOwner: asOwner === 1 };
}

type By = { readonly at: Instant; readonly principalId: PrincipalId };

function note(
  tx: Transaction,
  pairing: PairingRow,
  action: `pairing.${'offer' | 'approve' | 'deny' | 'expire' | 'revoke'}`,
  { at, principalId }: By,
): void {
  const { channel, account } = accountOf(tx.tables, pairing);
  const { identity, asOwner } = pairing;
  tx.audit(
    at,
    {
      action,
      principalId,
      resourceType: 'pairing',
      resourceId: pairing.id,
      result: action === 'pairing.approve' ? 'allowed' : 'denied',
      metadata: { channel, account, identity, asOwner: asOwner === 1 },
    },
    pairing.tenantId,
  );
}

function noteWrong(tx: Transaction, { at, principalId }: By, reason: string): void {
  tx.audit(at, {
    action: 'pairing.approve',
    principalId,
    resourceType: 'pairing',
    resourceId: 'code',
    result: 'denied',
    reason: `code ${reason}`,
  });
}
