import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { test } from 'node:test';
import type { StoreError } from '@coderclaw/core';
import { rejectsWith, StoreDriver } from '../conformance/store-driver.ts';
import { ScratchStore } from './scratch-store.ts';

test('a commit that can not be sealed rejects every write of its group, and the next group goes on', async () => {
  await using scratch = new ScratchStore();
  let broken = false;
  const faults: StoreError[] = [];
  const sign = (bytes: Uint8Array) => {
    if (broken) throw new Error('the key is gone');
    return scratch.signer.sign(bytes);
  };
  const d = new StoreDriver(
    scratch.open({ signer: { ...scratch.signer, sign }, onFault: (fault) => faults.push(fault) }),
  );
  broken = true;
  const group = await Promise.allSettled([
    d.say({ eventKey: 'a' }),
    d.say({ eventKey: 'b' }),
    d.say({ eventKey: 'c' }),
  ]);
  assert.deepEqual(
    group.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
  assert.deepEqual(
    faults.map(({ code }) => code),
    ['STORE_IO'],
  );
  assert.equal((await d.store.readCounts()).messages, 0);
  broken = false;
  await d.say({ eventKey: 'a' });
  assert.equal((await d.store.verifyAudit()).ok, true);
});

test('writes of one turn share one commit and one seal', async () => {
  await using scratch = new ScratchStore();
  const d = new StoreDriver(scratch.open());
  await Promise.all(
    Array.from({ length: 50 }, (_, i) => d.say({ session: `agent:main:explicit:${i}` })),
  );
  assert.equal((await d.store.verifyAudit()).seals, 1);
});

test('a flush that changed nothing writes nothing', async () => {
  await using scratch = new ScratchStore();
  const d = new StoreDriver(scratch.open());
  await d.say({ eventKey: 'once' });
  const bytes = statSync(`${scratch.path}-wal`).size;
  await d.store.acceptMessage(d.message({ eventKey: 'once' }));
  assert.equal(statSync(`${scratch.path}-wal`).size, bytes);
});

test('a read sees nothing of a write that is not committed', async () => {
  await using scratch = new ScratchStore();
  const d = new StoreDriver(scratch.open());
  const write = d.say();
  assert.equal((await d.store.readCounts()).messages, 0);
  await write;
  assert.equal((await d.store.readCounts()).messages, 1);
});

test('a full disk rejects with STORE_FULL, keeps what was acknowledged, and ends when there is room', async () => {
  await using scratch = new ScratchStore();
  await scratch.open().close();
  const small = scratch.open({ maxPages: Math.ceil(statSync(scratch.path).size / 4096) + 30 });
  const d = new StoreDriver(small);
  const acknowledged: string[] = [];
  const fill = async (): Promise<void> => {
    for (;;) acknowledged.push((await d.say({ text: 'x'.repeat(2_000) })).messageId);
  };
  await rejectsWith('STORE_FULL', fill());
  assert.ok(acknowledged.length > 5);
  assert.equal((await small.readCounts()).messages, acknowledged.length);
  await small.close();
  const roomy = new StoreDriver(scratch.open());
  await roomy.say({ eventKey: 'after' });
  assert.equal((await roomy.store.readCounts()).messages, acknowledged.length + 1);
  assert.equal((await roomy.store.verifyAudit()).ok, true);
});

test('closing commits what was called before', async () => {
  await using scratch = new ScratchStore();
  const first = new StoreDriver(scratch.open());
  const writes = [first.say(), first.say()];
  await first.store.close();
  await Promise.all(writes);
  assert.equal(existsSync(`${scratch.path}-wal`), false);
  assert.equal((await scratch.open().readCounts()).messages, 2);
});
