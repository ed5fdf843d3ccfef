import {
  type Instant,
  OWNER,
  type PrincipalId,
  principalOfIdentity,
  type SessionId,
} from '@coderclaw/core';
import { accountOf, demand } from '../transaction/records.ts';
import type { IntakeRow, MessageRow, PairingRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { passAttachments } from './attachment.ts';
import { openPrincipal } from './open-session.ts';

/** Sessions that one person has in direct conversations: with each agent, on each account. */
const MAX_SESSIONS = 1_000;
/** Messages that wait in one of them. */
const MAX_WAITING = 1_000;

/** On every account of the channel, for as long as the approval stands. */
export function linkOwner(tx: Transaction, pairing: PairingRow, at: Instant): void {
  const { id: pairingId, identity: platformUserId, tenantId } = pairing;
  const { channel } = accountOf(tx.tables, pairing);
  const link = { channel, platformUserId, tenantId, principalId: OWNER, pairingId };
  tx.tables.identity.insert({ ...link, createdAt: at });
}

/** What an approval gave goes with it; an owner by another one, on another account, is that still. */
export function unlinkOwner(tx: Transaction, pairing: PairingRow, at: Instant): void {
  const { tables } = tx;
  const { channel } = accountOf(tables, pairing);
  if (tables.identity.find(channel, pairing.identity)?.pairingId !== pairing.id) return;
  tables.identity.deleteOf(pairing.id);
  const [other] = tables.pairing
    .ownersOf(pairing.identity)
    .filter((one) => accountOf(tables, one).channel === channel);
  if (other) linkOwner(tx, other, at);
  else handBackSessions(tx, pairing, channel, at);
}

/** What waits in a direct conversation of theirs has the owner's rights no more. */
function handBackSessions(
  tx: Transaction,
  { identity, tenantId }: PairingRow,
  channel: string,
  at: Instant,
): void {
  const principalId = principalOfIdentity(channel, identity);
  openPrincipal(tx, { at, principalId, tenantId });
  const place = `:direct:${encodeURIComponent(identity.toWellFormed())}`;
  const search = place.toLowerCase();
  const { rows } = tx.tables.session.list({ search, limit: MAX_SESSIONS, offset: 0 });
  for (const row of rows) {
    const isTheirs = row.key.split(':')[2] === channel && row.key.endsWith(place);
    if (!isTheirs || row.principalId !== OWNER) continue;
    tx.tables.session.update(row, { principalId });
    handBackWaiting(tx, row.id, principalId, identity);
  }
}

/** It joins no run that began with the owner's rights, and is not the owner's own word any more. */
function handBackWaiting(
  tx: Transaction,
  sessionId: SessionId,
  principalId: PrincipalId,
  identity: string,
): void {
  const { intake, message } = tx.tables;
  for (const { id } of intake.waiting(sessionId, Number.MAX_SAFE_INTEGER, MAX_WAITING)) {
    const row = demand(intake.find(id), `intake ${id}`);
    if (row.principalId !== OWNER) continue;
    const said = message.find(row.messageId);
    if (said?.identity !== identity) continue;
    const passed = passTo(tx, row, principalId);
    const label = `from:${principalId}`;
    const labels = passed.labels.includes(label) ? passed.labels : [...passed.labels, label];
    message.update(passed, { labels });
    intake.update(row, { principalId });
  }
}

/** What came with a message is that principal's from now on. */
export function passTo(
  tx: Transaction,
  { messageId, destinationId }: IntakeRow,
  principalId: PrincipalId,
): MessageRow {
  const message = demand(tx.tables.message.find(messageId), `message ${messageId}`);
  const destination = destinationId && tx.tables.destination.find(destinationId);
  if (destination && destination.principalId !== principalId)
    tx.tables.destination.update(destination, { principalId });
  if (principalId === message.principalId) return message;
  const passed = tx.tables.message.update(message, { principalId });
  passAttachments(tx, passed);
  return passed;
}
