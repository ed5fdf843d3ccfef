import { hash, randomBytes } from 'node:crypto';
import {
  type AuditNote,
  DEFAULT_TENANT,
  type Ids,
  type Instant,
  type TenantId,
} from '@coderclaw/core';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { Tables } from './tables.ts';

const SALT_BYTES = 16;

/** What an operation works with. Everything it does is committed as a whole, or not at all. */
export type Transaction = {
  readonly tables: Tables;
  readonly ids: Ids;
  /** A number higher than any before it, also across restarts. */
  nextSequence(): number;
  audit(at: Instant, note: AuditNote, tenantId?: TenantId): void;
};

/** Runs operations. The SQLite and the memory store differ in this and in their tables, in nothing else. */
export interface Engine {
  /** Contract: runs operations in the order of the calls; resolves after the commit; a failing one leaves nothing behind. */
  write<T>(operation: (tx: Transaction) => T): Promise<T>;
  /** Runs at once and sees only what is committed. */
  read<T>(query: (tables: Tables) => T): Promise<T>;
  close(): Promise<void>;
}

/** A transaction over `tables`, whose sequences go on where the rows end. */
export function createTransaction(tables: Tables, ids: Ids): Transaction {
  let sequence = tables.lastSequence();
  const nextSalt = createSalts();
  return {
    tables,
    ids,
    nextSequence: () => ++sequence,
    audit(at, note, tenantId = DEFAULT_TENANT) {
      const payload = canonicalJson(note);
      const salt = nextSalt();
      const number = tables.auditRecord.lastSequence() + 1;
      const digest = digestOf(salt, payload);
      tables.auditRecord.insert({ sequence: number, id: ids.next(), tenantId, at, digest });
      tables.auditPayload.insert({
        sequence: number,
        salt,
        payload,
        redactedAt: null,
        redactedBy: null,
      });
    },
  };
}

/** Random bytes are asked of the system by the thousand: a call costs as much as many salts. */
function createSalts(): () => Uint8Array {
  let pool = randomBytes(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(SALT_BYTES * 256);
      used = 0;
    }
    used += SALT_BYTES;
    return pool.subarray(used - SALT_BYTES, used);
  };
}

/** SHA-256 over salt and payload. The salt keeps a redacted payload from being guessed. */
export function digestOf(salt: Uint8Array, payload: string): Uint8Array {
  return hash('sha256', Buffer.concat([salt, Buffer.from(payload, 'utf8')]), 'buffer');
}
