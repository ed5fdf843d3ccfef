import type { BlobStore } from '@coderclaw/core';
import type { ManualClock } from '@coderclaw/core/testing';

/** A fresh, empty blob store under test. Its time is `clock`. */
export type BlobStoreUnderTest = {
  readonly blobs: BlobStore;
  readonly clock: ManualClock;
  /** Opens the same blobs again, as after a restart; absent where they do not outlive the store. */
  readonly reopen?: () => BlobStore;
  /** Spoils the bytes of a blob behind the store's back; absent where nobody could. */
  readonly spoil?: (sha256: string) => Promise<void>;
  /** How many files there are, finished or not; absent where there are none. */
  readonly countFiles?: () => Promise<number>;
  readonly dispose?: () => Promise<void>;
};

export type BlobCheck = (
  sentence: string,
  body: (under: BlobStoreUnderTest) => Promise<void>,
) => void;

/** Bytes as a source gives them, in chunks of at most `size`. */
export async function* chunksOf(bytes: Uint8Array, size = 64): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
