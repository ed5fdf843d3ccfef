import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '@coderclaw/core';
import { ACCOUNT } from './event-check.ts';
import { type StartSubject, startWorld } from './world.ts';

/** Ordinary to a person in some language, and a trap to a program. */
const HOSTILE_TEXTS = [
  '\u202Eevil',
  '\x1b[31mred',
  '{{x}} %s <b>&amp;',
  "'; DROP TABLE message;--",
  '👩‍👩‍👧‍👦 é',
  '\ud800 alone',
];

export function testInbound(start: StartSubject): void {
  test('an event says who wrote what and where', async (t) => {
    const world = await startWorld(t, start);
    const { channel, people } = world;
    const { said, event } = await world.hear({ by: 'ann', in: 'ann', text: 'one' });
    assert.deepEqual(
      [event.channel, event.account, event.kind, event.conversation.kind],
      [channel.name, ACCOUNT, 'message', 'direct'],
    );
    assert.equal(event.sender.identity, people.identities.ann);
    assert.equal(textOf(event.content), 'one');
    if (channel.capabilities.transport === 'push') assert.equal(event.platformMessageId, said.id);
    const { event: second } = await world.hear({ by: 'ann', in: 'ann', text: 'two' });
    const { event: other } = await world.hear({ by: 'bob', in: 'bob', text: 'three' });
    assert.equal(second.conversation.address, event.conversation.address);
    assert.notEqual(other.conversation.address, event.conversation.address);
    assert.equal(other.sender.identity, people.identities.bob);
  });

  test('a message is acknowledged after its commit, not before', async (t) => {
    const world = await startWorld(t, start);
    const { host, people } = world;
    const commit = Promise.withResolvers<void>();
    host.commit = () => commit.promise;
    await people.says({ by: 'ann', in: 'ann', text: 'one' });
    await world.eventually('it is offered', () => host.offered.length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(people.unacknowledged(), 1);
    commit.resolve();
    await world.acknowledged();
    assert.equal(host.accepted.length, 1);
  });

  test('a message that was not accepted is not acknowledged, and comes again before those behind it', async (t) => {
    const world = await startWorld(t, start);
    const { host, people } = world;
    host.refusals = 2;
    for (const text of ['one', 'two', 'three']) await people.says({ by: 'ann', in: 'ann', text });
    await world.eventually('all are accepted', () => host.accepted.length >= 3);
    const texts = host.accepted.map(({ content }) => textOf(content));
    assert.deepEqual(texts, ['one', 'two', 'three']);
    await world.acknowledged();
  });

  test('the same message has the same event key each time, and another one another', async (t) => {
    const world = await startWorld(t, start);
    const { event: first } = await world.hear({ by: 'ann', in: 'ann', text: 'one' });
    await world.acknowledged();
    const again = await world.after(() => world.people.repeats());
    assert.equal(again.eventKey, first.eventKey);
    const others = [
      await world.hear({ by: 'ann', in: 'ann', text: 'one' }),
      await world.hear({ by: 'bob', in: 'bob', text: 'one' }),
    ];
    const keys = [first, ...others.map(({ event }) => event)].map(({ eventKey }) => eventKey);
    assert.equal(new Set(keys).size, 3);
  });

  test('messages of one conversation are handed over in their order, however long each takes', async (t) => {
    const world = await startWorld(t, start);
    const { host, people } = world;
    const texts = ['1', '2', '3', '4', '5', '6', '7', '8'];
    host.commit = () => new Promise((resolve) => setImmediate(resolve));
    for (const text of texts) await people.says({ by: 'ann', in: 'ann', text });
    await world.eventually('all are accepted', () => host.accepted.length >= texts.length);
    assert.deepEqual(
      host.accepted.map(({ content }) => textOf(content)),
      texts,
    );
  });

  test('hostile text arrives as it was written, in well-formed Unicode', async (t) => {
    const world = await startWorld(t, start);
    for (const text of HOSTILE_TEXTS) {
      const { said, event } = await world.hear({ by: 'ann', in: 'ann', text });
      assert.equal(textOf(event.content), said.text.toWellFormed());
    }
  });

  test('what makes no sense is not in the way of what is behind it', async (t) => {
    const world = await startWorld(t, start);
    const { people } = world;
    if (!people.saysNonsense) return t.skip('the platform is our own');
    await people.saysNonsense();
    const { event } = await world.hear({ by: 'ann', in: 'ann', text: 'behind it' });
    assert.equal(textOf(event.content), 'behind it');
    await world.acknowledged();
  });

  test('no NUL reaches the gateway', async (t) => {
    const world = await startWorld(t, start);
    // Ignored: refusing such a message is as good as cleaning it.
    await world.people.says({ by: 'ann', in: 'ann', text: 'a\u0000b' }).catch(() => {});
    await world.hear({ by: 'bob', in: 'bob', text: 'behind it' });
    for (const { content } of world.host.offered) assert.ok(!textOf(content).includes('\u0000'));
  });
}
