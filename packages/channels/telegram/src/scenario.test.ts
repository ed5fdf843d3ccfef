import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingHost } from '@coderclaw/channel-kit/conformance';
import type { SendOutcome } from '@coderclaw/core';
import { textOf } from '@coderclaw/core';
import { TELEGRAM } from './telegram.ts';
import { startBotApiServer } from './testing/index.ts';
import { REAL_CLOCK } from './testing/server/server-options.ts';
import { NEVER, openScene, part, text, until } from './testing/subject/scene.ts';

/** The platform on its bad days: each of these has been seen on the real one. */

test('a backlog of a thousand is taken up in order, and none of it twice', async (t) => {
  const server = await startBotApiServer({ floodControl: 'off' });
  const people = ['Ann', 'Bob', 'Eve'].map((name) => server.person(name));
  for (let index = 0; index < 1_000; index += 1) people[index % 3]!.writes(String(index));
  const host = new RecordingHost(REAL_CLOCK);
  const options = { botToken: server.token, apiRoot: server.apiRoot };
  const account = await TELEGRAM.open({ account: 'default', options }, host);
  t.after(async () => {
    await account.close();
    await server.stop();
  });
  await until(() => host.accepted, 1_000);
  for (const { id } of people) {
    const numbers = host.accepted
      .filter(({ sender }) => sender.identity === String(id))
      .map(({ content }) => Number(textOf(content)));
    assert.deepEqual(
      numbers,
      numbers.toSorted((one, other) => one - other),
    );
  }
  assert.equal(new Set(host.accepted.map(({ eventKey }) => eventKey)).size, 1_000);
  assert.deepEqual(host.overlaps, []);
  await server.until(() => server.waitingUpdates.length === 0);
});

test('updates that come again or out of order keep their keys', async (t) => {
  const { server, host, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const first = ann.writes('first');
  await accepted(1);
  await server.until(() => server.waitingUpdates.length === 0);
  server.repeats({ update_id: 500_000_001, message: first } as never);
  ann.writes('second');
  await accepted(3);
  const [one, again, two] = host.accepted;
  assert.deepEqual([again?.eventKey, two?.eventKey === one?.eventKey], [one?.eventKey, false]);
});

test('a message as large as can be, and larger, comes whole', async (t) => {
  const { server, accepted } = await openScene(t);
  const ann = server.person('Ann');
  ann.writes('😀'.repeat(2_048));
  const { user, chat } = ann;
  const huge = 'x'.repeat(1_000_000);
  const message = { message_id: 9, date: 1, chat: chat.wire, from: user, text: huge };
  server.injects({ message } as never);
  const [first, second] = await accepted(2);
  assert.equal(textOf(first!.content), '😀'.repeat(2_048));
  assert.equal(textOf(second!.content).length, 1_000_000);
});

test('a clock that is wrong changes when something was said, and nothing else', async (t) => {
  const { server, accepted } = await openScene(t);
  const ann = server.person('Ann');
  ann.writes('from the future', { date: 4_102_444_800 });
  ann.writes('from the past', { date: 1 });
  const events = await accepted(2);
  assert.deepEqual(
    events.map(({ sentAt }) => sentAt),
    [4_102_444_800_000, 1_000],
  );
});

test('somebody without an account, a chat that is gone and a topic that is closed are told apart from an outage', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  const bob = server.person('Bob');
  const group = server.group('Team', { members: [ann] });
  const other = server.group('Other', { members: [ann] });
  const forum = server.supergroup('Forum', { members: [ann], forum: true });
  const closed = forum.opensTopic('Closed', ann);
  const gone = forum.opensTopic('Gone', ann);
  bob.deletesAccount();
  group.vanishes();
  other.kicksBot(ann);
  closed.closes(ann);
  gone.vanishes();
  const outcomes: SendOutcome[] = [];
  for (const address of [
    String(bob.id),
    String(group.id),
    String(other.id),
    `${forum.id}/${closed.threadId}`,
    `${forum.id}/${gone.threadId}`,
  ])
    outcomes.push(await account.send(part(ann, text('x'), { address }), NEVER));
  for (const outcome of outcomes) {
    assert.ok(outcome.kind === 'unsent' && !outcome.retryable && outcome.scope === undefined);
    assert.match(outcome.error, /gone|does not let us write/u);
  }
});

test('an answer to a message that was deleted stands alone', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  const question = ann.writes('?');
  ann.deletes(question);
  const replyTo = String(question.message_id);
  assert.equal((await account.send(part(ann, text('!'), { replyTo }), NEVER)).kind, 'delivered');
  assert.equal(server.posts[0]?.replyToId, undefined);
});

test('a reaction that the platform or the group does not take is gone, and is to be said', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  const team = server.group('Team', { members: [ann] });
  team.allowsReactions('🔥');
  const here = ann.writes('done!');
  const there = ann.writes('done!', { in: team });
  const react = (emoji: string, room = ann.chat, { message_id } = here) => {
    const platformMessageId = String(message_id);
    return account.send(part(room, { kind: 'reaction', text: emoji, platformMessageId }), NEVER);
  };
  const outcomes = [
    await react('🦷'),
    await react('ok'),
    await react('👍', team, there),
    await react('🔥', team, there),
  ];
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['gone', 'gone', 'gone', 'delivered'],
  );
  ann.deletes(here);
  assert.equal((await react('👍')).kind, 'gone');
  assert.deepEqual(server.posts, []);
});

test('an emoji is put as the platform writes it', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  const platformMessageId = String(ann.writes('done!').message_id);
  const seen: (string | undefined)[] = [];
  for (const emoji of ['❤️', '👍🏽', '🤷‍♂️', '❤️‍🔥', '❤️‍🔥']) {
    const outcome = await account.send(
      part(ann, { kind: 'reaction', text: emoji, platformMessageId }),
      NEVER,
    );
    assert.equal(outcome.kind, 'delivered', emoji);
    seen.push(server.messagesIn(ann.chat)[0]?.reactions[0]?.emoji);
  }
  assert.deepEqual(seen, ['❤', '👍', '🤷‍♂', '❤‍🔥', '❤‍🔥']);
});

test('a poll that is told to wait, answered with a page or cut off goes on when it may', async (t) => {
  const { server, host, accepted } = await openScene(t);
  const ann = server.person('Ann');
  await server.until(() => server.isPolled);
  server.fails('getUpdates', { kind: 'rate-limited', retryAfter: 1 });
  server.fails('getUpdates', { kind: 'proxy', status: 502 });
  server.fails('getUpdates', 'cut');
  ann.writes('one');
  await accepted(1);
  ann.writes('two');
  const events = await accepted(2);
  assert.deepEqual(
    events.map(({ content }) => textOf(content)),
    ['one', 'two'],
  );
  assert.ok(host.statuses.some(({ state }) => state === 'waiting'));
  assert.equal(host.statuses.at(-1)?.state, 'running');
});

test('another program that polls with the same token is named as the trouble', async (t) => {
  const { server, host } = await openScene(t);
  await server.until(() => server.isPolled);
  const url = `${server.apiRoot}/bot${server.token}/getUpdates?timeout=1`;
  await (await fetch(url)).json();
  await until(() => host.statuses.filter(({ state }) => state === 'waiting'), 1);
  const { problem } = host.statuses.find(({ state }) => state === 'waiting')!;
  assert.match(problem!, /another program/u);
  await server.until(() => server.isPolled);
});

test('a webhook that somebody set is taken back', async (t) => {
  const { server, accepted } = await openScene(t);
  await server.until(() => server.isPolled);
  const hook = encodeURIComponent('http://127.0.0.1:9/');
  await (await fetch(`${server.apiRoot}/bot${server.token}/setWebhook?url=${hook}`)).json();
  server.person('Ann').writes('heard all the same');
  const [event] = await accepted(1);
  assert.equal(textOf(event!.content), 'heard all the same');
});

test('a post that the platform carries into a discussion group counts as a program, for it may be ours', async (t) => {
  const { server, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const group = server.supergroup('Talk', { members: [ann] });
  const { message_id: id } = server.channel('News').posts('news');
  ann.writes('news', {
    in: group,
    fields: {
      from: { id: 777_000, is_bot: false, first_name: 'Telegram' },
      sender_chat: server.channel('News').wire,
      is_automatic_forward: true,
    } as never,
  });
  const carried = (await accepted(2)).find(({ conversation }) => conversation.kind === 'group');
  assert.deepEqual([carried?.sender.isBot, id > 0], [true, true]);
});

test('what is accepted while a poll is under way is confirmed, and not taken for a count that began anew', async (t) => {
  const { server, host, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const commit = Promise.withResolvers<void>();
  const poll = Promise.withResolvers<void>();
  host.commit = () => commit.promise;
  ann.writes('slow to accept');
  await until(() => host.offered, 1);
  server.fails('getUpdates', { kind: 'held', until: poll.promise });
  const polls = server.callsOf('getUpdates').length;
  await server.until(() => server.callsOf('getUpdates').length > polls);
  commit.resolve();
  await accepted(1);
  poll.resolve();
  await server.until(() => server.waitingUpdates.length === 0);
  assert.equal(host.offered.length, 1);
});
