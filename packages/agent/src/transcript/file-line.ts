import type { AttachmentRecord, FileBlock } from '@coderclaw/core';
import { quotedText } from '../text/quoted-text.ts';

const MAX_NAME_LENGTH = 200;
const MAX_REASON_LENGTH = 200;

/** What stands in place of the name of a file that was there. */
const NOT_KEPT = 'the file is not kept any more';

/** Why an image stands in the conversation as its line only. */
export type NotShown = 'can not be shown' | 'no longer shown';

/**
 * A file in one line, for a model: what is known of it, never what its sender claims, and the name by which
 * the tools take it. Contract: one line in brackets, whatever the sender called the file.
 */
export function fileLine(
  { kind, name, durationMs }: FileBlock,
  record: AttachmentRecord | undefined,
  notShown?: NotShown,
): string {
  const quotedName = quotedText(name, MAX_NAME_LENGTH);
  if (record?.state !== 'stored' && record?.state !== 'released')
    return `[${kind} ${quotedName}, could not be fetched: ${reasonOf(record)}]`;
  const facts = [
    record.mimeType ?? 'application/octet-stream',
    `${record.bytes ?? 0} bytes`,
    durationMs === undefined ? undefined : `${Math.max(1, Math.round(durationMs / 1000))} s`,
    ...(record.state === 'released' ? [NOT_KEPT] : [`blob:${record.sha256 ?? ''}`, notShown]),
  ];
  return `[${kind} ${[quotedName, ...facts.filter((fact) => fact !== undefined)].join(', ')}]`;
}

function reasonOf(record: AttachmentRecord | undefined): string {
  if (!record) return 'nothing is known of it';
  if (record.state === 'wanted') return 'it has not arrived yet';
  return quotedText(record.error ?? 'the platform does not say why', MAX_REASON_LENGTH);
}
