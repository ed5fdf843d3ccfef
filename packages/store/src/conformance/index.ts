import { describe, test } from 'node:test';
import { acceptChecks } from './accept-checks.ts';
import { accessChecks } from './access-checks.ts';
import { albumChecks } from './album-checks.ts';
import { albumEditChecks } from './album-edit-checks.ts';
import { auditChecks } from './audit-checks.ts';
import { budgetChecks } from './budget-checks.ts';
import { deliveryChecks } from './delivery-checks.ts';
import { fileChecks } from './file-checks.ts';
import { followUpChecks } from './follow-up-checks.ts';
import { laneChecks } from './lane-checks.ts';
import { peopleChecks } from './people-checks.ts';
import { recoveryChecks } from './recovery-checks.ts';
import { revocationChecks } from './revocation-checks.ts';
import { runChecks } from './run-checks.ts';
import { scheduleChecks } from './schedule-checks.ts';
import { sessionChecks } from './session-checks.ts';
import { StoreDriver } from './store-driver.ts';
import type { Check, StoreUnderTest } from './suite.ts';

export { blobStoreConformance } from './blob-store-conformance.ts';
export type { BlobStoreUnderTest } from './blob-suite.ts';
export type { StoreUnderTest } from './suite.ts';

/**
 * Registers a `node:test` test for every line of the store port's contract. `open` makes a fresh, empty
 * store for each; the suite closes it.
 */
export function storeConformance(name: string, open: () => Promise<StoreUnderTest>): void {
  const check: Check = (sentence, body) =>
    void test(sentence, async () => {
      const under = await open();
      try {
        await body(new StoreDriver(under.store), under);
      } finally {
        await under.store.close();
        await under.dispose?.();
      }
    });
  const groups = {
    acceptChecks,
    laneChecks,
    runChecks,
    recoveryChecks,
    deliveryChecks,
    sessionChecks,
    accessChecks,
    peopleChecks,
    revocationChecks,
    albumChecks,
    albumEditChecks,
    fileChecks,
    followUpChecks,
    auditChecks,
    budgetChecks,
    scheduleChecks,
  };
  describe(`${name} keeps the store's contract`, () => {
    for (const register of Object.values(groups)) register(check);
  });
}
