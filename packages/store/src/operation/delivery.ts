import {
  type DeliveryId,
  type DeliveryRecord,
  type EntryId,
  type Instant,
  type NewPart,
  type PartId,
  type PartState,
  type PartToSend,
  type PartVerdict,
  type PrincipalId,
  type RunWrite,
  StoreError,
} from '@coderclaw/core';
import { deliveryHeadOf, deliveryOf, demand, partOf } from '../transaction/records.ts';
import type { DeliveryRow, PartRow, RunRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { reachedThrough } from './conversation.ts';
import { insertPart, movePart, toSend } from './part.ts';

/** Whose delivery it is. A run's row fits; so does the delivery that a notice is about. */
type Origin = Pick<DeliveryRow, 'tenantId' | 'principalId' | 'sessionId' | 'destinationId'>;

/** Deliveries among which a line that was not told yet is looked for, the newest first. */
const MAX_LOOKED_AT = 100;

export type NewDelivery = {
  readonly run: Origin & { readonly id: DeliveryRow['runId'] };
  readonly at: Instant;
  readonly kind: DeliveryRow['kind'];
  readonly parts: readonly NewPart[];
  readonly entryId: EntryId | null;
  readonly state: 'pending' | 'sending' | 'delivered';
};

/** One delivery with its parts. The destination is checked now, and again when it is sent. */
export function insertDelivery(
  tx: Transaction,
  { run, at, kind, parts, entryId, state }: NewDelivery,
): DeliveryRecord {
  const { tenantId, principalId, sessionId, destinationId } = run;
  const destination = demand(
    tx.tables.destination.find(destinationId),
    `destination ${destinationId}`,
  );
  const { accountId } = destination;
  const conversationId = reachedThrough(tx.tables, destination.conversationId);
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
  const rows = parts.map((part, index) => insertPart(tx, row, part, { index, entryId, at, state }));
  return { ...deliveryHeadOf(tx.tables, row), parts: rows.map(partOf) };
}

/** See `DeliveryStore.startPreview`. */
export function startPreview(
  tx: Transaction,
  run: RunRow,
  { at, text }: RunWrite & { readonly text: string },
): PartToSend | undefined {
  const { conversationId } = run.replyTo;
  if (run.endedAt !== null || tx.tables.delivery.byRun(run.id)) return undefined;
  if (tx.tables.part.firstOpen(conversationId)) return undefined;
  const { parts } = insertDelivery(tx, {
    run,
    at,
    kind: 'reply',
    parts: [{ kind: 'text', text }],
    entryId: null,
    state: 'sending',
  });
  return toSend(tx.tables, demand(tx.tables.part.find(parts[0]!.id), 'the part of the preview'));
}

/** The rest of an answer whose beginning was shown: its first text replaces what was shown. */
export function completePreview(
  tx: Transaction,
  delivery: DeliveryRow,
  { parts, entryId, at }: Pick<NewDelivery, 'parts' | 'entryId' | 'at'>,
): DeliveryRecord {
  const [preview] = tx.tables.part.byDelivery(delivery.id);
  const target = demand(preview, `part 0 of delivery ${delivery.id}`);
  for (const [offset, part] of parts.entries()) {
    const edits = offset === 0 && part.kind === 'text';
    const place = { index: offset + 1, entryId, at, state: 'pending' } as const;
    insertPart(tx, delivery, part, edits ? { ...place, target } : place);
  }
  const open = tx.tables.delivery.update(delivery, { state: 'pending' });
  return deliveryOf(tx.tables, open);
}

/** T4, second half: see `DeliveryStore.recordPart`. */
export function recordPart(
  tx: Transaction,
  command: {
    readonly at: Instant;
    readonly partId: PartId;
    readonly verdict: PartVerdict;
    readonly notice?: readonly NewPart[];
  },
): DeliveryRecord {
  const { at, verdict, notice } = command;
  const part = demand(tx.tables.part.find(command.partId), `part ${command.partId}`);
  movePart(tx, part, verdict.state, changesOf(verdict, part, at));
  const delivery = demand(tx.tables.delivery.find(part.deliveryId), `delivery ${part.deliveryId}`);
  // A code that arrived is nobody's business any more.
  if (delivery.kind === 'pairing' && verdict.state === 'delivered')
    tx.tables.part.update(part, { text: '' });
  // Nothing happened to what was only put back.
  if (verdict.state === 'pending' && verdict.untried) return deliveryOf(tx.tables, delivery);
  noteDelivery(tx, delivery, 'delivery.outcome', {
    at,
    principalId: delivery.principalId,
    result: verdict.state === 'delivered' ? 'allowed' : 'error',
    reason: verdict.state === 'delivered' ? 'delivered' : `${verdict.state}: ${verdict.error}`,
    metadata: { part: part.index, attempt: part.attempt },
  });
  if (notice && notice.length > 0 && isWorthTelling(tx, part, delivery)) {
    const run = { ...delivery, id: delivery.runId };
    insertDelivery(tx, { run, at, kind: 'notice', parts: notice, entryId: null, state: 'pending' });
  }
  return deliveryOf(tx.tables, delivery);
}

/** Not of a preview, which the answer makes good, and not while an earlier one stands untold of. */
function isWorthTelling(tx: Transaction, part: PartRow, { runId }: DeliveryRow): boolean {
  const run = runId === null ? undefined : tx.tables.run.find(runId);
  const isPreview = run !== undefined && run.endedAt === null;
  const isReplaced = tx.tables.part
    .byDelivery(part.deliveryId)
    .some(({ targetId }) => targetId === part.id);
  if (isPreview || isReplaced) return false;
  return (['pending', 'sending'] as const).every((state) => {
    const query = { state, conversationId: part.conversationId, limit: MAX_LOOKED_AT };
    return !tx.tables.delivery.list(query).some(({ kind }) => kind === 'notice');
  });
}

type ByHand = {
  readonly at: Instant;
  readonly deliveryId: DeliveryId;
  readonly principalId: PrincipalId;
};

export function retryDelivery(tx: Transaction, command: ByHand): DeliveryRecord {
  const { at } = command;
  const ended = demandParts(tx, command, ['failed', 'unknown'], 'to send again');
  for (const part of ended)
    movePart(tx, part, 'pending', { attempt: 0, nextAttemptAt: at, error: null });
  return doneByHand(tx, command, 'delivery.retry', ended.length);
}

/** See `DeliveryStore.dropDelivery`. */
export function dropDelivery(tx: Transaction, command: ByHand): DeliveryRecord {
  const sending = tx.tables.part
    .byDelivery(command.deliveryId)
    .some(({ state }) => state === 'sending');
  if (sending)
    throw new StoreError('STORE_CONFLICT', `delivery ${command.deliveryId} is being sent`);
  const open = demandParts(tx, command, ['pending', 'failed', 'unknown'], 'to drop');
  for (const part of open) movePart(tx, part, 'dropped', {});
  return doneByHand(tx, command, 'delivery.drop', open.length);
}

function demandParts(
  tx: Transaction,
  { deliveryId }: ByHand,
  states: readonly PartState[],
  purpose: string,
): readonly PartRow[] {
  const { id } = demand(tx.tables.delivery.find(deliveryId), `delivery ${deliveryId}`);
  const parts = tx.tables.part.byDelivery(id).filter(({ state }) => states.includes(state));
  if (parts.length > 0) return parts;
  throw new StoreError(
    'STORE_ILLEGAL_TRANSITION',
    `delivery ${id} has no ${states.join(' or ')} part ${purpose}`,
  );
}

function doneByHand(
  tx: Transaction,
  { at, deliveryId, principalId }: ByHand,
  action: 'delivery.retry' | 'delivery.drop',
  parts: number,
): DeliveryRecord {
  const delivery = demand(tx.tables.delivery.find(deliveryId), `delivery ${deliveryId}`);
  noteDelivery(tx, delivery, action, { at, principalId, result: 'allowed', metadata: { parts } });
  return deliveryOf(tx.tables, delivery);
}

function noteDelivery(
  tx: Transaction,
  delivery: DeliveryRow,
  action: 'delivery.outcome' | 'delivery.retry' | 'delivery.drop',
  {
    at,
    ...note
  }: {
    readonly at: Instant;
    readonly principalId: PrincipalId;
    readonly result: 'allowed' | 'error';
    readonly reason?: string;
    readonly metadata: { readonly [name: string]: number };
  },
): void {
  const { id: resourceId, tenantId } = delivery;
  tx.audit(at, { action, resourceType: 'delivery', resourceId, ...note }, tenantId);
}

function changesOf(verdict: PartVerdict, { attempt }: PartRow, at: Instant): Partial<PartRow> {
  if (verdict.state === 'delivered')
    return { platformMessageId: verdict.platformMessageId, error: null };
  if (verdict.state === 'pending')
    return {
      nextAttemptAt: at + verdict.delayMs,
      error: verdict.error,
      ...(verdict.untried && { attempt: attempt - 1 }),
      ...(verdict.becomesText && { kind: 'text', targetId: null, reactsTo: null }),
    };
  return { error: verdict.error };
}
