import assert from 'node:assert/strict';
import { type LedgerEntry, readLedger } from '@coderclaw/channel-kit/fake';
import type { DeliveryRecord, PartRecord, SendIdempotency, Store } from '@coderclaw/core';
import { channelName, KINDS, platformFiles } from './crash-platform.ts';
import type { CrashWorld, Said } from './crash-world.ts';
import { answerWords, markFile } from './plan.ts';

const MANY = 100_000;

/** A message on a platform as people see it in the end. */
type Post = {
  readonly id: string;
  readonly conversation: string;
  /** All that it has said, one after the other. */
  readonly texts: string[];
};

/** A part of a delivery; of one that stands for an answer under way, what replaces it. */
type Sent = {
  readonly part: PartRecord;
  readonly address: string;
  readonly replacedBy: PartRecord | undefined;
};

/** What the platforms did against what the store says of it. */
export async function checkDeliveries(
  store: Store,
  world: CrashWorld,
  answered: readonly Said[],
): Promise<void> {
  const deliveries = await store.listDeliveries({ limit: MANY });
  const replies = deliveries.filter(({ kind }) => kind === 'reply');
  const runs = replies.map(({ runId }) => runId);
  assert.equal(new Set(runs).size, runs.length, 'a run has two replies');
  checkWords(replies, answered);
  checkReactions(world, replies, answered);
  for (const kind of KINDS) {
    const own = deliveries.filter(({ channel }) => channel === channelName(kind));
    checkNotices(kind, own);
    checkPlatform(kind, own, postsOf(readLedger(platformFiles(world.root, kind).ledger)));
  }
}

/**
 * Every word of every answer is in one reply, once, and so is every file where files can be sent; what was
 * shown before the end does not count.
 */
function checkWords(replies: readonly DeliveryRecord[], answered: readonly Said[]): void {
  const ends = replies.map((reply) => sentOf(reply).filter(({ replacedBy }) => !replacedBy));
  const words = ends.flatMap((sent) =>
    sent
      .map(({ part }) => part.text)
      .join('')
      .split(' '),
  );
  const files = ends.flat().flatMap(({ part }) => part.file?.name ?? []);
  for (const { plan, via } of answered) {
    for (const word of answerWords(plan)) {
      const sent = words.filter((one) => one === word).length;
      assert.equal(sent, 1, `${word} was put into ${sent} replies`);
    }
    for (const [index, call] of plan.calls.entries()) {
      if (call !== 'attach' || via === 'chat') continue;
      const name = markFile(plan, index);
      const sent = files.filter((one) => one === name).length;
      assert.equal(sent, 1, `${name} was put into ${sent} replies`);
    }
  }
}

/** Each reaction that was called for is a part, once, and stands where it belongs: how often it was put there is one. */
function checkReactions(
  world: CrashWorld,
  replies: readonly DeliveryRecord[],
  answered: readonly Said[],
): void {
  const called = answered.flatMap(({ plan, via }) =>
    via === 'chat' ? [] : plan.calls.filter((call) => call === 'react'),
  );
  const parts = replies.flatMap((reply) => reply.parts.map((part) => ({ ...reply, part })));
  const reactions = parts.filter(({ part }) => part.kind === 'reaction');
  assert.equal(reactions.length, called.length, 'a reaction is missing, or there twice');
  for (const kind of KINDS) {
    const ledger = readLedger(platformFiles(world.root, kind).ledger);
    const done = ledger.filter(({ type }) => type === 'reacted');
    const own = reactions.filter(({ channel }) => channel === channelName(kind));
    for (const { part, address } of own) {
      assert.equal(part.state, 'delivered', `${kind}: a reaction is ${part.state}`);
      const stands = done.some((one) => one.conversation === address && one.id === part.reactsTo);
      assert.ok(stands, `${kind}: a reaction is delivered and not there`);
    }
    const places = new Set(done.map(({ conversation, id }) => `${conversation} ${id}`));
    assert.equal(places.size, own.length, `${kind}: a reaction of nobody's`);
  }
}

function sentOf({ address, parts }: DeliveryRecord): readonly Sent[] {
  const posting = parts.filter(({ kind }) => kind !== 'reaction');
  return posting.map((part) => ({
    part,
    address,
    replacedBy: parts.find(({ targetId }) => targetId === part.id),
  }));
}

/** One line stands for all that is unknown at the time, and only where it could not be known. */
function checkNotices(kind: SendIdempotency, deliveries: readonly DeliveryRecord[]): void {
  const replies = deliveries.filter((one) => one.kind === 'reply');
  const notices = deliveries.filter((one) => one.kind === 'notice');
  const lost = replies.filter(({ parts }) => parts.some(({ state }) => state === 'unknown'));
  for (const [address, same] of Map.groupBy(lost, (one) => one.address)) {
    const told = notices.filter((notice) => notice.address === address).length;
    assert.ok(told >= 1 && told <= same.length, `${kind}: ${told} lines tell of ${same.length}`);
  }
  if (lost.length === 0) assert.deepEqual(notices, [], `${kind}: a line about nothing`);
  if (kind !== 'none') assert.deepEqual(lost, [], `${kind}: what became of it could be known`);
}

/** Each part that was delivered is there once, each of unknown fate at most once, and nothing else. */
function checkPlatform(
  kind: SendIdempotency,
  deliveries: readonly DeliveryRecord[],
  posts: readonly Post[],
): void {
  const left = new Map(posts.map((post) => [post.id, post]));
  const sent = deliveries.flatMap(sentOf);
  for (const one of sent) {
    const { part } = one;
    if (part.state !== 'delivered' || isEdit(deliveries, part)) continue;
    const id = part.platformMessageId ?? '';
    checkPost(kind, one, left.get(id));
    left.delete(id);
  }
  for (const one of sent) {
    if (one.part.state === 'delivered') continue;
    checkLost(kind, one);
    const [found] = [...left.values()].filter(
      (post) => post.conversation === one.address && post.texts.join() === textOf(one.part),
    );
    if (found) left.delete(found.id);
  }
  assert.deepEqual([...left.values()], [], `${kind}: posts of nobody's`);
  for (const delivery of deliveries) checkOrder(delivery, posts);
}

/** Whether it went into the message of the part that it replaces. */
function isEdit(deliveries: readonly DeliveryRecord[], { targetId }: PartRecord): boolean {
  if (targetId === null) return false;
  const parts = deliveries.flatMap((delivery) => delivery.parts);
  return parts.some(({ id, platformMessageId }) => id === targetId && platformMessageId !== null);
}

/** It says what the part says; where an answer was shown while it was written, first that and in the end the answer. */
function checkPost(
  kind: SendIdempotency,
  { part, address, replacedBy }: Sent,
  post: Post | undefined,
): void {
  const what = `${kind}: “${textOf(part)}” in ${address}`;
  assert.ok(post, `${what} is delivered and not there`);
  assert.equal(post.conversation, address, what);
  assert.equal(post.texts[0], textOf(part), what);
  assert.equal(post.texts.at(-1), textOf(replacedBy ?? part), `${what} is not what is left`);
  if (!replacedBy) assert.equal(post.texts.length, 1, `${what} was changed`);
  else assert.equal(replacedBy.state, 'delivered', `${what} never ended`);
}

/** What could not be known is unknown; a showing of it is made good by the answer. */
function checkLost(kind: SendIdempotency, { part, address, replacedBy }: Sent): void {
  const what = `${kind}: “${textOf(part)}” in ${address} is ${part.state}`;
  assert.equal(kind, 'none', what);
  assert.equal(part.state, replacedBy ? 'dropped' : 'unknown', what);
}

function textOf({ text, file }: PartRecord): string {
  return file ? `[file ${file.name}]` : text;
}

function postsOf(ledger: readonly LedgerEntry[]): readonly Post[] {
  const posts = new Map<string, Post>();
  for (const { type, id, conversation, text } of ledger) {
    if (type === 'posted') {
      assert.ok(!posts.has(id), `${id} was posted twice`);
      posts.set(id, { id, conversation, texts: [text] });
    } else if (type === 'edited') posts.get(id)!.texts.push(text);
  }
  return [...posts.values()];
}

function checkOrder({ address, parts }: DeliveryRecord, posts: readonly Post[]): void {
  const places = parts
    .map(({ platformMessageId }) => posts.findIndex(({ id }) => id === platformMessageId))
    .filter((place) => place >= 0);
  const inOrder = places.toSorted((a, b) => a - b);
  assert.deepEqual(places, inOrder, `the parts of a reply in ${address} arrived out of order`);
}
