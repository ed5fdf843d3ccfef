import type { AcceptedIntake, AcceptMessage, AcceptResult, ConversationId } from '@coderclaw/core';
import type { AccountRow, MessageRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { joinTo } from './album.ts';
import { forgetAttachments, insertAttachments } from './attachment.ts';
import { openAccount, openConversation } from './conversation.ts';
import { duplicateOf } from './duplicate.ts';
import { enqueue } from './enqueue.ts';
import { followUp } from './follow-up.ts';
import { openPrincipal } from './open-session.ts';

/** T1: see `RunStore.acceptMessage`. */
export function acceptMessage(tx: Transaction, command: AcceptMessage): AcceptResult {
  const { tables } = tx;
  const account = openAccount(tx, command.event, command.tenantId);
  const known = tables.message.byEventKey(account.id, command.event.eventKey);
  if (known) {
    // The first piece of an album has the key of its message: what is known of that is no longer waited for.
    if (command.pieces) joinTo(tx, known, command.pieces.slice(0, 1));
    return duplicateOf(tables, known);
  }
  openPrincipal(tx, command);
  const place = openConversation(tx, account, command.event.conversation, command);
  const conversationId = place.id;
  const message = withFiles(tx, insertMessage(tx, account, conversationId, command), command);
  const intakes = intakesOf(tx, message, command);
  if (command.pieces) joinTo(tx, message, command.pieces);
  return {
    kind: 'accepted',
    messageId: message.id,
    conversationId,
    accountId: account.id,
    placeIsNews: place.isNews,
    intakes,
  };
}

function intakesOf(
  tx: Transaction,
  message: MessageRow,
  command: AcceptMessage,
): readonly AcceptedIntake[] {
  const about = followUp(tx, message, command.routes);
  const intakes = about.map((route) => enqueue(tx, message, route, command));
  // What nobody will read is not kept: a group in which we are silent is not written down.
  if (message.content && intakes.every(({ intake }) => intake.disposition === 'refused')) {
    tx.tables.message.update(message, { content: null, displayName: null });
    forgetAttachments(tx, message);
  }
  return intakes;
}

function withFiles(tx: Transaction, message: MessageRow, { at, event }: AcceptMessage): MessageRow {
  if (!event.files || event.files.length === 0) return message;
  const blocks = insertAttachments(tx, message, event.files, at);
  const content = { ...event.content, blocks: [...event.content.blocks, ...blocks] };
  return tx.tables.message.update(message, { content });
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
