import assert from 'node:assert/strict';
import { type LedgerEntry, readLedger } from '@coderclaw/channel-kit/fake';
import type { DeliveryRecord, PartRecord, SendIdempotency, Store } from '@coderclaw/core';
import { channelName, KINDS, platformFiles } from './crash-platform.ts';
import type { CrashWorld } from './crash-world.ts';
import { answerWords, type Plan } from './plan.ts';

const MANY = 100_000;

/** What the platforms did against what the store says of it. */
export async function checkDeliveries(
  store: Store,
  world: CrashWorld,
  answered: readonly Plan[],
): Promise<void> {
  const deliveries = await store.listDeliveries({ limit: MANY });
  const replies = deliveries.filter(({ kind }) => kind === 'reply');
  const runs = replies.map(({ runId }) => runId);
  assert.equal(new Set(runs).size, runs.length, 'a run has two replies');
  checkWords(replies, answered);
  for (const kind of KINDS) {
    const own = deliveries.filter(({ channel }) => channel === channelName(kind));
    const ledger = readLedger(platformFiles(world.root, kind).ledger);
    checkPlatform(
      kind,
      own,
      ledger.filter(({ type }) => type === 'posted'),
    );
  }
}

/** Every word of every answer is in one reply, once. */
function checkWords(replies: readonly DeliveryRecord[], answered: readonly Plan[]): void {
  const words = replies.flatMap(({ parts }) =>
    parts
      .map(({ text }) => text)
      .join('')
      .split(' '),
  );
  for (const plan of answered) {
    for (const word of answerWords(plan)) {
      const sent = words.filter((one) => one === word).length;
      assert.equal(sent, 1, `${word} was put into ${sent} replies`);
    }
  }
}

function checkPlatform(
  kind: SendIdempotency,
  deliveries: readonly DeliveryRecord[],
  posts: readonly LedgerEntry[],
): void {
  const replies = deliveries.filter((one) => one.kind === 'reply');
  const notices = deliveries.filter((one) => one.kind === 'notice');
  const unknown = replies.flatMap(({ parts }) => parts.filter(({ state }) => state === 'unknown'));
  for (const [address, lost] of Map.groupBy(replies.filter(isUnknown), (one) => one.address)) {
    const told = notices.filter((notice) => notice.address === address).length;
    // One line stands for all that is unknown at the time.
    assert.ok(told >= 1 && told <= lost.length, `${kind}: ${told} lines tell of ${lost.length}`);
  }
  if (unknown.length === 0) assert.deepEqual(notices, [], `${kind}: a line about nothing`);
  if (kind !== 'none') assert.deepEqual(unknown, [], `${kind}: what became of it could be known`);
  const parts = deliveries.flatMap(({ address, parts }) =>
    parts.map((part) => ({ ...part, place: placeName(address, part.text) })),
  );
  const posted = Map.groupBy(posts, ({ conversation, text }) => placeName(conversation, text));
  for (const [place, same] of Map.groupBy(parts, (part) => part.place)) {
    checkPosts(place, same, posted.get(place)?.length ?? 0);
    posted.delete(place);
  }
  assert.deepEqual([...posted.keys()], [], `${kind}: posts of nobody's`);
  for (const reply of replies) checkOrder(reply, posts);
}

function isUnknown({ parts }: DeliveryRecord): boolean {
  return parts.some(({ state }) => state === 'unknown');
}

function placeName(conversation: string, text: string): string {
  return `“${text}” in ${conversation}`;
}

/** Each part that was delivered is there once, each of unknown fate at most once, and nothing else. */
function checkPosts(place: string, parts: readonly PartRecord[], posted: number): void {
  const states = parts.map(({ state }) => state);
  const delivered = states.filter((state) => state === 'delivered').length;
  const unknown = states.filter((state) => state === 'unknown').length;
  const what = `${place} is ${states.join(', ')} and was posted ${posted} times`;
  assert.ok(posted >= delivered && posted <= delivered + unknown, what);
  assert.ok(!states.includes('pending') && !states.includes('sending'), what);
}

/** The gateway's own lines look all alike; the order is told from the texts that are there once. */
function checkOrder({ address, parts }: DeliveryRecord, posts: readonly LedgerEntry[]): void {
  const own = posts.filter(({ conversation }) => conversation === address).map(({ text }) => text);
  const unique = parts.filter(({ text }) => own.indexOf(text) === own.lastIndexOf(text));
  const places = unique.map(({ text }) => own.indexOf(text)).filter((place) => place >= 0);
  const inOrder = places.toSorted((a, b) => a - b);
  assert.deepEqual(places, inOrder, `the parts of a reply in ${address} arrived out of order`);
}
