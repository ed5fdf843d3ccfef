import { createHash } from 'node:crypto';
import type { AttachmentId, AttachmentRecord, FileBlock, MessageId } from '@coderclaw/core';

/** A file in a message: what its sender called it. */
export function fileBlock(id: string, changes: Partial<FileBlock> = {}): FileBlock {
  return {
    type: 'file',
    attachmentId: id as AttachmentId,
    kind: 'document',
    name: `${id}.bin`,
    mimeType: null,
    bytes: null,
    ...changes,
  };
}

/** What became of a file: stored with these bytes and this type, unless told otherwise. */
export function attachment(
  id: string,
  content: Uint8Array | string = id,
  mimeType = 'application/octet-stream',
  changes: Partial<AttachmentRecord> = {},
): AttachmentRecord {
  return {
    channel: 'test',
    account: 'default',
    id: id as AttachmentId,
    messageId: 'message-1' as MessageId,
    sourceRef: `source-${id}`,
    state: 'stored',
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: Buffer.byteLength(content),
    mimeType,
    error: null,
    ...changes,
  };
}

export function recordsOf(
  ...records: readonly AttachmentRecord[]
): ReadonlyMap<AttachmentId, AttachmentRecord> {
  return new Map(records.map((record) => [record.id, record]));
}
