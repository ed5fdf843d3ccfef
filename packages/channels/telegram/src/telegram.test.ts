import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelError } from '@coderclaw/channel-kit';
import { RecordingHost } from '@coderclaw/channel-kit/conformance';
import { textOf } from '@coderclaw/core';
import { checkToken, TELEGRAM } from './telegram.ts';
import { document, photo, startBotApiServer, voice } from './testing/index.ts';
import { REAL_CLOCK } from './testing/server/server-options.ts';
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

test('an answer is formatted, replies, and goes to its topic; what can not be formatted goes as it is', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  const forum = server.supergroup('Forum', { forum: true, members: [ann] });
  const topic = forum.opensTopic('Plans', ann);
  const asked = ann.writes('?', { in: forum, topic });
  const address = `${forum.id}/${topic.threadId}`;
  const replyTo = String(asked.message_id);
  await account.send(
    part(forum, text('**bold** `x`'), { address, replyTo, conversationKind: 'thread' }),
    NEVER,
  );
  const [post] = server.posts;
  assert.deepEqual(
    [post?.text, post?.threadId, post?.replyToId, post?.entities.map(({ type }) => type)],
    ['bold x', topic.threadId, asked.message_id, ['bold', 'code']],
  );
  server.fails('sendMessage', {
    kind: 'error',
    code: 400,
    description: "Bad Request: can't parse entities: x",
  });
  await account.send(part(ann, text('**bold**')), NEVER);
  assert.equal(server.posts.at(-1)?.text, '**bold**');
});

test('an edit replaces a text; one that changes nothing is done, one of a deleted message sends nothing', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  ann.startsBot();
  const sent = await account.send(part(ann, text('one')), NEVER);
  const id = sent.kind === 'delivered' ? sent.platformMessageId! : '';
  const edit = (said: string) =>
    account.send(part(ann, { kind: 'edit', text: said, platformMessageId: id }), NEVER);
  assert.deepEqual(await edit('two'), { kind: 'delivered', platformMessageId: id });
  assert.deepEqual(await edit('two'), { kind: 'delivered', platformMessageId: id });
  assert.deepEqual(
    server.posts.map(({ text: said }) => said),
    ['two'],
  );
  ann.deletes(server.posts[0]!.message);
  assert.deepEqual(await edit('three'), { kind: 'gone' });
  assert.equal(server.callsOf('sendMessage').length, 1);
});

test('an edit whose answer is lost waits for the platform, for it may be made twice', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  ann.startsBot();
  const sent = await account.send(part(ann, text('one')), NEVER);
  const platformMessageId = sent.kind === 'delivered' ? sent.platformMessageId! : '';
  const edit = () =>
    account.send(part(ann, { kind: 'edit', text: 'two', platformMessageId }), NEVER);
  for (const fault of [{ kind: 'proxy', status: 502 }, 'lost-answer', 'not-json'] as const) {
    server.fails('editMessageText', fault);
    const outcome = await edit();
    assert.deepEqual(
      outcome.kind === 'unsent' && [outcome.retryable, outcome.scope],
      [true, 'account'],
      JSON.stringify(fault),
    );
  }
  assert.equal((await edit()).kind, 'delivered');
});

test('what becomes of a send is told as it is', async (t) => {
  const { server, account, host } = await openScene(t);
  const ann = server.person('Ann');
  ann.startsBot();
  const send = () => account.send(part(ann, text('x')), NEVER);
  server.fails('sendMessage', { kind: 'rate-limited', retryAfter: 7 });
  const limited = await send();
  assert.equal(limited.kind === 'unsent' && limited.retryAfterMs, 7_000);
  for (const code of [500, 502, 503, 504]) {
    server.fails('sendMessage', { kind: 'error', code, description: 'Bad Gateway' });
    const failed = await send();
    assert.equal(failed.kind, 'unknown', String(code));
    assert.match(failed.kind === 'unknown' ? failed.error : '', /Bad Gateway/u);
    assert.equal((await send()).kind, 'delivered');
  }
  for (const fault of ['lost-answer', 'truncated', 'not-json'] as const) {
    server.fails('sendMessage', fault);
    assert.equal((await send()).kind, 'unknown', fault);
    assert.equal((await send()).kind, 'delivered', fault);
  }
  ann.blocksBot();
  const blocked = await send();
  assert.deepEqual(blocked.kind === 'unsent' && [blocked.retryable, blocked.scope], [
    false,
    undefined,
  ]);
  const nowhere = await account.send(part({ id: 4711 }, text('x')), NEVER);
  assert.deepEqual(nowhere.kind === 'unsent' && nowhere.retryable, false);
  const noAddress = await account.send(part(ann, text('x'), { address: 'nonsense' }), NEVER);
  assert.deepEqual(noAddress.kind === 'unsent' && noAddress.retryable, false);
  server.revokesToken();
  const refused = await account.send(part(server.person('Bob'), text('x')), NEVER);
  assert.deepEqual(refused.kind === 'unsent' && [refused.retryable, refused.scope], [
    true,
    'account',
  ]);
  assert.equal(host.statuses.at(-1)?.state, 'refused');
  assert.ok(!JSON.stringify([limited, blocked, refused, host.statuses]).includes('AAF-test'));
});

test('an outage costs one answer of which nobody knows, and is over when the platform is back', async (t) => {
  const { server, host, account } = await openScene(t);
  const people = ['Ann', 'Bob', 'Eve'].map((name) => server.person(name));
  for (const person of people) person.startsBot();
  const send = async (index: number) =>
    (await account.send(part(people[index]!, text('x')), NEVER)).kind;
  server.fails('sendMessage', { kind: 'proxy', status: 502 });
  server.fails('getMe', { kind: 'proxy', status: 502 });
  assert.equal(await send(0), 'unknown');
  assert.equal(await send(1), 'unsent');
  assert.equal(await send(1), 'delivered');
  // Where it answers, and yet does nothing, each try costs one, and the others wait in between.
  server.fails('sendMessage', { kind: 'error', code: 502, description: 'Bad Gateway' }, 2);
  assert.equal(await send(0), 'unknown');
  const kinds = [await send(1), await send(2), await send(2)];
  assert.deepEqual(kinds, ['unknown', 'unsent', 'delivered']);
  await server.until(() => server.isPolled);
  await server.goesDown();
  await until(() => host.statuses.filter(({ state }) => state === 'waiting'), 1);
  assert.equal(await send(2), 'unsent');
  await server.comesBack();
  assert.equal(await send(2), 'delivered');
  people[0]!.writes('and we hear again');
  await until(
    () => host.accepted.filter(({ content }) => textOf(content) === 'and we hear again'),
    1,
  );
  assert.equal(host.statuses.at(-1)?.state, 'running');
});

test('what is being sent when the account closes still gets its answer; nothing is sent after it', async (t) => {
  const { server, account } = await openScene(t);
  const ann = server.person('Ann');
  ann.startsBot();
  const answer = Promise.withResolvers<void>();
  server.fails('sendMessage', { kind: 'held', until: answer.promise });
  const sending = account.send(part(ann, text('x')), NEVER);
  await server.until(() => server.posts.length > 0);
  const closing = account.close();
  const late = await account.send(part(ann, text('y')), NEVER);
  assert.equal(late.kind, 'unsent');
  answer.resolve();
  assert.equal((await sending).kind, 'delivered');
  await closing;
  assert.equal(server.posts.length, 1);
});

test('it keeps within the limits of the platform by itself', async (t) => {
  const { server, account } = await openScene(t, { floodControl: 'real' });
  const ann = server.person('Ann');
  ann.startsBot();
  const outcomes = [];
  for (let sent = 0; sent < 5; sent += 1)
    outcomes.push(await account.send(part(ann, text(`${sent}`)), NEVER));
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    Array(5).fill('delivered'),
  );
  const many = await Promise.all(
    Array.from({ length: 6 }, (_, index) => account.send(part(ann, text(`p${index}`)), NEVER)),
  );
  assert.ok(many.some((outcome) => outcome.kind === 'held' && outcome.waitMs > 0));
  assert.equal(server.floodRefusals, 0);
  const id = outcomes[0]?.kind === 'delivered' ? outcomes[0].platformMessageId! : '';
  const preview = {
    address: String(ann.id),
    conversationKind: 'direct',
    platformMessageId: id,
    text: 'y',
  } as const;
  assert.deepEqual(await account.preview(preview, NEVER), { kind: 'skipped' });
});

test('typing is not shown while the platform asks to wait, or where a message has no room', async (t) => {
  const { server, account } = await openScene(t);
  const [ann, bob] = [server.person('Ann'), server.person('Bob')];
  for (const person of [ann, bob]) person.startsBot();
  const typing = (room: typeof ann) => {
    const place = { address: String(room.id), conversationKind: 'direct' } as const;
    return account.indicate({ kind: 'typing', ...place }, NEVER);
  };
  const shown = () => server.callsOf('sendChatAction').length;
  await typing(ann);
  assert.equal(shown(), 1);
  for (let sent = 0; sent < 3; sent += 1) await account.send(part(ann, text('x')), NEVER);
  await typing(ann);
  assert.equal(shown(), 1);
  await typing(bob);
  assert.equal(shown(), 2);
  server.fails('sendMessage', { kind: 'rate-limited', retryAfter: 60 });
  await account.send(part(bob, text('x')), NEVER);
  await typing(bob);
  assert.equal(shown(), 2);
});

test('the topics of a forum take turns at its room, and who has none yet was not tried', async (t) => {
  const { server, account } = await openScene(t, { floodControl: 'real' });
  const ann = server.person('Ann');
  const forum = server.supergroup('Forum', { forum: true, members: [ann] });
  const topics = ['a', 'b', 'c', 'd'].map((name) => forum.opensTopic(name, ann));
  const send = (topic: (typeof topics)[number]) => {
    const address = `${forum.id}/${topic.threadId}`;
    return account.send(part(forum, text('x'), { address, conversationKind: 'thread' }), NEVER);
  };
  for (let sent = 0; sent < 3; sent += 1) assert.equal((await send(topics[0]!)).kind, 'delivered');
  const [first, ...others] = await Promise.all(topics.map(send));
  assert.equal(first?.kind, 'delivered');
  const waits = others.map((outcome) => (outcome.kind === 'held' ? outcome.waitMs : 0));
  assert.ok(waits[0]! > 0 && waits[1]! > waits[0]! && waits[2]! > waits[1]!, String(waits));
  assert.equal(server.floodRefusals, 0);
});

test('a token is checked without anything left open, and a wrong one is refused by name', async (t) => {
  const { server } = await openScene(t);
  const { apiRoot } = server;
  const login = await checkToken({ botToken: server.token, apiRoot }, NEVER);
  assert.deepEqual(login, { name: '@claw_test_bot', link: 'https://t.me/claw_test_bot' });
  const codeOf = async (options: Parameters<typeof checkToken>[0]) => {
    try {
      await checkToken(options, NEVER);
      return 'fine';
    } catch (error) {
      return (error as ChannelError).code;
    }
  };
  assert.equal(await codeOf({ botToken: `1:${'x'.repeat(30)}`, apiRoot }), 'CHANNEL_AUTH');
  assert.equal(await codeOf({ botToken: 'nonsense', apiRoot }), 'CHANNEL_SETTINGS');
  assert.equal(await codeOf({ apiRoot }), 'CHANNEL_SETTINGS');
  await server.goesDown();
  assert.equal(await codeOf({ botToken: server.token, apiRoot }), 'CHANNEL_UNREACHABLE');
});

test('with a webhook, only who knows the secret is heard, and nothing is confirmed before it is accepted', async (t) => {
  const server = await startBotApiServer({ floodControl: 'off' });
  const host = new RecordingHost(REAL_CLOCK);
  const secret = 'a-secret-of-the-webhook';
  const account = await TELEGRAM.open(
    {
      account: 'default',
      options: {
        botToken: server.token,
        apiRoot: server.apiRoot,
        webhook: { url: 'http://127.0.0.1:9/hooks/channels/telegram/default', secret },
      },
    },
    host,
  );
  t.after(async () => {
    host.stop();
    await account.close();
    await server.stop();
  });
  const ann = server.person('Ann');
  ann.writes('hello');
  const body = Buffer.from(JSON.stringify(server.waitingUpdates[0]));
  const post = async (headers: Record<string, string>, bytes: Uint8Array = body) =>
    (await account.webhook!({ headers, body: bytes })).status;
  assert.equal(await post({}), 401);
  assert.equal(
    await post({ 'x-telegram-bot-api-secret-token': `${secret}x` }, Buffer.from('{')),
    401,
  );
  const known = { 'x-telegram-bot-api-secret-token': secret };
  assert.equal(await post(known, Buffer.from('{')), 400);
  assert.equal(await post(known, Buffer.from('null')), 400);
  assert.equal(host.offered.length, 0);
  assert.equal(await post(known), 200);
  assert.equal(host.accepted.length, 1);
  host.stop();
  await account.close();
  assert.equal(await post(known), 503);
  await assert.rejects(
    TELEGRAM.open(
      {
        account: 'default',
        options: {
          botToken: server.token,
          apiRoot: server.apiRoot,
          webhook: { url: 'https://x.example/' },
        },
      },
      host,
    ),
    { code: 'CHANNEL_SETTINGS' },
  );
});
