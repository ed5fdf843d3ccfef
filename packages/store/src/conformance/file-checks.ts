import assert from 'node:assert/strict';
import type { FileRef, InboundFile, PrincipalId, ToolResultContent } from '@coderclaw/core';
import {
  answer,
  rejectsWith,
  type Said,
  type StoreDriver,
  texts,
  toolCall,
  toolResult,
} from './store-driver.ts';
import type { Check } from './suite.ts';

const PHOTO: InboundFile = {
  kind: 'photo',
  name: 'a.jpg',
  mimeType: null,
  bytes: null,
  sourceRef: 'ref',
};

/** Somebody sends a photo. */
async function receive(d: StoreDriver, said: Said = {}, bytes: number | null = null) {
  const message = d.message(said);
  const accepted = await d.store.acceptMessage({
    ...message,
    event: { ...message.event, files: [{ ...PHOTO, bytes }] },
  });
  assert.ok(accepted.kind === 'accepted');
  const [attachment] = await d.store.listAttachments(accepted.messageId);
  assert.ok(attachment);
  return attachment;
}

function fileOf(digit: string): FileRef {
  return { sha256: digit.repeat(64), name: 'out.txt', mimeType: 'text/plain', bytes: 3 };
}

export function fileChecks(check: Check): void {
  check('a file that came is wanted until it is recorded, once', async (d) => {
    const { id: attachmentId, state } = await receive(d);
    assert.equal(state, 'wanted');
    assert.deepEqual(
      (await d.store.listWantedAttachments(9)).map(({ id }) => id),
      [attachmentId],
    );
    const blob = { sha256: 'a'.repeat(64), bytes: 3, mimeType: 'image/jpeg' };
    const record = () =>
      d.store.recordAttachment({
        at: d.tick(),
        attachmentId,
        outcome: { state: 'stored', blob },
      });
    const { sha256, bytes, mimeType } = await record();
    assert.deepEqual({ sha256, bytes, mimeType }, blob);
    assert.deepEqual(await d.store.listWantedAttachments(9), []);
    await rejectsWith('STORE_ILLEGAL_TRANSITION', record());
  });

  check("a file is weighed with its sender's others of the time before and since", async (d) => {
    const [ada, ben] = ['ada' as PrincipalId, 'ben' as PrincipalId];
    const store = async (principalId: PrincipalId, digit: string, bytes: number) => {
      const { id: attachmentId } = await receive(d, { principalId });
      const blob = { sha256: digit.repeat(64), bytes, mimeType: 'image/jpeg' };
      await d.store.recordAttachment({
        at: d.tick(),
        attachmentId,
        outcome: { state: 'stored', blob },
      });
      return attachmentId;
    };
    const first = await store(ada, 'a', 1);
    await store(ada, 'a', 10);
    await store(ben, 'a', 100);
    const { id: last } = await receive(d, { principalId: ada }, 7);
    await store(ada, 'b', 1_000);
    const weigh = (attachmentId: typeof last, windowMs: number) =>
      d.store.weighAttachment({ attachmentId, windowMs });
    assert.deepEqual(await weigh(last, 1_000_000), {
      principalId: ada,
      claimedBytes: 7,
      recentBytes: 1_011,
    });
    assert.equal((await weigh(last, 0)).recentBytes, 1_000);
    assert.equal((await weigh(first, 1)).claimedBytes, null);
    await rejectsWith('STORE_NOT_FOUND', weigh('none' as typeof last, 0));
  });

  check('old files that nothing works on are let go, oldest first, and named still', async (d) => {
    const blob = (digit: string) => ({ sha256: digit.repeat(64), bytes: 3, mimeType: 'image/png' });
    const store = async (digit: string, said: Said) => {
      const { id: attachmentId } = await receive(d, said);
      const outcome = { state: 'stored', blob: blob(digit) } as const;
      await d.store.recordAttachment({ at: d.tick(), attachmentId, outcome });
      return attachmentId;
    };
    const listened: Said = { route: { decision: 'accumulate' } };
    const ids = [
      await store('d', {}),
      await store('a', listened),
      await store('b', listened),
      await store('c', listened),
      (await receive(d, listened)).id,
    ];
    const before = d.tick();
    ids.push(await store('a', listened));
    const release = (limit: number) => d.store.releaseAttachments({ at: d.tick(), before, limit });
    assert.equal(await release(2), 2);
    const states = async () => (await d.store.findAttachments(ids)).map(({ state }) => state);
    const [working, released] = ['stored', 'released'];
    assert.deepEqual(await states(), [working, released, released, 'stored', 'wanted', 'stored']);
    const kept = ['a', 'c', 'd'].map((digit) => digit.repeat(64));
    assert.deepEqual((await d.store.listKeptBlobs()).toSorted(), kept);
    assert.deepEqual([await release(9), await release(9)], [1, 0]);
    const [, first] = await d.store.findAttachments(ids);
    assert.deepEqual([first?.sha256, first?.bytes, first?.mimeType], Object.values(blob('a')));
  });

  check('bytes are kept for what came, what goes out and what a run attached', async (d) => {
    assert.deepEqual(await d.store.listKeptBlobs(), []);
    const { id: attachmentId } = await receive(d);
    const blob = { sha256: 'a'.repeat(64), bytes: 3, mimeType: 'image/jpeg' };
    const outcome = { state: 'stored', blob } as const;
    await d.store.recordAttachment({ at: d.tick(), attachmentId, outcome });

    const sends = await d.start({ session: 'agent:main:two' });
    const reply = [...texts('here'), { kind: 'file', text: '', file: fileOf('b') } as const];
    await d.settle(sends, { reply, transport: 'push' });

    // Not settled, and it may take days.
    const works = await d.start({ session: 'agent:main:three' });
    const call = toolCall('attach-1');
    await d.store.recordAnswer({ ...d.by(works), answer: answer('', { blocks: [call] }) });
    const result: ToolResultContent = { ...toolResult(call.id), files: [fileOf('c')] };
    const tool = { replay: 'safe', idempotencyKey: 'k', outcome: 'done' } as const;
    await d.store.recordToolResult({ ...d.by(works), result, ...tool });

    assert.deepEqual(
      (await d.store.listKeptBlobs()).toSorted(),
      ['a', 'b', 'c'].map((digit) => digit.repeat(64)),
    );
  });
}
