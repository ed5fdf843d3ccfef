import type {
  AccountRef,
  ConversationId,
  ConversationRecord,
  ConversationRef,
  Instant,
  PeopleStore,
  TenantId,
} from '@coderclaw/core';
import { demand } from '../transaction/records.ts';
import type { AccountRow, ConversationRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { searchTextOf } from './session-draft.ts';

/** Sessions of one place, of all agents together. */
const MAX_SESSIONS = 1_000;
/** Deliveries of a joined place that failed or may not have arrived. */
const MAX_TROUBLED = 1_000;
/** Behind the address of a place that was joined to another. */
const JOINED = ' (moved)';
/** How exactly it is known when a place was last heard of. */
const SEEN_STEP_MS = 60_000;

type Fields = { readonly at: Instant; readonly tenantId: TenantId };

export function openAccount(
  tx: Transaction,
  { channel, account }: AccountRef,
  tenantId: TenantId,
): AccountRow {
  const known = tx.tables.account.byName(channel, account);
  if (known) return known;
  const row: AccountRow = { id: tx.ids.next(), tenantId, channel, account };
  tx.tables.account.insert(row);
  return row;
}

/** `isNews`: it, or what it lies in, is no direct conversation and is new or has another title. */
export type OpenedPlace = { readonly id: ConversationId; readonly isNews: boolean };

/** The row of a place, made when it is new; a former address leads to the place as it is now. */
export function openConversation(
  tx: Transaction,
  account: AccountRow,
  ref: ConversationRef,
  fields: Fields,
): OpenedPlace {
  const known = findConversation(tx.tables, account, ref.address);
  if (known) {
    const isRenamed = noteSeen(tx, known, ref, fields.at);
    return { id: known.id, isNews: isRenamed && isListed(ref) };
  }
  const parent = ref.parent ? openConversation(tx, account, ref.parent, fields) : null;
  const id = tx.ids.next<ConversationId>();
  const { address, kind, title = null } = ref;
  const { at, tenantId } = fields;
  tx.tables.conversation.insert({
    id,
    tenantId,
    accountId: account.id,
    address,
    kind,
    title,
    parentId: parent?.id ?? null,
    createdAt: at,
    formerAddress: null,
    seenAt: at,
  });
  return { id, isNews: parent?.isNews ?? isListed(ref) };
}

/** Places stand in lists by themselves: their threads do not, and people are no places. */
function isListed({ kind, parent }: ConversationRef): boolean {
  return kind !== 'direct' && parent === undefined;
}

/** True where it has another title. */
function noteSeen(
  tx: Transaction,
  row: ConversationRow,
  ref: ConversationRef,
  at: Instant,
): boolean {
  const renamed = ref.title !== undefined && ref.title !== row.title;
  if (!renamed && (row.kind === 'direct' || at - row.seenAt < SEEN_STEP_MS)) return false;
  tx.tables.conversation.update(row, {
    seenAt: Math.max(at, row.seenAt),
    ...(renamed && { title: ref.title }),
  });
  return renamed;
}

export function findConversation(
  tables: Tables,
  account: AccountRow,
  address: string,
): ConversationRow | undefined {
  return (
    tables.conversation.byAddress(account.id, address) ??
    tables.conversation.byFormerAddress(account.id, address)[0]
  );
}

/** The place through which a place is reached: another one where it was joined to that. */
export function reachedThrough(tables: Tables, conversationId: ConversationId): ConversationId {
  const row = demand(tables.conversation.find(conversationId), `conversation ${conversationId}`);
  if (!row.address.endsWith(JOINED)) return conversationId;
  const from = row.address.slice(0, -JOINED.length);
  return tables.conversation.byFormerAddress(row.accountId, from)[0]?.id ?? conversationId;
}

export function conversationOf(tables: Tables, row: ConversationRow): ConversationRecord {
  const { id, accountId, address, formerAddress, kind, title, parentId, seenAt } = row;
  const { channel, account } = demand(tables.account.find(accountId), `account ${accountId}`);
  return {
    id,
    accountId,
    channel,
    account,
    address,
    formerAddress,
    kind,
    title,
    parentId,
    seenAt,
  };
}

export function listPlaces(
  tables: Tables,
  { limit }: Parameters<PeopleStore['listPlaces']>[0],
): readonly ConversationRecord[] {
  return tables.conversation.places(limit).map((row) => conversationOf(tables, row));
}

/** See `PeopleStore.moveConversation`. */
export function moveConversation(
  tx: Transaction,
  command: Parameters<PeopleStore['moveConversation']>[0],
): void {
  const { at, tenantId, from, to } = command;
  const account = openAccount(tx, command, tenantId);
  const old = tx.tables.conversation.byAddress(account.id, from);
  const target = tx.tables.conversation.byAddress(account.id, to);
  if (target?.formerAddress === from || from === to) return;
  if (target) join(tx, old, target, from);
  else if (old) tx.tables.conversation.update(old, { address: to, formerAddress: from });
  else {
    const { id } = openConversation(tx, account, { address: to, kind: 'group' }, { at, tenantId });
    const made = demand(tx.tables.conversation.find(id), `conversation ${id}`);
    tx.tables.conversation.update(made, { formerAddress: from });
  }
  const sessions = renameSessions(tx, command.channel, from, to);
  tx.audit(
    at,
    {
      action: 'conversation.move',
      principalId: 'system' as never,
      resourceType: 'conversation',
      resourceId: target?.id ?? old?.id ?? to,
      result: 'allowed',
      reason: 'the platform gave it another address',
      metadata: { channel: command.channel, account: command.account, from, to, sessions },
    },
    tenantId,
  );
}

/** Both places were heard of already: what is still to be sent, and who answers, go on in the new one. */
function join(
  tx: Transaction,
  old: ConversationRow | undefined,
  target: ConversationRow,
  from: string,
): void {
  tx.tables.conversation.update(target, { formerAddress: from });
  if (!old) return;
  // Its address is free for nobody else: events of it are led to the new place.
  tx.tables.conversation.update(old, { address: `${from}${JOINED}` });
  const conversationId = target.id;
  for (;;) {
    const part = tx.tables.part.firstOpen(old.id);
    if (!part) break;
    tx.tables.part.update(part, { conversationId });
    const delivery = tx.tables.delivery.find(part.deliveryId);
    if (delivery && delivery.conversationId !== conversationId)
      tx.tables.delivery.update(delivery, { conversationId });
  }
  // What a person may send again goes there as well.
  for (const state of ['failed', 'unknown'] as const) {
    const query = { state, conversationId: old.id, limit: MAX_TROUBLED };
    for (const delivery of tx.tables.delivery.list(query)) {
      tx.tables.delivery.update(delivery, { conversationId });
      for (const part of tx.tables.part.byDelivery(delivery.id))
        tx.tables.part.update(part, { conversationId });
    }
  }
  const wired = tx.tables.wiring.ofConversation(conversationId).map(({ agentId }) => agentId);
  for (const wiring of tx.tables.wiring.ofConversation(old.id)) {
    if (!wired.includes(wiring.agentId)) tx.tables.wiring.update(wiring, { conversationId });
  }
}

/** A session keeps its memory under the key of the new address, unless that one has begun already. */
function renameSessions(tx: Transaction, channel: string, from: string, to: string): number {
  const place = (address: string) => `:${channel}:group:${encodeURIComponent(address)}`;
  const { rows } = tx.tables.session.list({
    search: place(from).toLowerCase(),
    limit: MAX_SESSIONS,
    offset: 0,
  });
  let renamed = 0;
  for (const row of rows) {
    if (!row.key.endsWith(place(from))) continue;
    const key = row.key.slice(0, -place(from).length) + place(to);
    if (tx.tables.session.byKey(key)) continue;
    tx.tables.session.update(row, {
      key,
      search: searchTextOf(key, row.settings.label, row.title),
    });
    renamed += 1;
  }
  return renamed;
}
