import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signer, Store } from '@coderclaw/core';
import { CountingIds } from '@coderclaw/core/testing';
import { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts';

/** A database in a directory of its own, for tests. `await using` removes it. */
export class ScratchStore implements AsyncDisposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'coderclaw-store-'));
  readonly path = join(this.directory, 'coderclaw.db');
  readonly signer = createTestSigner();
  readonly #opened: Store[] = [];
  #generation = 0;

  open(options: Partial<SqliteStoreOptions> = {}): Store {
    this.#generation += 1;
    const ids = new CountingIds(`g${this.#generation}`);
    const store = openSqliteStore({ path: this.path, ids, signer: this.signer, ...options });
    this.#opened.push(store);
    return store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const store of this.#opened) await store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function createTestSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    keyId: 'test',
    sign: (bytes) => sign(null, bytes, privateKey),
    verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
  };
}
