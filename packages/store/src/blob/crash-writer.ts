// Puts blobs as fast as it can and prints what was acknowledged, until it is killed. See crash.test.ts.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { ManualClock } from '@coderclaw/core/testing';
import { chunksOf } from '../conformance/blob-suite.ts';
import { openBlobStore } from './open-blob-store.ts';

const blobs = openBlobStore({ directory: process.argv[2]!, clock: new ManualClock(Date.now()) });

async function work(): Promise<never> {
  for (;;) {
    const { sha256 } = await blobs.put(chunksOf(randomBytes(300_000), 10_000), {
      maxBytes: 300_000,
    });
    writeSync(1, `${sha256}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, work));
