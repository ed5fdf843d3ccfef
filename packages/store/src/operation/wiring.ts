import type { PeopleStore, PlaceFacts, WiringRecord, WiringRule } from '@coderclaw/core';
import { demand } from '../transaction/records.ts';
import type { ConversationRow, WiringRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { conversationOf, findConversation } from './conversation.ts';

/** See `PeopleStore.findPlace`. */
export function findPlace(
  tables: Tables,
  query: Parameters<PeopleStore['findPlace']>[0],
): PlaceFacts {
  const account = tables.account.byName(query.channel, query.account);
  if (!account) return { address: query.address, wirings: [], formerAddresses: [] };
  const place = findConversation(tables, account, query.address);
  const parent =
    query.parentAddress === undefined
      ? undefined
      : findConversation(tables, account, query.parentAddress);
  const rows = [place, parent].filter((row): row is ConversationRow => row !== undefined);
  const wirings = rows
    .map((row) => tables.wiring.ofConversation(row.id))
    .find((some) => some.length > 0);
  return {
    address: place?.address ?? query.address,
    ...(parent && { parentAddress: parent.address }),
    wirings: (wirings ?? []).map(ruleOf),
    formerAddresses: rows.flatMap(({ formerAddress }) => formerAddress ?? []),
  };
}

export function listWirings(tables: Tables): Awaited<ReturnType<PeopleStore['listWirings']>> {
  return tables.wiring.all().map((row) => {
    const place = demand(
      tables.conversation.find(row.conversationId),
      `conversation ${row.conversationId}`,
    );
    return { ...wiringOf(row), place: conversationOf(tables, place) };
  });
}

export function saveWiring(
  tx: Transaction,
  command: Parameters<PeopleStore['saveWiring']>[0],
): WiringRecord {
  const { at, tenantId, principalId, conversationId, rule } = command;
  demand(tx.tables.conversation.find(conversationId), `conversation ${conversationId}`);
  const known = tx.tables.wiring
    .ofConversation(conversationId)
    .find(({ agentId }) => agentId === rule.agentId);
  const row: WiringRow = known
    ? tx.tables.wiring.update(known, { ...rule })
    : { id: tx.ids.next(), tenantId, conversationId, origin: 'table', createdAt: at, ...rule };
  if (!known) tx.tables.wiring.insert(row);
  noteWiring(tx, row, 'wiring.save', { at, principalId });
  return wiringOf(row);
}

export function removeWiring(
  tx: Transaction,
  { at, principalId, wiringId }: Parameters<PeopleStore['removeWiring']>[0],
): boolean {
  const row = tx.tables.wiring.find(wiringId);
  if (!row) return false;
  tx.tables.wiring.deleteOf(wiringId);
  noteWiring(tx, row, 'wiring.remove', { at, principalId });
  return true;
}

function noteWiring(
  tx: Transaction,
  row: WiringRow,
  action: 'wiring.save' | 'wiring.remove',
  { at, principalId }: Pick<Parameters<PeopleStore['removeWiring']>[0], 'at' | 'principalId'>,
): void {
  const { agentId, engage, senders, ignored, sessionMode, conversationId } = row;
  tx.audit(
    at,
    {
      action,
      principalId,
      resourceType: 'wiring',
      resourceId: row.id,
      result: 'allowed',
      metadata: { agentId, engage, senders, ignored, sessionMode, conversationId },
    },
    row.tenantId,
  );
}

function wiringOf({ tenantId: _t, origin: _o, createdAt: _c, ...record }: WiringRow): WiringRecord {
  return record;
}

function ruleOf({
  agentId,
  engage,
  pattern,
  senders,
  ignored,
  sessionMode,
}: WiringRow): WiringRule {
  return { agentId, engage, pattern, senders, ignored, sessionMode };
}
