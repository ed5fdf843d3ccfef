import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '@coderclaw/core';
import { NEVER, openScene, part, text, until } from './testing/subject/scene.ts';

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
