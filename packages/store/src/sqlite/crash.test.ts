import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { StoreDriver } from '../conformance/store-driver.ts';
import { ScratchStore } from './scratch-store.ts';

test('after kill -9 every acknowledged write is there', async () => {
  await using scratch = new ScratchStore();
  const writer = spawn(
    process.execPath,
    [fileURLToPath(new URL('./crash-writer.ts', import.meta.url)), scratch.path],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === 300) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  assert.equal(writer.signalCode, 'SIGKILL');
  const store = scratch.open();
  for (const line of acknowledged) {
    const [runId, state] = line.split(' ');
    assert.equal((await store.findRun(runId as never))?.state, state);
  }
  const left = await store.reclaimRuns({ at: 1, ...new StoreDriver(store).terms('next') });
  assert.ok(left.length <= 8, 'at most one unfinished run per lane');
});

test('a torn or garbled WAL tail leaves a prefix of the commits, whole and consistent', async () => {
  await using scratch = new ScratchStore();
  const d = new StoreDriver(scratch.open());
  const sizes: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    await d.settle(await d.start());
    sizes.push(statSync(`${scratch.path}-wal`).size);
  }
  const walBytes = sizes.at(-1)!;
  await fc.assert(
    fc.asyncProperty(fc.nat(walBytes - 1), fc.boolean(), async (offset, garble) => {
      await using copy = new ScratchStore();
      copyFileSync(scratch.path, copy.path);
      copyFileSync(`${scratch.path}-wal`, `${copy.path}-wal`);
      if (garble) flip(`${copy.path}-wal`, offset);
      else truncateSync(`${copy.path}-wal`, offset);
      const store = copy.open({ signer: scratch.signer });
      const { messages } = await store.readCounts();
      const whole = sizes.filter((size) => size <= offset).length;
      assert.ok(
        messages >= whole && messages <= whole + 1,
        `${messages} of ${whole} turns at ${offset}`,
      );
      assert.equal((await store.verifyAudit()).ok, true);
      const [session] = (await store.listSessions({ limit: 1, offset: 0 })).sessions;
      if (!session) return;
      const { entries } = await store.loadTranscript(session.id);
      assert.equal(entries.at(-1)?.id ?? null, session.headId);
    }),
    { numRuns: 25 },
  );
});

function flip(path: string, offset: number): void {
  const bytes = readFileSync(path);
  bytes[offset] = bytes[offset]! ^ 0xff;
  writeFileSync(path, bytes);
}
