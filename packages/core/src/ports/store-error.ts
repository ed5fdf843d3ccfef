export const STORE_ERRORS = {
  STORE_FENCED: 'another executor holds this run; this one must stop working on it',
  STORE_NOT_FOUND: 'no such row or file',
  STORE_ILLEGAL_TRANSITION: 'the state machine does not allow this',
  STORE_CONFLICT: 'the row changed meanwhile or already exists',
  STORE_FULL: 'the disk is full; free some space, nothing was lost',
  STORE_READ_ONLY: 'the home directory can not be written; check its permissions',
  STORE_CORRUPT: 'the database is damaged; restore a backup, with the gateway stopped',
  STORE_NEWER:
    'the database was written by a newer version; start that version, or restore the backup',
  STORE_TOO_LARGE: 'more bytes than are taken in; send a smaller file',
  STORE_INCOMPLETE: 'the bytes did not arrive whole and were not kept; fetch them again',
  STORE_BLOB_CORRUPT:
    'the bytes of a stored file are no longer those that were stored; have the file sent again',
  STORE_CLOSED: 'the store is closed',
  STORE_IO: 'the disk could not be read or written',
} as const;

export type StoreErrorCode = keyof typeof STORE_ERRORS;

const RETRYABLE: ReadonlySet<StoreErrorCode> = new Set([
  'STORE_FULL',
  'STORE_READ_ONLY',
  'STORE_INCOMPLETE',
  'STORE_IO',
]);

/** The one family of errors that a store throws. The transaction that raised it left nothing behind. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** What the message adds to the code's own sentence. */
  readonly detail: string | undefined;
  /** Whether the same call may succeed later without anybody's help. */
  readonly retryable: boolean;

  constructor(code: StoreErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail ? `${STORE_ERRORS[code]}: ${detail}` : STORE_ERRORS[code], options);
    this.code = code;
    this.detail = detail;
    this.retryable = RETRYABLE.has(code);
  }
}
