import { describe, test } from 'node:test';
import { blobChecks, blobRefusalChecks, blobSweepChecks } from './blob-checks.ts';
import type { BlobCheck, BlobStoreUnderTest } from './blob-suite.ts';
import { blobTypeChecks } from './blob-type-checks.ts';

/**
 * Registers a `node:test` test for every line of the blob store port's contract. `open` makes a fresh,
 * empty store for each.
 */
export function blobStoreConformance(name: string, open: () => Promise<BlobStoreUnderTest>): void {
  const check: BlobCheck = (sentence, body) =>
    void test(sentence, async () => {
      const under = await open();
      try {
        await body(under);
      } finally {
        await under.dispose?.();
      }
    });
  describe(`${name} keeps the blob store's contract`, () => {
    for (const register of [blobChecks, blobRefusalChecks, blobSweepChecks, blobTypeChecks])
      register(check);
  });
}
