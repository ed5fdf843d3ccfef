/** The largest file that is taken in or sent. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

export type BlobInfo = {
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** What the bytes show, never what a name says; `application/octet-stream` where they show nothing. */
  readonly mimeType: string;
};

/**
 * Stored bytes by their SHA-256. Contract, held by `@coderclaw/store/conformance`:
 * - `put` resolves when the bytes are durable; the same bytes twice are one blob.
 * - `put` rejects with a StoreError, and leaves nothing behind, when the source fails or the signal aborts
 *   (`STORE_INCOMPLETE`, with the reason as its cause), `maxBytes` is passed (`STORE_TOO_LARGE`) or the
 *   disk is full (`STORE_FULL`). It then lets go of the source, and waits for it no longer.
 * - What `put` returned is found until it is removed, also after a restart.
 * - What is no SHA-256 in lower-case hexadecimal names nothing.
 */
export interface BlobStore {
  put(
    source: AsyncIterable<Uint8Array>,
    options: { readonly maxBytes: number; readonly signal?: AbortSignal },
  ): Promise<BlobInfo>;
  find(sha256: string): Promise<BlobInfo | undefined>;
  /** All of it. Rejects with `STORE_NOT_FOUND` for what is not there, and `STORE_BLOB_CORRUPT` where the bytes are not those of the name. */
  read(sha256: string): Promise<Uint8Array>;
  /** The bytes of all blobs together, also of those that nothing refers to. Rejects with a StoreError. */
  measure(): Promise<number>;
  /** Deletes what `keep` does not hold and what was put more than an hour ago, and what a killed process left half-written. Returns how many files. */
  sweep(keep: (sha256: string) => boolean): Promise<number>;
}
