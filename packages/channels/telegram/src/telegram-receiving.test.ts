import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelError } from '@coderclaw/channel-kit';
import { textOf } from '@coderclaw/core';
import { document, photo, voice } from './testing/index.ts';
import { NEVER, openScene, part, text, until } from './testing/subject/scene.ts';

test('a message comes from where and whom the platform says', async (t) => {
  const { server, accepted } = await openScene(t);
  const ann = server.person('Ann', { last_name: 'Lee' });
  const forum = server.supergroup('Forum', { forum: true, members: [ann] });
  const topic = forum.opensTopic('Plans', ann);
  const sent = ann.writes('hello');
  ann.writes('in the topic', { in: forum, topic });
  server.channel('News').posts('news');
  const events = (await accepted(3)).toSorted((one, other) =>
    one.conversation.kind.localeCompare(other.conversation.kind),
  );
  const [inChannel, direct, inTopic] = events;
  assert.deepEqual(direct, {
    channel: 'telegram',
    account: 'default',
    kind: 'message',
    eventKey: `message/${ann.id}/${sent.message_id}`,
    conversation: { address: String(ann.id), kind: 'direct' },
    sender: { identity: String(ann.id), displayName: 'Ann Lee' },
    platformMessageId: String(sent.message_id),
    sentAt: sent.date * 1_000,
    content: { role: 'user', blocks: [{ type: 'text', text: 'hello' }] },
  });
  assert.deepEqual(inTopic?.conversation, {
    address: `${forum.id}/${topic.threadId}`,
    kind: 'thread',
    parent: { address: String(forum.id), kind: 'group', title: 'Forum' },
    thread: { id: String(topic.threadId), kind: 'topic' },
  });
  // What every message of a topic replies to is no reply of its writer.
  assert.deepEqual([inTopic?.addressed, inTopic?.content.quote], [undefined, undefined]);
  assert.equal(inChannel?.conversation.kind, 'channel');
  assert.equal(inChannel?.sender.identity, inChannel?.conversation.address);
});

test('a message turns to us by our name, a command or a reply, and not to another bot', async (t) => {
  const { server, account, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const group = server.group('Team', { members: [ann] });
  const said = await account.send(part(group, text('ours')), NEVER);
  assert.equal(said.kind, 'delivered');
  const ours = server.posts[0]!.message;
  ann.writes('to nobody', { in: group });
  ann.writes('hi @claw_test_bot', { in: group });
  ann.writes('/status@claw_test_bot', { in: group });
  ann.writes('/status@other_bot', { in: group });
  ann.writes('yes', { in: group, replyTo: ours });
  const events = await accepted(4);
  assert.deepEqual(
    events.map(({ content, addressed }) => [textOf(content), addressed]),
    [
      ['to nobody', undefined],
      ['hi @claw_test_bot', 'mention'],
      ['/status@claw_test_bot', 'mention'],
      ['yes', 'reply'],
    ],
  );
  assert.deepEqual(events.at(-1)?.content.quote, { from: 'Claw', text: 'ours' });
});

test('an edit, a reaction and a press are events of the message that they are about', async (t) => {
  const { server, account, accepted } = await openScene(t);
  const ann = server.person('Ann');
  // Reactions are told only to who asked for them.
  await server.until(() => server.isPolled);
  const sent = ann.writes('first');
  ann.edits(sent, 'second');
  ann.edits(sent, 'third');
  ann.reacts(sent, '👍');
  const buttons = [[{ label: 'Yes', value: '/model one' }]];
  const asked = await account.send(part(ann, { kind: 'text', text: 'sure?', buttons }), NEVER);
  assert.equal(asked.kind, 'delivered');
  const query = ann.presses(server.posts[0]!.message, 'Yes');
  const events = await accepted(5);
  assert.deepEqual(
    events.map(({ kind, content, platformMessageId }) => [
      kind,
      textOf(content),
      platformMessageId,
    ]),
    [
      ['message', 'first', String(sent.message_id)],
      ['edit', 'second', String(sent.message_id)],
      ['edit', 'third', String(sent.message_id)],
      ['reaction', '👍', String(sent.message_id)],
      ['action', '/model one', asked.kind === 'delivered' ? asked.platformMessageId : ''],
    ],
  );
  assert.equal(new Set(events.map(({ eventKey }) => eventKey)).size, 5);
  await account.indicate({ kind: 'pressed', eventKey: events[4]!.eventKey, text: 'Done' }, NEVER);
  assert.deepEqual(
    server.callsOf('answerCallbackQuery').map(({ values }) => values.callback_query_id),
    [query],
  );
});

test('each piece of an album is confirmed by itself, and says of which album it is', async (t) => {
  const { server, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const album = ann.album().sends(photo({ caption: 'look' }), photo(), document({ name: 'a.txt' }));
  const pieces = await accepted(3);
  assert.deepEqual(
    pieces.map(({ files, content }) => [files?.[0]?.kind, textOf(content)]),
    [
      ['photo', 'look'],
      ['photo', ''],
      ['document', ''],
    ],
  );
  assert.equal(new Set(pieces.map(({ eventKey }) => eventKey)).size, 3);
  for (const piece of pieces) assert.deepEqual(piece.album, { key: album.id });
  await server.until(() => server.waitingUpdates.length === 0);
  ann.edits(album.messages[0]!, 'look again');
  ann.sends(photo());
  for (const other of (await accepted(5)).slice(3)) assert.equal(other.album, undefined);
});

test('what was not accepted is not confirmed, and is offered again in its order', async (t) => {
  const { server, host, accepted } = await openScene(t);
  const ann = server.person('Ann');
  host.refusals = 2;
  ann.writes('one');
  ann.writes('two');
  await until(() => host.offered, 2);
  assert.equal(server.waitingUpdates.length, 2);
  const events = await accepted(2);
  assert.deepEqual(
    events.map(({ content }) => textOf(content)),
    ['one', 'two'],
  );
  await server.until(() => server.waitingUpdates.length === 0);
});

test('an update that can not be read is skipped, and those behind it come', async (t) => {
  const { server, accepted } = await openScene(t);
  server.injects({ message: { message_id: 1, date: 1 } });
  server.injects({ message: 'nonsense' });
  server.injects({});
  server.person('Ann').writes('after');
  const [event] = await accepted(1);
  assert.equal(textOf(event!.content), 'after');
});

test('a group that becomes a supergroup has moved, in both directions of telling', async (t) => {
  const { server, host, account, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const group = server.group('Team', { members: [ann] });
  ann.writes('before', { in: group });
  const supergroup = group.migrates(ann);
  ann.writes('after', { in: supergroup });
  await accepted(2);
  const move = { from: String(group.id), to: String(supergroup.id) };
  await until(() => host.moves, 2);
  assert.deepEqual(host.moves, [move, move]);
  const outcome = await account.send(part(group, text('old')), NEVER);
  assert.deepEqual(outcome, { kind: 'moved', address: String(supergroup.id) });
});

test('what the platform has no text for is told in words or named as what we can not read', async (t) => {
  const { server, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const { anything, contact, dice, location, poll, sticker, venue } = await import(
    './testing/index.ts'
  );
  for (const content of [
    location(1, 2),
    venue('Café', 'Street 1'),
    contact('Zoe', '+1'),
    poll('Which?', ['a', 'b']),
    dice(4),
    sticker({ emoji: '🎉' }),
    anything({ story: { id: 1 } }),
    anything({ something_new: {} }),
  ])
    ann.sends(content);
  const events = await accepted(8);
  assert.deepEqual(
    events.map(({ content, unsupported }) => unsupported ?? textOf(content)),
    [
      '[Location: 1, 2]',
      '[Place: Café, Street 1 (52.52, 13.405)]',
      '[Contact: Zoe, +1]',
      '[Poll: Which?]\n- a\n- b',
      '[🎲 4]',
      '🎉',
      'stories',
      'this kind of message',
    ],
  );
});

test('a forwarded command is none, and links and code keep what they say', async (t) => {
  const { server, accepted } = await openScene(t);
  const ann = server.person('Ann');
  const bob = server.person('Bob');
  ann.forwards(bob.writes('/reset'));
  ann.writesHtml(
    'see <a href="https://example.org/">this</a> <code>x</code>\n<pre><code class="language-js">a`b</code></pre>',
  );
  const events = await accepted(3);
  assert.equal(
    textOf(events.find(({ labels }) => labels)!.content),
    '[Forwarded from Bob]\n/reset',
  );
  assert.equal(
    textOf(events.at(-1)!.content),
    'see [this](https://example.org/) `x`\n```js\na`b\n```',
  );
});

test('a file is fetched by what its message named, and is told when it can not be', async (t) => {
  const { server, account, accepted } = await openScene(t);
  const ann = server.person('Ann');
  ann.sends(
    document({ bytes: Buffer.from('content'), name: '../../etc/passwd', mimeType: 'text/plain' }),
  );
  ann.sends(voice({ seconds: 3 }));
  ann.sends(document({ size: 30_000_000 }));
  const [first, second, third] = await accepted(3);
  assert.deepEqual(
    first!.files!.map(({ kind, name, mimeType, bytes }) => ({ kind, name, mimeType, bytes })),
    [{ kind: 'document', name: '../../etc/passwd', mimeType: 'text/plain', bytes: 7 }],
  );
  assert.equal(second!.files![0]!.durationMs, 3_000);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await account.download(first!.files![0]!.sourceRef, NEVER))
    chunks.push(chunk);
  assert.equal(Buffer.concat(chunks).toString(), 'content');
  await assert.rejects(
    account.download(third!.files![0]!.sourceRef, NEVER),
    (error: ChannelError) => {
      assert.match(error.message, /file is too big/u);
      return !error.retryable;
    },
  );
});
