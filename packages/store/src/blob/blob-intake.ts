import { createHash } from 'node:crypto';
import { type BlobInfo, StoreError } from '@coderclaw/core';
import { SNIFFED_BYTES, sniffType } from './sniff-type.ts';

export type IntakeOptions = { readonly maxBytes: number; readonly signal?: AbortSignal };

/**
 * Takes in the bytes of a source one chunk at a time: counts them, hashes them, keeps their beginning for
 * the type, and hands each on to `write` before it asks for the next.
 * Rejects with `STORE_INCOMPLETE` when the source fails or the signal aborts, with `STORE_TOO_LARGE` beyond
 * `maxBytes`, and with whatever `write` rejects with. The source is then let go.
 */
export async function takeIn(
  source: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: IntakeOptions,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<BlobInfo> {
  const hash = createHash('sha256');
  const head = new Uint8Array(SNIFFED_BYTES);
  let bytes = 0;
  for await (const chunk of abortable(source, signal)) {
    if (bytes + chunk.length > maxBytes)
      throw new StoreError('STORE_TOO_LARGE', `more than ${maxBytes} bytes`);
    if (bytes < SNIFFED_BYTES) head.set(chunk.subarray(0, SNIFFED_BYTES - bytes), bytes);
    hash.update(chunk);
    bytes += chunk.length;
    await write(chunk);
  }
  const mimeType = await sniffType(head.subarray(0, bytes));
  return { sha256: hash.digest('hex'), bytes, mimeType };
}

/** The source's chunks until it ends. A source that hangs is not waited for once the signal aborts. */
async function* abortable(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const iterator = source[Symbol.asyncIterator]();
  const aborted = Promise.withResolvers<never>();
  // Whoever races it hears of it; without a race nobody has to.
  aborted.promise.catch(() => {});
  const onAbort = () => aborted.reject(signal!.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  let ended = false;
  try {
    if (signal?.aborted) onAbort();
    for (;;) {
      const next = await Promise.race([aborted.promise, iterator.next()]).catch(
        (cause: unknown) => {
          throw new StoreError('STORE_INCOMPLETE', reasonOf(cause), { cause });
        },
      );
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Not awaited: a generator that hangs would never return.
    if (!ended) iterator.return?.().catch(() => {});
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
