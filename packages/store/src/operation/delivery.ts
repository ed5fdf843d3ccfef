import {
  type ConversationId,
  type DeliveryId,
  type DeliveryRecord,
  decideTransition,
  type EntryId,
  type Instant,
  PART_TRANSITIONS,
  type PartId,
  type PartState,
  type PartToSend,
  type PartVerdict,
  type PrincipalId,
  StoreError,
  stateOfDelivery,
} from '@coderclaw/core';
import { deliveryHeadOf, deliveryOf, demand, partOf } from '../transaction/records.ts';
import type { DeliveryRow, PartRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** Whose delivery it is. A run's row fits; so does the delivery that a notice is about. */
type Origin = Pick<DeliveryRow, 'tenantId' | 'principalId' | 'sessionId' | 'destinationId'>;

export type NewDelivery = {
  readonly run: Origin & { readonly id: DeliveryRow['runId'] };
  readonly at: Instant;
  readonly kind: DeliveryRow['kind'];
  readonly texts: readonly string[];
  readonly entryId: EntryId | null;
  readonly state: 'pending' | 'delivered';
};

/** One delivery with a part for each text. The destination is checked now, and again when it is sent. */
export function insertDelivery(
  tx: Transaction,
  { run, at, kind, texts, entryId, state }: NewDelivery,
): DeliveryRecord {
  const { tenantId, principalId, sessionId, destinationId } = run;
  const { accountId, conversationId } = demand(
    tx.tables.destination.find(destinationId),
    `destination ${destinationId}`,
  );
  const row: DeliveryRow = {
    id: tx.ids.next(),
    sequence: tx.nextSequence(),
    tenantId,
    principalId,
    sessionId,
    runId: run.id,
    destinationId,
    accountId,
    conversationId,
    kind,
    state,
    createdAt: at,
  };
  tx.tables.delivery.insert(row);
  const parts = texts.map((text, index): PartRow => {
    const id = tx.ids.next<PartId>();
    return {
      id,
      deliveryId: row.id,
      conversationId,
      sequence: tx.nextSequence(),
      index,
      state,
      text,
      entryId,
      idempotencyKey: id,
      attempt: 0,
      nextAttemptAt: at,
      platformMessageId: null,
      error: null,
    };
  });
  for (const part of parts) tx.tables.part.insert(part);
  return { ...deliveryHeadOf(tx.tables, row), parts: parts.map(partOf) };
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
  const sending = movePart(tx, part, 'sending', { attempt: part.attempt + 1 });
  return toSend(tx.tables, sending);
}

/** T4, second half: see `DeliveryStore.recordPart`. */
export function recordPart(
  tx: Transaction,
  command: {
    readonly at: Instant;
    readonly partId: PartId;
    readonly verdict: PartVerdict;
    readonly notice?: readonly string[];
  },
): DeliveryRecord {
  const { at, verdict, notice } = command;
  const part = demand(tx.tables.part.find(command.partId), `part ${command.partId}`);
  movePart(tx, part, verdict.state, changesOf(verdict, at));
  const delivery = demand(tx.tables.delivery.find(part.deliveryId), `delivery ${part.deliveryId}`);
  // A code that arrived is nobody's business any more.
  if (delivery.kind === 'pairing' && verdict.state === 'delivered')
    tx.tables.part.update(part, { text: '' });
  tx.audit(
    at,
    {
      action: 'delivery.outcome',
      principalId: delivery.principalId,
      resourceType: 'delivery',
      resourceId: delivery.id,
      result: verdict.state === 'delivered' ? 'allowed' : 'error',
      reason: verdict.state === 'delivered' ? 'delivered' : `${verdict.state}: ${verdict.error}`,
      metadata: { part: part.index, attempt: part.attempt },
    },
    delivery.tenantId,
  );
  if (notice && notice.length > 0) {
    insertDelivery(tx, {
      run: { ...delivery, id: delivery.runId },
      at,
      kind: 'notice',
      texts: notice,
      entryId: null,
      state: 'pending',
    });
  }
  return deliveryOf(tx.tables, delivery);
}

export function retryDelivery(
  tx: Transaction,
  command: {
    readonly at: Instant;
    readonly deliveryId: DeliveryId;
    readonly principalId: PrincipalId;
  },
): DeliveryRecord {
  const { at, principalId } = command;
  const delivery = demand(
    tx.tables.delivery.find(command.deliveryId),
    `delivery ${command.deliveryId}`,
  );
  const ended = tx.tables.part
    .byDelivery(delivery.id)
    .filter(({ state }) => state === 'failed' || state === 'unknown');
  if (ended.length === 0) {
    throw new StoreError(
      'STORE_ILLEGAL_TRANSITION',
      `delivery ${delivery.id} has no failed or unknown part to send again`,
    );
  }
  for (const part of ended)
    movePart(tx, part, 'pending', { attempt: 0, nextAttemptAt: at, error: null });
  tx.audit(
    at,
    {
      action: 'delivery.retry',
      principalId,
      resourceType: 'delivery',
      resourceId: delivery.id,
      result: 'allowed',
      metadata: { parts: ended.length },
    },
    delivery.tenantId,
  );
  return deliveryOf(
    tx.tables,
    demand(tx.tables.delivery.find(delivery.id), `delivery ${delivery.id}`),
  );
}

export function toSend(tables: Tables, part: PartRow): PartToSend {
  const delivery = demand(tables.delivery.find(part.deliveryId), `delivery ${part.deliveryId}`);
  return {
    part: partOf(part),
    delivery: deliveryHeadOf(tables, delivery),
    destinationId: delivery.destinationId,
  };
}

/** The one writer of a part's state; the delivery's state follows. */
function movePart(
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

function changesOf(verdict: PartVerdict, at: Instant): Partial<PartRow> {
  if (verdict.state === 'delivered')
    return { platformMessageId: verdict.platformMessageId, error: null };
  if (verdict.state === 'pending')
    return { nextAttemptAt: at + verdict.delayMs, error: verdict.error };
  return { error: verdict.error };
}
