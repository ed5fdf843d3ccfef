import type { Store } from '@coderclaw/core';
import type { StoreDriver } from './store-driver.ts';

/** A fresh store under test. */
export type StoreUnderTest = {
  readonly store: Store;
  /** Closes the store and opens the same data again; absent where data does not outlive the store. */
  readonly reopen?: () => Promise<Store>;
  readonly dispose?: () => Promise<void>;
};

export type Check = (
  sentence: string,
  body: (driver: StoreDriver, under: StoreUnderTest) => Promise<void>,
) => void;
