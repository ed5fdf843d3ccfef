// Writes turns as fast as it can and prints what was acknowledged, until it is killed. See crash.test.ts.
import { writeSync } from 'node:fs';
import { CountingIds } from '@coderclaw/core/testing';
import { StoreDriver } from '../conformance/store-driver.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const signer = { keyId: 'none', sign: () => new Uint8Array(64), verify: () => true };
const d = new StoreDriver(
  openSqliteStore({ path: process.argv[2]!, ids: new CountingIds(), signer }),
);

async function work(lane: number): Promise<never> {
  for (;;) {
    const run = await d.start({ session: `agent:main:explicit:${lane}` });
    const { run: ended } = await d.settle(run);
    writeSync(1, `${ended.id} ${ended.state}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, lane) => work(lane)));
