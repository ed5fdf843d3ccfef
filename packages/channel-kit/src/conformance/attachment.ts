import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { FILE_KINDS, type FileRef, textOf } from '@coderclaw/core';
import type { ChannelAccount } from '../channel.ts';
import { ChannelError } from '../channel-error.ts';
import type { TestFile } from './harness.ts';
import { startWith } from './push-world.ts';
import { NEVER, type StartSubject, type World } from './world.ts';

const FILE: TestFile = {
  name: 'plan – größer.txt',
  mimeType: 'text/plain',
  bytes: Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 251),
};

export function testAttachments(start: StartSubject): void {
  testIncoming(start);
  testOutgoing(start);
}

function testIncoming(start: StartSubject): void {
  test('a file that comes with a message can be fetched, again, and by the next gateway', async (t) => {
    const push = await startWith(t, start, 'attachments');
    if (!push) return;
    const { world } = push;
    const { event } = await world.hear({ by: 'ann', in: 'ann', text: 'see this', file: FILE });
    const [file, ...others] = event.files ?? [];
    assert.ok(file);
    assert.equal(others.length, 0);
    assert.equal(file.name, FILE.name);
    assert.ok(FILE_KINDS.includes(file.kind));
    assert.ok(file.bytes === null || file.bytes === FILE.bytes.length);
    assert.equal(textOf(event.content), 'see this');
    for (let times = 1; times <= 2; times += 1)
      assert.deepEqual(await fetchFrom(world.account, file.sourceRef), FILE.bytes);
    await world.acknowledged();
    const next = await world.restart();
    assert.deepEqual(await fetchFrom(next.account, file.sourceRef), FILE.bytes);
  });

  test('a file that is gone is given up; one that can not be had now is tried again', async (t) => {
    const push = await startWith(t, start, 'attachments');
    if (!push) return;
    const { world, platform } = push;
    const { account } = world;
    await assert.rejects(fetchFrom(account, 'no-such-file'), isOf(false));
    const { event } = await world.hear({ by: 'ann', in: 'ann', text: 'see this', file: FILE });
    const { sourceRef } = event.files![0]!;
    for (const trouble of ['unavailable', 'lost-answer', 'rate-limited'] as const) {
      platform.fails('download', trouble);
      await assert.rejects(fetchFrom(account, sourceRef), isOf(true), trouble);
    }
    assert.deepEqual(await fetchFrom(account, sourceRef), FILE.bytes);
    platform.fails('download', 'hang');
    const giveUp = new AbortController();
    const fetching = fetchFrom(account, sourceRef, giveUp.signal);
    giveUp.abort();
    await assert.rejects(fetching);
  });

  test('a channel without files fetches none', async (t) => {
    const push = await startWith(t, start, 'attachments', false);
    if (push) await assert.rejects(fetchFrom(push.world.account, 'any'), isOf(false));
  });
}

function testOutgoing(start: StartSubject): void {
  test('a file is sent with its name, its bytes and its caption', async (t) => {
    const push = await startWith(t, start, 'attachments');
    if (!push) return;
    const { world, platform, place } = push;
    const file = keep(world);
    await world.deliver(world.part(place, { kind: 'file', file, caption: 'here it is' }));
    await world.deliver(world.part(place, { kind: 'file', file }));
    const { name, bytes } = FILE;
    assert.deepEqual(
      platform.posts().map((post) => [post.in, post.text, post.file?.name]),
      [
        ['ann', 'here it is', name],
        ['ann', '', name],
      ],
    );
    for (const post of platform.posts())
      assert.deepEqual(Uint8Array.from(post.file?.bytes ?? []), bytes);
  });

  test('a file that the gateway can not read is certainly not sent', async (t) => {
    const push = await startWith(t, start, 'attachments');
    if (!push) return;
    const { world, platform, place } = push;
    const file = { ...keep(world), sha256: '0'.repeat(64) };
    const outcome = await world.account.send(world.part(place, { kind: 'file', file }), NEVER);
    assert.ok(outcome.kind === 'unsent' && !outcome.retryable, JSON.stringify(outcome));
    assert.deepEqual(platform.posts(), []);
  });
}

/** Puts the file where the gateway keeps files. */
export function keep(world: World): FileRef {
  const { name, mimeType, bytes } = FILE;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  world.host.files.set(sha256, bytes);
  return { sha256, name, mimeType, bytes: bytes.length };
}

async function fetchFrom(
  account: ChannelAccount,
  sourceRef: string,
  signal = NEVER,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await account.download(sourceRef, signal)) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}

function isOf(retryable: boolean): (error: unknown) => boolean {
  return (error) => error instanceof ChannelError && error.retryable === retryable;
}
