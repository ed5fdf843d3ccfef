import type { BlobInfo, BlobStore } from '../ports/blob-store.ts';
import { StoreError } from '../ports/store-error.ts';

/** Bytes in a map, named by how many were put before; for tests that do not look at types and hashes. */
export class MemoryBlobs implements BlobStore {
  readonly bytes = new Map<string, Uint8Array>();

  async put(
    source: AsyncIterable<Uint8Array>,
    { maxBytes }: { readonly maxBytes: number },
  ): Promise<BlobInfo> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of whole(source)) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new StoreError('STORE_TOO_LARGE');
      chunks.push(chunk);
    }
    const sha256 = `blob-${this.bytes.size + 1}`;
    this.bytes.set(sha256, new Uint8Array(chunks.flatMap((chunk) => [...chunk])));
    return { sha256, bytes, mimeType: 'application/octet-stream' };
  }

  async find(sha256: string): Promise<BlobInfo | undefined> {
    const bytes = this.bytes.get(sha256);
    return bytes && { sha256, bytes: bytes.length, mimeType: 'application/octet-stream' };
  }

  async read(sha256: string): Promise<Uint8Array> {
    const bytes = this.bytes.get(sha256);
    if (!bytes) throw new StoreError('STORE_NOT_FOUND', sha256);
    return bytes;
  }

  async measure(): Promise<number> {
    return [...this.bytes.values()].reduce((sum, { length }) => sum + length, 0);
  }

  async sweep(keep: (sha256: string) => boolean): Promise<number> {
    const gone = [...this.bytes.keys()].filter((sha256) => !keep(sha256));
    for (const sha256 of gone) this.bytes.delete(sha256);
    return gone.length;
  }
}

async function* whole(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw new StoreError('STORE_INCOMPLETE', String(cause), { cause });
  }
}
