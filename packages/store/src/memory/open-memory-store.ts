import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Ids, type Signer, type Store, StoreError } from '@coderclaw/core';
import { sealAudit } from '../audit/seal.ts';
import { createStore } from '../operation/create-store.ts';
import { createTransaction, type Engine } from '../transaction/transaction.ts';
import { createMemoryTables } from './memory-tables.ts';

export type MemoryStoreOptions = {
  readonly ids: Ids;
  /** Default: a key that lives as long as the store. */
  readonly signer?: Signer;
};

/** A store that forgets everything when it is dropped. It passes the conformance suite; it is not fast. */
export function openMemoryStore({
  ids,
  signer = createEphemeralSigner(),
}: MemoryStoreOptions): Store {
  return createStore(createEngine(ids, signer), signer);
}

function createEngine(ids: Ids, signer: Signer): Engine {
  let undo: (() => void)[] = [];
  let closed = false;
  const tables = createMemoryTables({ push: (change) => undo.push(change) });
  const tx = createTransaction(tables, ids);
  const refuseWhenClosed = () => {
    if (closed) throw new StoreError('STORE_CLOSED');
  };
  return {
    async write(operation) {
      refuseWhenClosed();
      // As with a commit, nobody sees the result in the turn of the call, though the order is that of the calls.
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          undo = [];
          try {
            const result = operation(tx);
            sealAudit(tables, signer);
            resolve(result);
          } catch (error) {
            for (const change of undo.toReversed()) change();
            reject(
              error instanceof StoreError
                ? error
                : new StoreError('STORE_IO', String(error), { cause: error }),
            );
          }
        });
      });
    },
    async read(query) {
      refuseWhenClosed();
      return query(tables);
    },
    async close() {
      closed = true;
      // Behind every write that was called before.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function createEphemeralSigner(): Signer {
  const key = randomBytes(32);
  const sign = (bytes: Uint8Array): Uint8Array => createHmac('sha256', key).update(bytes).digest();
  return {
    keyId: 'ephemeral',
    sign,
    verify: (bytes, signature) => timingSafeEqual(sign(bytes), signature),
  };
}
