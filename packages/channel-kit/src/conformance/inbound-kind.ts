import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type InboundEvent, textOf } from '@coderclaw/core';
import type { TestPlace } from './harness.ts';
import { startPush, startWith } from './push-world.ts';
import { type StartSubject, startWorld, type World } from './world.ts';

export function testInboundKinds(start: StartSubject): void {
  testAftermath(start);
  testAddressing(start);

  test('what can not be read is named, and not passed over in silence', async (t) => {
    const world = await startWorld(t, start);
    const { people } = world;
    if (!people.saysUnreadable) return t.skip('all that is said there can be read');
    const event = await world.after(() => people.saysUnreadable!({ by: 'ann', in: 'ann' }));
    assert.equal(event.kind, 'message');
    assert.match(event.unsupported ?? '', /\p{L}/u);
  });
}

/** What happens to a message that is there. */
function testAftermath(start: StartSubject): void {
  test('an edit says which message now reads how, and each edit is its own event', async (t) => {
    const world = await startWorld(t, start);
    const { people } = world;
    if (!people.edits) return t.skip('the platform does not tell of edits');
    const { said, event } = await world.hear({ by: 'ann', in: 'ann', text: 'before' });
    const edits: InboundEvent[] = [];
    for (const text of ['after', 'after all']) {
      const edit = await world.after(() => people.edits!(said, text));
      checkAbout(edit, { kind: 'edit', id: said.id, event });
      assert.equal(textOf(edit.content), text);
      edits.push(edit);
    }
    assert.equal(new Set([event, ...edits].map(({ eventKey }) => eventKey)).size, 3);
    await world.acknowledged();
    const again = await world.after(() => people.repeats());
    assert.equal(again.eventKey, edits[1]?.eventKey);
  });

  test('a deletion says which message is gone', async (t) => {
    const world = await startWorld(t, start);
    const { people } = world;
    if (!people.deletes) return t.skip('the platform does not tell of deletions');
    const { said, event } = await world.hear({ by: 'ann', in: 'ann', text: 'regretted' });
    const deletion = await world.after(() => people.deletes!(said));
    checkAbout(deletion, { kind: 'delete', id: said.id, event });
  });

  test('a reaction says what it is, on which message', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform } = push;
    const { people } = world;
    if (!people.reacts) return t.skip('the platform does not tell of reactions');
    const place = people.places.includes('group') ? 'group' : 'ann';
    const event = await world.hearIn(place);
    const id = await world.deliver(world.part(event.conversation, 'an answer'));
    const post = platform.posts().at(-1)!;
    const reaction = await world.after(() => people.reacts!(post, 'ann', '👍'));
    checkAbout(reaction, { kind: 'reaction', id, event });
    assert.ok(textOf(reaction.content).includes('👍'));
  });

  test('a pressed button says its value, and each press is its own event', async (t) => {
    const push = await startWith(t, start, 'buttons');
    if (!push) return;
    const { world, platform } = push;
    const { presses } = world.people;
    assert.ok(presses, 'a platform with buttons has people who press them');
    const event = await world.hearIn('ann');
    const buttons = [
      [
        { label: 'Yes', value: '/approve 1' },
        { label: 'No', value: 'no, thanks' },
      ],
    ];
    const id = await world.deliver(
      world.part(event.conversation, { kind: 'text', text: 'shall I?', buttons }),
    );
    const post = platform.posts().at(-1)!;
    assert.deepEqual(post.buttons, ['Yes', 'No']);
    const actions: InboundEvent[] = [];
    for (const label of ['Yes', 'No', 'Yes'])
      actions.push(await world.after(() => presses(post, 'ann', label)));
    for (const action of actions) checkAbout(action, { kind: 'action', id, event });
    assert.deepEqual(
      actions.map(({ content }) => textOf(content)),
      ['/approve 1', 'no, thanks', '/approve 1'],
    );
    assert.equal(new Set(actions.map(({ eventKey }) => eventKey)).size, 3);
  });
}

function checkAbout(
  event: InboundEvent,
  about: { readonly kind: InboundEvent['kind']; readonly id: string; readonly event: InboundEvent },
): void {
  assert.deepEqual(
    [event.kind, event.platformMessageId, event.conversation.address, event.sender.identity],
    [about.kind, about.id, about.event.conversation.address, about.event.sender.identity],
  );
}

/** Whom it is meant for, and where it was said. */
function testAddressing(start: StartSubject): void {
  test('a message in a group turns to us by our name, or by answering us, and else it does not', async (t) => {
    const world = await startIn(t, start, 'group');
    if (!world) return;
    const says = { by: 'ann', in: 'group', text: 'good morning' } as const;
    const { said, event: plain } = await world.hear(says);
    assert.equal(plain.addressed, undefined);
    assert.ok(['group', 'channel'].includes(plain.conversation.kind));
    const { event: mention } = await world.hear({ ...says, mentionsUs: true });
    assert.equal(mention.addressed, 'mention');
    assert.ok(textOf(mention.content).includes('good morning'));
    const among = await world.hear({ ...says, by: 'bob', replyTo: said.id });
    assert.equal(among.event.addressed, undefined);
    if (world.channel.capabilities.transport === 'pull') return;
    const id = await world.deliver(world.part(plain.conversation, 'what we said'));
    const { event: reply } = await world.hear({ ...says, replyTo: id });
    if (world.platform.posts().at(-1)?.replyTo === undefined) return;
    assert.equal(reply.addressed, 'reply');
    for (const { content } of [among.event, reply]) assert.notEqual(content.quote?.text, '');
  });

  test('a thread is a conversation of its own, which names its parent', async (t) => {
    const world = await startIn(t, start, 'thread');
    if (!world) return;
    const { conversation: thread } = await world.hearIn('thread');
    assert.equal(thread.kind, 'thread');
    assert.notEqual(thread.thread?.id ?? '', '');
    if (!world.people.places.includes('group')) return;
    const { conversation: group } = await world.hearIn('group');
    assert.notEqual(thread.address, group.address);
    assert.equal(thread.parent?.address, group.address);
  });
}

async function startIn(
  t: TestContext,
  start: StartSubject,
  place: TestPlace,
): Promise<World | undefined> {
  const world = await startWorld(t, start);
  if (world.people.places.includes(place)) return world;
  t.skip(`the platform has no ${place}`);
  return undefined;
}
