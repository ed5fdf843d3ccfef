import {
  type ConversationId,
  decideTransition,
  type EntryId,
  type Instant,
  type NewPart,
  PART_TRANSITIONS,
  type PartContent,
  type PartId,
  type PartState,
  type PartToSend,
  StoreError,
  stateOfDelivery,
} from '@coderclaw/core';
import { deliveryHeadOf, demand, partOf } from '../transaction/records.ts';
import type { DeliveryRow, PartRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';

type Place = {
  readonly index: number;
  readonly entryId: EntryId | null;
  readonly at: Instant;
  readonly state: 'pending' | 'sending' | 'delivered';
  /** Makes an edit of it: the part whose message it changes. */
  readonly target?: PartRow;
};

export function insertPart(
  tx: Transaction,
  delivery: Pick<DeliveryRow, 'id' | 'conversationId' | 'runId'>,
  part: NewPart,
  { index, entryId, at, state, target }: Place,
): PartRow {
  const id = tx.ids.next<PartId>();
  const reactsTo = part.kind === 'reaction' ? nameOfInput(tx.tables, delivery, part.inputId) : null;
  const kind = part.kind === 'reaction' && reactsTo === null ? 'text' : part.kind;
  const row: PartRow = {
    id,
    deliveryId: delivery.id,
    conversationId: delivery.conversationId,
    sequence: tx.nextSequence(),
    index,
    kind: target ? 'edit' : kind,
    state,
    text: part.text,
    targetId: target?.id ?? null,
    reactsTo,
    file: part.kind === 'file' ? part.file : null,
    buttons: part.kind === 'text' ? (part.buttons ?? null) : null,
    entryId,
    idempotencyKey: id,
    attempt: state === 'sending' ? 1 : 0,
    nextAttemptAt: at,
    platformMessageId: null,
    error: null,
  };
  tx.tables.part.insert(row);
  return row;
}

/** The platform's name of the message that stands in the journal as that input of the run. */
function nameOfInput(
  tables: Tables,
  { runId }: Pick<DeliveryRow, 'runId'>,
  inputId: EntryId,
): string | null {
  const inputs = runId === null ? [] : tables.runInput.byRun(runId);
  const input = inputs.find(({ entryId }) => entryId === inputId);
  const intake = input && tables.intake.find(input.intakeId);
  return (intake && tables.message.find(intake.messageId)?.platformMessageId) ?? null;
}

/** T4, first half: see `DeliveryStore.startPart`. */
export function startPart(
  tx: Transaction,
  { at, conversationId }: { readonly at: Instant; readonly conversationId: ConversationId },
): PartToSend | undefined {
  const part = tx.tables.part.firstOpen(conversationId);
  if (!part) return undefined;
  // One that is being sent, or waits for its next try, holds those behind it. The first try waits for
  // nothing: where its instant lies ahead, the clock was set back.
  if (part.state === 'sending' || (part.attempt > 0 && part.nextAttemptAt > at)) return undefined;
  replaceTarget(tx, part);
  return toSend(tx.tables, movePart(tx, part, 'sending', { attempt: part.attempt + 1 }));
}

/** See `DeliveryStore.findPending`. */
export function findPending(
  tables: Tables,
  conversationId: ConversationId,
): { readonly dueAt: Instant; readonly attempt: number } | undefined {
  const part = tables.part.firstOpen(conversationId);
  if (part?.state !== 'pending') return undefined;
  return { dueAt: part.nextAttemptAt, attempt: part.attempt };
}

/** A preview of which nobody knows whether it arrived is made good by the text that was to replace it. */
function replaceTarget(tx: Transaction, part: PartRow): void {
  const target = part.targetId === null ? undefined : tx.tables.part.find(part.targetId);
  if (target?.state === 'unknown' || target?.state === 'failed')
    movePart(tx, target, 'dropped', { error: 'replaced by the answer' });
}

export function toSend(tables: Tables, part: PartRow): PartToSend {
  const delivery = demand(tables.delivery.find(part.deliveryId), `delivery ${part.deliveryId}`);
  const { kind } = demand(
    tables.conversation.find(part.conversationId),
    `conversation ${part.conversationId}`,
  );
  const answered = part.index === 0 && kind !== 'direct' && delivery.kind !== 'notice';
  const destination = answered ? tables.destination.find(delivery.destinationId) : undefined;
  return {
    part: partOf(part),
    delivery: deliveryHeadOf(tables, delivery),
    destinationId: delivery.destinationId,
    conversationKind: kind,
    content: contentOf(tables, part),
    replyTo: destination?.replyTo ?? null,
  };
}

function contentOf(tables: Tables, part: PartRow): PartContent {
  const { text, file, buttons, targetId, reactsTo } = part;
  if (file) return { kind: 'file', file, ...(text !== '' && { caption: text }) };
  if (reactsTo !== null) return { kind: 'reaction', text, platformMessageId: reactsTo };
  const target = targetId === null ? undefined : tables.part.find(targetId);
  const platformMessageId = target?.platformMessageId ?? null;
  const said = { text, ...(buttons && { buttons }) };
  return platformMessageId === null
    ? { kind: 'text', ...said }
    : { kind: 'edit', ...said, platformMessageId };
}

/** The one writer of a part's state; the delivery's state follows. */
export function movePart(
  tx: Transaction,
  part: PartRow,
  to: PartState,
  changes: Partial<PartRow>,
): PartRow {
  if (!decideTransition(PART_TRANSITIONS, part.state, to).allowed) {
    throw new StoreError(
      'STORE_ILLEGAL_TRANSITION',
      `part ${part.id} can not go from ${part.state} to ${to}`,
    );
  }
  const moved = tx.tables.part.update(part, { ...changes, state: to });
  const delivery = demand(tx.tables.delivery.find(part.deliveryId), `delivery ${part.deliveryId}`);
  const state = stateOfDelivery(tx.tables.part.byDelivery(delivery.id));
  if (state !== delivery.state) tx.tables.delivery.update(delivery, { state });
  return moved;
}
