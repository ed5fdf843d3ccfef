import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AttachmentRecord, MessageId, Store } from '@coderclaw/core';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { openBlobStore } from '@coderclaw/store';
import type { CrashWorld, Said } from './crash-world.ts';
import { bytesOfFile, isMissing, sourceRefs } from './sent-file.ts';

const MANY = 100_000;
/** How long a run waits for its files. */
const PATIENCE_MS = 60_000;

/**
 * Each file of the messages was fetched or given up, once, and every request of the model says what became of
 * it. A run waits a minute for its files: where the platform fails, or the machine is so busy that a
 * minute of the scaled clock had passed, it may have gone on without one.
 */
export async function checkFiles(
  store: Store,
  world: CrashWorld,
  messages: readonly MessageId[],
  { plan, at }: Said,
): Promise<void> {
  const files: AttachmentRecord[] = [];
  for (const id of messages) files.push(...(await store.listAttachments(id)));
  assert.deepEqual(
    files.map(({ sourceRef }) => sourceRef),
    sourceRefs(plan),
    plan.id,
  );
  const blobs = openBlobStore({ directory: join(world.home, 'media'), clock: SYSTEM_CLOCK });
  const told = world.requests.flatMap((request) => {
    const mayBeLate = world.hasFaults || world.waitedMs(request, at) >= PATIENCE_MS;
    return request.messages
      .filter(({ role, text }) => role === 'user' && text.includes(`"id":"${plan.id}"`))
      .map(({ text }) => ({ text, mayBeLate }));
  });
  for (const file of files) {
    if (isMissing(file.sourceRef)) assert.equal(file.state, 'gone', file.sourceRef);
    else {
      // Where the clock leaps by years, the daily sweep finds a file older than files are kept.
      if (!world.clockLeaps || file.state !== 'released')
        assert.equal(file.state, 'stored', `${file.sourceRef}: ${file.error}`);
      const bytes = bytesOfFile(file.sourceRef);
      assert.equal(file.sha256, createHash('sha256').update(bytes).digest('hex'));
      if (file.state === 'stored')
        assert.deepEqual(new Uint8Array(await blobs.read(file.sha256)), bytes);
    }
    // A piece of an album that came too late is told of with the message that it became.
    if (file.messageId !== messages[0]) continue;
    for (const { text, mayBeLate } of told) assert.match(text, lineOf(file, mayBeLate));
  }
}

/** No file was fetched for good a second time. */
export async function checkFetches(store: Store): Promise<void> {
  const audit = await store.listAudit({ limit: MANY });
  const fetched = audit.flatMap(({ payload }) =>
    payload?.action === 'attachment.fetch' ? [payload.resourceId] : [],
  );
  assert.equal(new Set(fetched).size, fetched.length, 'a file was recorded twice');
}

/** What a model reads of a file whose fate is known; or, where it may be late, of one that is not there yet. */
function lineOf({ sourceRef, state, sha256 }: AttachmentRecord, mayBeLate: boolean): RegExp {
  const stored = `text/plain, \\d+ bytes, blob:${sha256}`;
  const fates = {
    stored,
    released: `${stored}|text/plain, \\d+ bytes, the file is not kept any more`,
    gone: 'could not be fetched: ".+"',
    wanted: 'could not be fetched: ".+"',
  };
  const fate = fates[state];
  const late = mayBeLate ? '|could not be fetched: it has not arrived yet' : '';
  return new RegExp(`\\[document "${sourceRef}", (?:${fate}${late})\\]`, 'u');
}
