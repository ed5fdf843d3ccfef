import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '@coderclaw/core';
import type { ChannelUnderTest, TestMessage } from './harness.ts';
import { openAccount, SETTINGS } from './open-account.ts';

const FIRST: TestMessage = { id: 'm1', conversation: 'c1', from: 'u1', text: 'one' };
const SECOND: TestMessage = { ...FIRST, id: 'm2', text: 'two' };

/** Ordinary to a person in some language, and a trap to a program. */
const HOSTILE_TEXTS = [
  '\u202Eevil',
  '\x1b[31mred',
  '{{x}} %s <b>&amp;',
  "'; DROP TABLE message;--",
  '👩‍👩‍👧‍👦 é',
  '\ud800 alone',
];

export function testInbound(make: () => ChannelUnderTest): void {
  test('an event says who wrote what and where', async () => {
    const { account, channel, host, write } = await openAccount(make());
    await write(FIRST);
    const [event] = host.accepted;
    assert.ok(event);
    assert.deepEqual(
      [event.channel, event.account, event.kind],
      [channel.name, SETTINGS.account, 'message'],
    );
    assert.deepEqual(
      [event.conversation.address, event.sender.identity],
      [FIRST.conversation, FIRST.from],
    );
    assert.equal(textOf(event.content), FIRST.text);
    await account.close();
  });

  test('a message is acknowledged after its commit, not before', async () => {
    const { account, acknowledged, host, write } = await openAccount(make());
    const commit = Promise.withResolvers<void>();
    host.commit = () => commit.promise;
    const writing = write(FIRST);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(acknowledged(), []);
    commit.resolve();
    await writing;
    assert.deepEqual(acknowledged(), [FIRST.id]);
    await account.close();
  });

  test('a message that was not accepted is not acknowledged, and comes again', async () => {
    const { account, acknowledged, host, write, writeAgain } = await openAccount(make());
    host.refusals = 1;
    // A platform offers it again by itself; a client of ours is told, and asks again.
    await write(FIRST).catch(() => writeAgain(FIRST));
    assert.equal(host.offered.length, 2);
    assert.deepEqual(
      host.accepted.map(({ content }) => textOf(content)),
      [FIRST.text],
    );
    assert.deepEqual(acknowledged(), [FIRST.id]);
    await account.close();
  });

  test('the same message has the same event key each time, and another one another', async () => {
    const { account, host, write, writeAgain } = await openAccount(make());
    await write(FIRST);
    await writeAgain(FIRST);
    await write(SECOND);
    await write({ ...FIRST, conversation: 'c2' });
    const [first, again, second, elsewhere] = host.accepted.map(({ eventKey }) => eventKey);
    assert.ok(first && second && elsewhere);
    assert.equal(again, first);
    assert.equal(new Set([first, second, elsewhere]).size, 3);
    await account.close();
  });

  test('messages of one conversation are handed over in their order', async () => {
    const { account, host, write } = await openAccount(make());
    const texts = ['1', '2', '3', '4', '5'];
    for (const text of texts) await write({ ...FIRST, id: text, text });
    assert.deepEqual(
      host.accepted.map(({ content }) => textOf(content)),
      texts,
    );
    await account.close();
  });

  test('hostile text arrives as it was written, in well-formed Unicode', async () => {
    const { account, host, write } = await openAccount(make());
    for (const [index, text] of HOSTILE_TEXTS.entries())
      await write({ ...FIRST, id: String(index), text });
    assert.deepEqual(
      host.accepted.map(({ content }) => textOf(content)),
      HOSTILE_TEXTS.map((text) => text.toWellFormed()),
    );
    await account.close();
  });

  test('no NUL reaches the gateway', async () => {
    const { account, host, write } = await openAccount(make());
    // Ignored: refusing such a message is as good as cleaning it.
    await write({ ...FIRST, text: 'a\u0000b' }).catch(() => {});
    for (const { content } of host.offered) assert.ok(!textOf(content).includes('\u0000'));
    await account.close();
  });
}
