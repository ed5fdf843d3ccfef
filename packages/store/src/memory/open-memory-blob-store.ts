import { type BlobInfo, type BlobStore, type Clock, StoreError } from '@coderclaw/core';
import { takeIn } from '../blob/blob-intake.ts';
import { SWEEP_AGE_MS } from '../blob/blob-name.ts';

type Blob = { readonly info: BlobInfo; readonly bytes: Uint8Array; putAt: number };

/** The file store's twin for tests: the same contract, and gone with the process. */
export function openMemoryBlobStore({ clock }: { readonly clock: Clock }): BlobStore {
  const blobs = new Map<string, Blob>();
  return {
    put: async (source, options) => {
      const chunks: Uint8Array[] = [];
      const info = await takeIn(source, options, async (chunk) => {
        chunks.push(chunk.slice());
      });
      blobs.set(info.sha256, { info, bytes: Buffer.concat(chunks), putAt: clock.now() });
      return info;
    },
    find: async (sha256) => blobs.get(sha256)?.info,
    read: async (sha256) => {
      const blob = blobs.get(sha256);
      if (!blob) throw new StoreError('STORE_NOT_FOUND', sha256.slice(0, 64));
      return blob.bytes.slice();
    },
    measure: async () => [...blobs.values()].reduce((sum, { info }) => sum + info.bytes, 0),
    sweep: async (keep) => {
      const old = [...blobs].filter(
        ([sha256, { putAt }]) => !keep(sha256) && clock.now() - putAt > SWEEP_AGE_MS,
      );
      for (const [sha256] of old) blobs.delete(sha256);
      return old.length;
    },
  };
}
