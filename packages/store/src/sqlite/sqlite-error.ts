import { StoreError, type StoreErrorCode } from '@coderclaw/core';

/** SQLite's primary result codes (https://sqlite.org/rescode.html) as the store's own; any other is STORE_IO. */
const CODE_OF_RESULT: ReadonlyMap<number, StoreErrorCode> = new Map([
  [3, 'STORE_READ_ONLY'], // SQLITE_PERM
  [8, 'STORE_READ_ONLY'], // SQLITE_READONLY
  [11, 'STORE_CORRUPT'], // SQLITE_CORRUPT
  [13, 'STORE_FULL'], // SQLITE_FULL
  [14, 'STORE_READ_ONLY'], // SQLITE_CANTOPEN
  [23, 'STORE_READ_ONLY'], // SQLITE_AUTH
  [26, 'STORE_CORRUPT'], // SQLITE_NOTADB
]);
const SQLITE_CONSTRAINT = 19;
const SQLITE_CONSTRAINT_TRIGGER = 1811;

/** Any error as a {@link StoreError}, with the original as its cause. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  const detail = typeof message === 'string' ? message : String(error);
  if (typeof errcode !== 'number') return new StoreError('STORE_IO', detail, { cause: error });
  if (errcode === SQLITE_CONSTRAINT_TRIGGER)
    return new StoreError('STORE_ILLEGAL_TRANSITION', detail, { cause: error });
  // Extended codes hold the primary one in their low byte.
  const primary = errcode & 0xff;
  const code =
    primary === SQLITE_CONSTRAINT ? 'STORE_CONFLICT' : (CODE_OF_RESULT.get(primary) ?? 'STORE_IO');
  return new StoreError(code, detail, { cause: error });
}
