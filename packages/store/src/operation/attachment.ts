import {
  ATTACHMENT_TRANSITIONS,
  type AttachmentRecord,
  type AttachmentStore,
  type AttachmentWeight,
  decideTransition,
  type FileBlock,
  type InboundFile,
  type Instant,
  StoreError,
  SYSTEM,
  type WantedAttachment,
} from '@coderclaw/core';
import { demand } from '../transaction/records.ts';
import type { AttachmentRow, MessageRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** Rows for the files of a message, which has its own; and what stands for them in its text. */
export function insertAttachments(
  tx: Transaction,
  message: MessageRow,
  files: readonly InboundFile[],
  at: Instant,
): readonly FileBlock[] {
  return files.map(({ sourceRef, ...described }, index) => {
    const row: AttachmentRow = {
      id: tx.ids.next(),
      tenantId: message.tenantId,
      messageId: message.id,
      accountId: message.accountId,
      principalId: message.principalId,
      index,
      sourceRef,
      state: 'wanted',
      sha256: null,
      bytes: null,
      mimeType: null,
      error: null,
      createdAt: at,
    };
    tx.tables.attachment.insert(row);
    return { type: 'file', attachmentId: row.id, ...described };
  });
}

/** What nobody will read is not fetched. */
export function forgetAttachments(tx: Transaction, message: MessageRow): void {
  for (const row of tx.tables.attachment.byMessage(message.id)) {
    if (row.state === 'wanted')
      tx.tables.attachment.update(row, { state: 'gone', error: 'the message was refused' });
  }
}

export function listAttachments(tables: Tables, messageId: string): readonly AttachmentRecord[] {
  return tables.attachment.byMessage(messageId).map((row) => attachmentOf(tables, row));
}

export function findAttachments(
  tables: Tables,
  ids: readonly string[],
): readonly AttachmentRecord[] {
  return ids.flatMap((id) => {
    const row = tables.attachment.find(id);
    return row ? [attachmentOf(tables, row)] : [];
  });
}

/** Those of messages that are kept of a stranger wait until somebody lets the stranger in. */
export function listWanted(tables: Tables, limit: number): readonly WantedAttachment[] {
  return tables.attachment
    .wanted(limit)
    .map((row) => ({ ...attachmentOf(tables, row), createdAt: row.createdAt }));
}

export function weighAttachment(
  tables: Tables,
  { attachmentId, windowMs }: Parameters<AttachmentStore['weighAttachment']>[0],
): AttachmentWeight {
  const row = demand(tables.attachment.find(attachmentId), `attachment ${attachmentId}`);
  const { content } = demand(tables.message.find(row.messageId), `message ${row.messageId}`);
  const blocks = content?.role === 'user' ? content.blocks : [];
  const claim = blocks.find((block) => block.type === 'file' && block.attachmentId === row.id);
  return {
    principalId: row.principalId,
    claimedBytes: claim?.type === 'file' ? claim.bytes : null,
    recentBytes: tables.attachment.sumOf(row.principalId, row.createdAt - windowMs),
  };
}

/** The files of a message whose sender turned out to be somebody known. */
export function passAttachments(tx: Transaction, message: MessageRow): void {
  const { principalId } = message;
  for (const row of tx.tables.attachment.byMessage(message.id))
    tx.tables.attachment.update(row, { principalId });
}

export function releaseAttachments(
  tx: Transaction,
  { at, before, limit }: Parameters<AttachmentStore['releaseAttachments']>[0],
): number {
  const old = tx.tables.attachment.releasable(before, limit);
  for (const row of old) {
    tx.tables.attachment.update(row, { state: 'released' });
    const about = { resourceType: 'attachment', resourceId: row.id, result: 'allowed' } as const;
    tx.audit(at, { action: 'attachment.release', principalId: SYSTEM, ...about }, row.tenantId);
  }
  return old.length;
}

export function* listKeptBlobs(tables: Tables): Generator<void, readonly string[]> {
  const kept: string[] = [];
  for (const table of [tables.attachment, tables.part, tables.entry]) {
    kept.push(...table.blobs());
    yield;
  }
  return kept;
}

export function recordAttachment(
  tx: Transaction,
  { at, attachmentId, outcome }: Parameters<AttachmentStore['recordAttachment']>[0],
): AttachmentRecord {
  const row = demand(tx.tables.attachment.find(attachmentId), `attachment ${attachmentId}`);
  if (!decideTransition(ATTACHMENT_TRANSITIONS, row.state, outcome.state).allowed)
    throw new StoreError('STORE_ILLEGAL_TRANSITION', `attachment ${row.id} is ${row.state}`);
  const changes =
    outcome.state === 'stored'
      ? { state: outcome.state, ...outcome.blob }
      : { state: outcome.state, error: outcome.error };
  const recorded = tx.tables.attachment.update(row, changes);
  const message = demand(tx.tables.message.find(row.messageId), `message ${row.messageId}`);
  tx.audit(
    at,
    {
      action: 'attachment.fetch',
      principalId: message.principalId,
      resourceType: 'attachment',
      resourceId: row.id,
      result: outcome.state === 'stored' ? 'allowed' : 'error',
      ...(outcome.state === 'gone' && { reason: outcome.error }),
      metadata: outcome.state === 'stored' ? { ...outcome.blob } : {},
    },
    row.tenantId,
  );
  return attachmentOf(tx.tables, recorded);
}

function attachmentOf(tables: Tables, row: AttachmentRow): AttachmentRecord {
  const { tenantId: _t, accountId, principalId: _p, index: _i, createdAt: _c, ...record } = row;
  const { channel, account } = demand(tables.account.find(accountId), `account ${accountId}`);
  return { ...record, channel, account };
}
