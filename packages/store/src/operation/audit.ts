import type { AuditNote, AuditQuery, AuditRecord, Instant, PrincipalId } from '@coderclaw/core';
import { demand } from '../transaction/records.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';

export function appendAudit(
  tx: Transaction,
  { at, notes }: { readonly at: Instant; readonly notes: readonly AuditNote[] },
): void {
  for (const note of notes) tx.audit(at, note);
}

export function listAudit(tables: Tables, query: AuditQuery): readonly AuditRecord[] {
  return tables.auditRecord.list(query).map(({ digest, ...record }) => {
    const { payload } = demand(
      tables.auditPayload.find(record.sequence),
      `audit record ${record.sequence}`,
    );
    const note = payload === null ? null : (JSON.parse(payload) as AuditNote);
    return { ...record, digest: Buffer.from(digest).toString('hex'), payload: note };
  });
}

/** Redacting twice changes nothing. */
export function redactAudit(
  tx: Transaction,
  {
    at,
    sequence,
    principalId,
  }: { readonly at: Instant; readonly sequence: number; readonly principalId: PrincipalId },
): void {
  const row = demand(tx.tables.auditPayload.find(sequence), `audit record ${sequence}`);
  if (row.payload === null) return;
  tx.tables.auditPayload.update(row, {
    payload: null,
    salt: null,
    redactedAt: at,
    redactedBy: principalId,
  });
}
