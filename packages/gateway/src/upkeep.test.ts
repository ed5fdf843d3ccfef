import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type AgentId,
  type BlobStore,
  DEFAULT_TENANT,
  type InboundEvent,
  OWNER,
  userText,
} from '@coderclaw/core';
import { CountingIds, ManualClock, SILENT_LOGGER } from '@coderclaw/core/testing';
import { openBlobStore, openSqliteStore } from '@coderclaw/store';
import { sweepBlobs } from './upkeep.ts';

const HOUR_MS = 3_600_000;
const FIRST_MS = HOUR_MS / 12;
const DAY_MS = 24 * HOUR_MS;
const SIGNER = {
  keyId: 'test',
  sign: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
  verify: () => true,
};

/** A store with its blobs, on the disk, which are swept until the test ends. */
function openHousehold(t: TestContext, keepMs: number | null = null) {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-upkeep-'));
  const clock = new ManualClock(Date.now());
  const path = join(directory, 'coderclaw.db');
  const store = openSqliteStore({ path, ids: new CountingIds(), signer: SIGNER });
  const media = join(directory, 'media');
  const blobs = openBlobStore({ directory: media, clock });
  const stopping = new AbortController();
  const swept = sweepBlobs(
    { store, clock, logger: SILENT_LOGGER, stopping: stopping.signal },
    blobs,
    () => keepMs,
  );
  t.after(async () => {
    stopping.abort();
    await swept;
    await store.close();
    rmSync(directory, { recursive: true });
  });
  const isThere = (sha256: string) => existsSync(join(media, sha256.slice(0, 2), sha256));
  return { store, clock, blobs, isThere };
}

async function put(blobs: BlobStore, text: string) {
  const source = (async function* () {
    yield new TextEncoder().encode(text);
  })();
  return blobs.put(source, { maxBytes: 1_000 });
}

/** A message with one file, accepted. Returns its attachment. */
async function receive({
  store,
  clock,
}: Pick<ReturnType<typeof openHousehold>, 'store' | 'clock'>) {
  const file = { kind: 'photo', name: 'a', mimeType: null, bytes: null, sourceRef: 'r' } as const;
  const event: InboundEvent = {
    channel: 'fake',
    account: 'one',
    eventKey: 'message:1',
    kind: 'message',
    conversation: { address: 'ada', kind: 'direct' },
    sender: { identity: 'ada' },
    content: userText('look'),
    files: [file],
  };
  const accepted = await store.acceptMessage({
    at: clock.now(),
    tenantId: DEFAULT_TENANT,
    principalId: OWNER,
    event,
    routes: [
      {
        agentId: 'main' as AgentId,
        decision: 'accumulate',
        reason: 'test',
        sessionKey: 'agent:main:main',
        queueMode: 'steer',
        options: {},
      },
    ],
    claim: {
      executorId: 'test',
      leaseUntil: 0,
      pins: () => ({ configRevision: '', models: [], timeoutMs: 0, reserveMicros: 0 }),
    },
  });
  assert.ok(accepted.kind === 'accepted');
  return (await store.listAttachments(accepted.messageId))[0]!.id;
}

/** Lets time pass, and a sweep that is due then be done: it reads the disk, and sleeps when it has. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  await clock.advance(ms);
  while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

test('once a day the bytes go that nothing refers to, and no others', async (t) => {
  const household = openHousehold(t);
  const { store, clock, blobs, isThere } = household;
  const attachmentId = await receive(household);
  const kept = await put(blobs, 'kept');
  const outcome = { state: 'stored', blob: kept } as const;
  await store.recordAttachment({ at: clock.now(), attachmentId, outcome });
  const lost = await put(blobs, 'lost');
  await pass(clock, FIRST_MS);
  assert.ok(isThere(lost.sha256), 'somebody may still want it');
  await pass(clock, DAY_MS - HOUR_MS / 2);
  // Its row is not written yet.
  const young = await put(blobs, 'young');
  await pass(clock, HOUR_MS / 2);
  const found = [kept, lost, young].map(({ sha256 }) => isThere(sha256));
  assert.deepEqual(found, [true, false, true]);
});

test('what came long ago is let go, and its bytes with it', async (t) => {
  const household = openHousehold(t, 2 * DAY_MS);
  const { store, clock, blobs, isThere } = household;
  const attachmentId = await receive(household);
  const blob = await put(blobs, 'kept');
  await store.recordAttachment({
    at: clock.now(),
    attachmentId,
    outcome: { state: 'stored', blob },
  });
  await pass(clock, FIRST_MS);
  await pass(clock, DAY_MS);
  assert.ok(isThere(blob.sha256));
  await pass(clock, DAY_MS);
  assert.ok(!isThere(blob.sha256));
  assert.equal((await store.findAttachments([attachmentId]))[0]?.state, 'released');
});

test('where the store can not say what is kept nothing goes, until the next day', async (t) => {
  const { store, clock, blobs, isThere } = openHousehold(t);
  const { sha256 } = await put(blobs, 'lost');
  const list = store.listKeptBlobs;
  store.listKeptBlobs = () => Promise.reject(new Error('busy'));
  await pass(clock, FIRST_MS);
  await pass(clock, DAY_MS);
  assert.ok(isThere(sha256));
  store.listKeptBlobs = list;
  await pass(clock, DAY_MS);
  assert.ok(!isThere(sha256));
});
