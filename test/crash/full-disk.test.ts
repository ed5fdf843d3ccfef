import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Signer, StoreError } from '@coderclaw/core';
import { CountingIds } from '@coderclaw/core/testing';
import { openSqliteStore } from '@coderclaw/store';
import { KernelWorld } from '../kernel/kernel-world.ts';
import { checkWorld } from './world/check-world.ts';
import { type CrashWorld, inCrashWorld } from './world/crash-world.ts';
import { plan } from './world/plan.ts';

const DISK = '16m';
const SIGNER: Signer = {
  keyId: 'test',
  sign: (bytes) => createHash('sha256').update(bytes).digest(),
  verify: (bytes, signature) =>
    SIGNER.sign(bytes).every((byte, index) => byte === signature[index]),
};

test('a database that may not grow refuses messages whole, and answers the others once it may', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-full-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = { path: join(directory, 'coderclaw.db'), ids: new CountingIds(), signer: SIGNER };
  const full = new KernelWorld(openSqliteStore({ ...file, maxPages: 1 }), {});
  await full.boot();
  const kept: string[] = [];
  let refused: unknown;
  for (let index = 0; refused === undefined; index += 1) {
    const text = `message ${index} ${'.'.repeat(2_000)}`;
    await full.say(text, { queueMode: 'followup' }).then(
      () => kept.push(`user: ${text}`),
      (error: unknown) => {
        refused = error;
      },
    );
  }
  assert.ok(refused instanceof StoreError && refused.code === 'STORE_FULL' && refused.retryable);
  assert.equal((await full.truth.readCounts()).messages, kept.length);
  full.crash();
  await full.truth.close();

  const roomy = new KernelWorld(openSqliteStore(file), {});
  // The first process of each world has the same name; what the other world's first one left is the second's.
  await roomy.boot();
  roomy.crash();
  await roomy.boot();
  await roomy.untilIdle(1_000);
  const said = await roomy.transcript();
  assert.deepEqual(
    said.filter((line) => line.startsWith('user')),
    kept,
  );
  await roomy.kernel.stop();
  await roomy.truth.close();
});

test('a gateway whose disk is full refuses messages, keeps what it acknowledged, and goes on by itself when there is room', async (t) => {
  await inCrashWorld('a full disk', {}, async (world) => {
    const disk = mountSmallDisk(t, world);
    if (!disk) return;
    try {
      await world.start();
      await world.chat('main', plan('a', { calls: ['edit'], until: 'b', words: 3 }));
      disk.fill();
      const refusal = await world.refusal('main', plan('b'));
      assert.equal(refusal?.code, 'UNAVAILABLE');
      assert.equal(refusal?.retryable, true);
      assert.match(refusal?.message ?? '', /disk is full/u);
      const sent = world.chat('main', plan('b'));
      disk.clear();
      await sent;
      assert.ok(await world.quiet());
      await world.stop();
      await checkWorld(world);
    } finally {
      await world.kill();
      disk.unmount();
    }
  });
});

/** A disk of a few megabytes under the home; undefined, and the test skipped, where this user may not mount. */
function mountSmallDisk(t: TestContext, world: CrashWorld) {
  const { home, root } = world;
  const before = join(root, 'before');
  cpSync(home, before, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=700`, 'tmpfs', home], {
      stdio: 'pipe',
    });
  } catch (error) {
    t.skip(`a small disk can not be mounted here: ${(error as Error).message.trim()}`);
    return undefined;
  }
  cpSync(before, home, { recursive: true });
  const filler = join(home, 'filler');
  return {
    fill: () => fillUp(filler),
    clear: () => rmSync(filler, { force: true }),
    /** What is on it stays behind, for whoever wants to know why the test failed. */
    unmount: () => {
      rmSync(filler, { force: true });
      cpSync(home, join(root, 'after'), { recursive: true });
      execFileSync('umount', [home]);
    },
  };
}

/** Takes every byte that is left. */
function fillUp(file: string): void {
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
}
