import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '@coderclaw/core';
import { ManualClock } from '@coderclaw/core/testing';
import { type BlobStoreOptions, openBlobStore } from './open-blob-store.ts';

/** A blob store in a directory of its own, for tests. `using` removes it. */
export class ScratchBlobs implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'coderclaw-blobs-'));
  readonly directory = join(this.root, 'media');
  readonly clock = new ManualClock(Date.now());

  open(options: Partial<BlobStoreOptions> = {}): BlobStore {
    return openBlobStore({ directory: this.directory, clock: this.clock, ...options });
  }

  pathOf(sha256: string): string {
    return join(this.directory, sha256.slice(0, 2), sha256);
  }

  /** Every file below the directory, finished or not. */
  files(): readonly string[] {
    return readdirSync(this.directory, { recursive: true, encoding: 'utf8' })
      .map((name) => join(this.directory, name))
      .filter((path) => statSync(path).isFile());
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
