import { createHash } from 'node:crypto';
import type { AuditVerification, Signer } from '@coderclaw/core';
import type { AuditRecordRow, AuditSealRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import { digestOf } from '../transaction/transaction.ts';

const FIRST_HEAD = new Uint8Array(32);
/** Records that are read at a time, so that a long history needs no memory. */
const BATCH = 1_000;
/** Seals that are read at a time. */
const SEALS_BATCH = 64;

/** Chains the records that no seal covers yet, and signs the new head. Does nothing when there are none. */
export function sealAudit(tables: Tables, signer: Signer): void {
  const last = tables.auditSeal.last();
  const records = tables.auditRecord.after(last?.lastSequence ?? 0, Number.MAX_SAFE_INTEGER);
  const first = records[0];
  const newest = records.at(-1);
  if (!first || !newest) return;
  const head = headOf(last?.head ?? FIRST_HEAD, records);
  const range = { firstSequence: first.sequence, lastSequence: newest.sequence };
  const signature = signer.sign(sealedBytes(head, range));
  tables.auditSeal.insert({
    sequence: (last?.sequence ?? 0) + 1,
    ...range,
    head,
    keyId: signer.keyId,
    signature,
  });
}

/**
 * Recomputes every digest, link and signature, in order, and stops at the first that does not hold.
 * A tail that was cut off together with its seals shows only against a head that was kept elsewhere.
 * Yields between batches of records, so that a long history does not hold up whoever drives it; commits
 * that come in between are verified too.
 */
export function* verifyAudit(tables: Tables, signer: Signer): Generator<void, AuditVerification> {
  let rested = 0;
  let chain: Chain = { head: FIRST_HEAD, seals: 0, sealed: 0 };
  const broken = ({ brokenAt, problem }: Break): AuditVerification => ({
    ok: false,
    records: tables.auditRecord.lastSequence(),
    seals: chain.seals,
    unsealed: 0,
    brokenAt,
    problem,
    head: hex(chain.head),
  });
  for (;;) {
    const seals = tables.auditSeal.after(chain.seals, SEALS_BATCH);
    if (seals.length === 0) break;
    for (const seal of seals) {
      const extended = extendChain(tables, signer, chain, seal);
      if ('problem' in extended) return broken(extended);
      chain = extended;
      if (chain.sealed - rested < BATCH) continue;
      rested = chain.sealed;
      yield;
    }
  }
  const tail = checkRecords(tables, chain.sealed, Number.MAX_SAFE_INTEGER);
  if ('problem' in tail) return broken(tail);
  const records = chain.sealed + tail.count;
  return {
    ok: true,
    records,
    seals: chain.seals,
    unsealed: tail.count,
    brokenAt: null,
    problem: null,
    head: hex(chain.head),
  };
}

type Chain = { readonly head: Uint8Array; readonly seals: number; readonly sealed: number };

function extendChain(
  tables: Tables,
  signer: Signer,
  chain: Chain,
  seal: AuditSealRow,
): Chain | Break {
  const { sequence, firstSequence } = seal;
  const brokenAt = chain.sealed + 1;
  if (sequence !== chain.seals + 1)
    return { brokenAt, problem: `seal ${chain.seals + 1} is missing` };
  if (firstSequence !== brokenAt)
    return { brokenAt, problem: `seal ${sequence} does not go on where the one before it ends` };
  const chained = chainSeal(tables, chain.head, seal);
  if ('problem' in chained) return chained;
  if (hex(chained.head) !== hex(seal.head))
    return { brokenAt, problem: `the records under seal ${sequence} were changed` };
  if (seal.keyId !== signer.keyId || !signer.verify(sealedBytes(seal.head, seal), seal.signature)) {
    return { brokenAt, problem: `the signature of seal ${sequence} does not hold` };
  }
  return { head: seal.head, seals: sequence, sealed: seal.lastSequence };
}

type Break = { readonly brokenAt: number; readonly problem: string };

function chainSeal(
  tables: Tables,
  previous: Uint8Array,
  seal: AuditSealRow,
): { readonly head: Uint8Array } | Break {
  const hash = createHash('sha256').update(previous);
  const checked = checkRecords(tables, seal.firstSequence - 1, seal.lastSequence, (record) =>
    hash.update(linkOf(record)),
  );
  if ('problem' in checked) return checked;
  const missing = seal.lastSequence - seal.firstSequence + 1 - checked.count;
  if (missing > 0)
    return {
      brokenAt: seal.firstSequence + checked.count,
      problem: `${missing} records under seal ${seal.sequence} are missing`,
    };
  return { head: hash.digest() };
}

function checkRecords(
  tables: Tables,
  from: number,
  to: number,
  visit: (record: AuditRecordRow) => void = () => {},
): { readonly count: number } | Break {
  let count = 0;
  for (;;) {
    const batch = tables.auditRecord.after(from + count, Math.min(BATCH, to - from - count));
    for (const record of batch) {
      const expected = from + count + 1;
      if (record.sequence !== expected)
        return { brokenAt: expected, problem: `record ${expected} is missing` };
      const problem = problemOfPayload(tables, record);
      if (problem) return { brokenAt: record.sequence, problem };
      visit(record);
      count += 1;
    }
    if (batch.length < BATCH) return { count };
  }
}

function problemOfPayload(tables: Tables, record: AuditRecordRow): string | null {
  const payload = tables.auditPayload.find(record.sequence);
  if (!payload) return `the payload of record ${record.sequence} is missing`;
  if (payload.payload === null || payload.salt === null) return null;
  if (hex(digestOf(payload.salt, payload.payload)) === hex(record.digest)) return null;
  return `the payload of record ${record.sequence} was changed`;
}

function headOf(previous: Uint8Array, records: readonly AuditRecordRow[]): Uint8Array {
  const hash = createHash('sha256').update(previous);
  for (const record of records) hash.update(linkOf(record));
  return hash.digest();
}

/** What the chain holds of a record: all of it. */
function linkOf(record: AuditRecordRow): string {
  return `${record.sequence}\n${record.id}\n${record.tenantId}\n${record.at}\n${hex(record.digest)}\n`;
}

function sealedBytes(
  head: Uint8Array,
  range: { readonly firstSequence: number; readonly lastSequence: number },
): Uint8Array {
  return Buffer.from(
    `coderclaw audit seal\n${range.firstSequence}\n${range.lastSequence}\n${hex(head)}\n`,
    'utf8',
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
