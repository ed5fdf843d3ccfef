import type { DeliveryRecord } from '@coderclaw/core';
import type { Delivery } from '@coderclaw/protocol';

/** A delivery as operators see it. */
export function toDelivery(record: DeliveryRecord): Delivery {
  const { id, runId, channel, account, conversationId, address, title } = record;
  const { kind, state, createdAt } = record;
  const parts = record.parts.map((part) => ({
    id: part.id,
    index: part.index,
    state: part.state,
    kind: part.kind,
    text: part.text === '' && part.file ? part.file.name : part.text,
    attempt: part.attempt,
    nextAttemptAt: part.nextAttemptAt,
    platformMessageId: part.platformMessageId,
    error: part.error,
  }));
  const to = { channel, account, conversationId, address, title };
  return { id, runId, ...to, kind, state, createdAt, parts };
}
