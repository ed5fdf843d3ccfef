import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { resolveHome } from '@coderclaw/config';
import type { AuditRecord, Boundary, Random } from '@coderclaw/core';
import { SeededRandom } from '@coderclaw/core/testing';
import { createUuidIds, openAuditSigner, SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { openSqliteStore } from '@coderclaw/store';
import { checkWorld } from './world/check-world.ts';
import { type CrashWorld, inCrashWorld } from './world/crash-world.ts';
import { playScene } from './world/scene.ts';

const SEED = Date.now() % 1_000_000_000;
/** Tails that are looked at for each kill; the gateway is started on the last. */
const TAILS = 12;
/** A torn write reaches this far back: some commits, and not the first. */
const MAX_TORN_BYTES = 120_000;
const KILLS: readonly Boundary[] = [
  'answer.commit:after',
  'settle.commit:after',
  'part-sending.commit:after',
];
/**
 * As many kills as a run has attempts, and what it had got on by may be torn off; so may the message or
 * the stop that a plan waits for, and then its run ends at its limits.
 */
const ENDS = ['TOO_MANY_ATTEMPTS', 'RUN_TURN_LIMIT', 'MODEL_IDLE'] as const;

test(`with a torn tail of the write-ahead log the gateway starts on a prefix of its commits (seed ${SEED})`, () =>
  inCrashWorld(`torn tails with seed ${SEED}`, {}, async (world) => {
    const random = new SeededRandom(SEED);
    await world.start();
    const played: Promise<void>[] = [];
    for (const [index, boundary] of KILLS.entries()) {
      await world.arm({ boundary, nth: 2 });
      played.push(playScene(world, 'none', `t${index}`));
      assert.equal(await world.ended(), 'SIGKILL');
      const whole = await readAudit(copyDatabase(world, 'whole'), world);
      for (let tail = 0; tail < TAILS; tail += 1) {
        const torn = copyDatabase(world, `torn-${tail}`);
        tear(`${torn}-wal`, random);
        assertPrefix(await readAudit(torn, world), whole);
      }
      tear(`${databaseOf(world)}-wal`, random);
      assert.ok(await world.start());
    }
    await Promise.all(played);
    assert.ok(await world.quiet());
    await world.stop();
    await checkWorld(world, { torn: true, errors: ENDS });
  }));

function databaseOf(world: CrashWorld): string {
  return resolveHome({ CODERCLAW_HOME: world.home }).database;
}

function copyDatabase(world: CrashWorld, name: string): string {
  const directory = join(world.root, 'copies', name);
  mkdirSync(directory, { recursive: true });
  const copy = join(directory, 'copy.db');
  copyFileSync(databaseOf(world), copy);
  copyFileSync(`${databaseOf(world)}-wal`, `${copy}-wal`);
  return copy;
}

/** Cuts the file off at a random place near its end, or fills it from there with noise. */
function tear(wal: string, random: Random): void {
  assert.ok(existsSync(wal), 'nothing of the kind was written');
  const bytes = readFileSync(wal);
  const at = bytes.length - Math.floor(random.next() * Math.min(MAX_TORN_BYTES, bytes.length));
  if (random.next() < 0.5) truncateSync(wal, at);
  else writeFileSync(wal, Buffer.concat([bytes.subarray(0, at), noise(bytes.length - at, random)]));
}

function noise(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => random.next() * 256);
}

/** The audit trail, oldest first: each commit adds to it, and it vouches for itself. */
async function readAudit(path: string, world: CrashWorld): Promise<readonly AuditRecord[]> {
  const { auditKey } = resolveHome({ CODERCLAW_HOME: world.home });
  const signer = openAuditSigner(auditKey);
  const store = openSqliteStore({ path, ids: createUuidIds(SYSTEM_CLOCK), signer });
  try {
    const { ok, problem } = await store.verifyAudit();
    assert.ok(ok, `the audit chain is broken: ${problem}`);
    return (await store.listAudit({ limit: 100_000 })).toReversed();
  } finally {
    await store.close();
  }
}

function assertPrefix(part: readonly AuditRecord[], whole: readonly AuditRecord[]): void {
  assert.ok(part.length <= whole.length);
  assert.deepEqual(
    part.map(({ id }) => id),
    whole.slice(0, part.length).map(({ id }) => id),
  );
}
