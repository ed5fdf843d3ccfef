import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Script } from '@coderclaw/agent/testing';
import { anything, type BotApiServer, photo } from '@coderclaw/channel-telegram/testing';
import { said, startTelegramWorld, telegramConfig } from './world/telegram-world.ts';
import type { WireClient } from './world/wire-client.ts';

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** Answers what was written last; asked for a file, writes one and sends it. */
const ECHO: Script = ({ messages }) => {
  const last = messages.at(-1)!;
  if (last.role === 'tool') {
    const isWritten = messages.filter(({ role }) => role === 'tool').length % 2 === 1;
    if (isWritten) return { toolCalls: [{ name: 'attach', arguments: { path: 'report.txt' } }] };
    return { text: 'here it is' };
  }
  if (last.text.includes('make a file'))
    return {
      toolCalls: [{ name: 'write', arguments: { path: 'report.txt', content: 'the report' } }],
    };
  return { text: `you said: ${last.text}` };
};

const pause = (ms = 10) => new Promise((resolve) => setTimeout(resolve, ms));

async function deliveries(
  owner: WireClient,
  state: 'unknown' | 'failed' | 'pending' | 'delivered',
) {
  return (await owner.request('deliveries.list', { state })).deliveries;
}

test('a walk: a stranger pairs, is called in a group, sends a photo, gets a file, begins anew', async (t) => {
  const group = '"-4000005": {}';
  const keys = `dmPolicy: pairing, groups: {${group}}`;
  const { server, owner } = await startTelegramWorld(t, keys, { script: ECHO });
  const ann = server.person('Ann');
  const team = server.group('Team', { id: -4000005, members: [ann] });

  ann.writes('hello from a stranger');
  const told = await said(server, ann.id, /Give this code to the owner/u);
  const code = /[A-Z2-9]{8}/u.exec(told.text)![0];
  const { messages } = await owner.request('pairing.approve', { code, asOwner: true });
  assert.equal(messages, 1);
  await said(server, ann.id, 'you said: hello from a stranger');

  ann.writes('nobody is called', { in: team });
  ann.writes('@claw_test_bot are you there?', { in: team });
  const answer = await said(server, team.id, /are you there\?$/u);
  assert.equal(
    answer.replyToId,
    server.messagesIn(team).find(({ text }) => /are you/u.test(text))?.id,
  );
  assert.ok(!server.posts.some(({ text }) => text.includes('nobody is called')));

  ann.sends(photo({ bytes: PNG, caption: 'what is this?' }));
  await said(server, ann.id, /what is this\?/u);

  ann.writes('make a file');
  await said(server, ann.id, 'here it is');
  await server.until(() => server.posts.some(({ file }) => file !== undefined));
  const { file } = server.posts.find((post) => post.file)!;
  assert.deepEqual([file?.name, file?.bytes.toString()], ['report.txt', 'the report']);

  ann.writes('/new');
  await said(server, ann.id, /begin anew/u);
  assert.deepEqual(await deliveries(owner, 'failed'), []);
});

test('an answer that is written slowly is one message, edited until it is whole', async (t) => {
  const script: Script = () => ({
    text: 'one two three four five six seven eight nine ten',
    chunkLength: 5,
    chunkDelayMs: 300,
  });
  const { server } = await startTelegramWorld(t, 'dmPolicy: open', { script });
  const ann = server.person('Ann');
  ann.writes('count');
  const post = await said(server, ann.id, 'one two three four five six seven eight nine ten');
  assert.ok(post.earlierTexts.length >= 1, 'it was shown while it was written');
  for (const text of post.earlierTexts) assert.match(text, /^one/u);
  assert.equal(server.posts.length, 1);
  assert.ok(server.callsOf('sendChatAction').length > 0);
});

test('what can not be read is answered in one sentence, without a model', async (t) => {
  const { server, world } = await startTelegramWorld(t, 'dmPolicy: open', { script: ECHO });
  const ann = server.person('Ann');
  ann.sends(anything({ story: { id: 1 } }));
  const { text } = await said(server, ann.id, /stories/u);
  assert.match(text, /^[^.]+\.$/u);
  ann.writes('and a word');
  await said(server, ann.id, 'you said: and a word');
  assert.deepEqual([server.posts.length, world.model.requests.length], [2, 1]);
});

test('a run is stopped from the chat within half a second, and what it said stays', async (t) => {
  const script: Script = () => ({ text: 'I begin', fault: { kind: 'hang', afterChunks: 1 } });
  const { server } = await startTelegramWorld(t, 'dmPolicy: open', { script });
  const ann = server.person('Ann');
  ann.writes('work');
  await said(server, ann.id, /^I begin/u);
  ann.writes('and this');
  await server.until(() => server.callsOf('setMessageReaction').length > 0);
  const asked = performance.now();
  ann.writes('/stop');
  await said(server, ann.id, /^Stopped what I was working on.*Took back 1 waiting message\.$/u);
  assert.ok(performance.now() - asked < 500);
  await said(server, ann.id, /^I begin.*Stopped\.$/su);
  assert.equal(server.posts.length, 2);
});

test('a send whose answer is lost is unknown, is not repeated by itself, and is sent again by /resend', async (t) => {
  const { server, owner } = await startTelegramWorld(t, 'dmPolicy: open', { script: ECHO });
  const ann = server.person('Ann');
  server.fails('sendMessage', 'lost-answer');
  ann.writes('one');
  while ((await deliveries(owner, 'unknown')).length === 0) await pause();
  ann.writes('two');
  await said(server, ann.id, /two$/u);
  assert.equal(server.posts.filter(({ text }) => text === 'you said: one').length, 1);
  ann.writes('/resend');
  await server.until(
    () => server.posts.filter(({ text }) => text === 'you said: one').length === 2,
  );
  while ((await deliveries(owner, 'unknown')).length > 0) await pause();
});

test('an outage loses nothing, doubles nothing, and floods nobody when it ends', async (t) => {
  const { server, owner } = await startTelegramWorld(t, 'dmPolicy: open', {
    script: ECHO,
    server: { floodControl: 'real' },
  });
  const people = Array.from({ length: 12 }, (_, index) => server.person(`P${index}`));
  for (const person of people) person.writes('before');
  while ((await deliveries(owner, 'delivered')).length < people.length) await pause();
  await server.goesDown();
  for (const person of people) person.writes('meanwhile');
  await pause(2_500);
  await server.comesBack();
  const answered = (id: number) =>
    server.posts.filter(({ chatId, text }) => chatId === id && text === 'you said: meanwhile')
      .length;
  await server.until(() => people.every(({ id }) => answered(id) > 0));
  await pause(300);
  assert.deepEqual(
    people.map(({ id }) => answered(id)),
    people.map(() => 1),
  );
  assert.equal(server.floodRefusals, 0);
  for (const state of ['unknown', 'failed', 'pending'] as const)
    assert.deepEqual(await deliveries(owner, state), []);
});

test('a token that is revoked in the middle is reported, and a new one goes on with what waits', async (t) => {
  const script: Script = (request, index) =>
    index === 0
      ? { text: 'late', chunkDelayMs: 400 }
      : (ECHO as (...all: unknown[]) => { text: string })(request, index);
  const { server, owner, world } = await startTelegramWorld(t, 'dmPolicy: open', { script });
  const ann = server.person('Ann');
  const token = server.token;
  ann.writes('one');
  while (world.model.requests.length === 0) await pause();
  server.revokesToken();
  for (;;) {
    const { channels } = await owner.request('health', {});
    const { state, detail } = channels.find(({ channel }) => channel === 'telegram')!;
    if (state === 'failed') {
      assert.match(detail!, /renew|BotFather/u);
      assert.ok(!detail!.includes(token));
      break;
    }
    await pause();
  }
  const fresh = `${token.slice(0, -3)}new`;
  server.issuesToken(fresh);
  writeFileSync(join(world.home, 'coderclaw.yaml'), telegramConfig(server, 'dmPolicy: open'));
  await said(server, ann.id, 'late');
  ann.writes('two');
  await said(server, ann.id, 'you said: two');
});

test('a file that a stop left to be fetched is fetched when its account is connected again', async (t) => {
  const { server, world } = await startTelegramWorld(t, 'dmPolicy: open', { script: ECHO });
  const ann = server.person('Ann');
  const gate = Promise.withResolvers<void>();
  t.after(() => gate.resolve());
  server.fails('getFile', { kind: 'held', until: gate.promise }, 9);
  ann.sends(photo({ bytes: PNG, caption: 'what is this?' }));
  await server.until(() => server.callsOf('getFile').length > 0);
  await world.stop();
  gate.resolve();
  server.failsNoMore();
  await world.start(ECHO);
  const { text } = await said(server, ann.id, /what is this\?/u);
  assert.match(text, /blob:/u);
});

test('two bots are two accounts, and what is written to one is answered by it', async (t) => {
  const { startBotApiServer } = await import('@coderclaw/channel-telegram/testing');
  const other = await startBotApiServer({
    floodControl: 'off',
    token: '7000000002:AAF-test-token_of-the-second-bot-000',
    bot: { username: 'second_test_bot' },
  });
  t.after(() => other.stop());
  const second = `accounts: {work: {botToken: "${other.token}", apiRoot: "${other.apiRoot}"}}`;
  const { server } = await startTelegramWorld(t, `dmPolicy: open, ${second}`, { script: ECHO });
  await other.until(() => other.isPolled);
  const ann = server.person('Ann');
  const alsoAnn = other.person('Ann');
  ann.writes('to the first');
  alsoAnn.writes('to the second');
  await said(server, ann.id, 'you said: to the first');
  await said(other, alsoAnn.id, 'you said: to the second');
  assert.deepEqual([server.posts.length, other.posts.length], [1, 1]);
});

test('T16 many at once in direct chats, a group, a topic and its forum are each answered in their place', async (t) => {
  const keys = 'dmPolicy: open, groupPolicy: open';
  const { server } = await startTelegramWorld(t, keys, { script: ECHO });
  const ann = server.person('Ann');
  const bob = server.person('Bob');
  const members = [ann, bob];
  const group = server.group('Team', { members });
  const forum = server.supergroup('Forum', { members, forum: true });
  const topic = forum.opensTopic('Plans', ann);
  const at = '@claw_test_bot';
  ann.writes('ann alone');
  bob.writes('bob alone');
  ann.writes(`${at} in the group`, { in: group });
  bob.writes(`${at} in the topic`, { in: forum, topic });
  ann.writes(`${at} in the forum`, { in: forum });
  await server.until(() => server.posts.length >= 5);
  const places = server.posts.map(({ chatId, threadId, text }) => [chatId, threadId, text]);
  const expected = [
    [ann.id, undefined, /ann alone$/u],
    [bob.id, undefined, /bob alone$/u],
    [group.id, undefined, /in the group$/u],
    [forum.id, topic.threadId, /in the topic$/u],
    [forum.id, undefined, /in the forum$/u],
  ] as const;
  for (const [chatId, threadId, text] of expected) {
    const found = places.filter((place) => text.test(String(place[2])));
    assert.deepEqual(
      found.map((place) => place.slice(0, 2)),
      [[chatId, threadId]],
    );
  }
});

test('T12 a name, a group title or a right in direct chats lets nobody into a group', async (t) => {
  const allowed = 100_001;
  const { server, owner } = await startTelegramWorld(
    t,
    `dmPolicy: allowlist, allowFrom: [${allowed}], groups: {"-4000001": {allowFrom: [${allowed}]}}`,
    { script: ECHO },
  );
  const ann = server.person('Ann', { id: allowed });
  const fake = server.person('Ann ', { username: 'ann' });
  const team = server.group('Team', { id: -4_000_001, members: [ann, fake] });
  const sameName = server.group('Team ', { id: -4_000_009, members: [ann, fake] });
  fake.writes('let me in');
  fake.writes('@claw_test_bot and here', { in: team });
  ann.writes('@claw_test_bot in the group of the same name', { in: sameName });
  ann.writes('@claw_test_bot for me', { in: team });
  await said(server, team.id, /for me$/u);
  await server.until(() => server.waitingUpdates.length === 0);
  await pause(100);
  assert.equal(server.posts.length, 1);
  const { channelAccounts } = await owner.request('channels.status', {});
  const { places } = channelAccounts.telegram![0]!;
  assert.deepEqual(
    places.map(({ address }) => address),
    [String(sameName.id)],
  );
});

test('T27 names and texts of a platform act on no log line', async (t) => {
  const { server, world } = await startTelegramWorld(t, 'dmPolicy: disabled', { script: ECHO });
  const eve = server.person('Eve\u202e\u001b[31m\n{"level":"error"}');
  eve.writes('x\u001b]0;title\u0007\ny');
  server.injects({ message: { '\u001b[31m\n': 1 } });
  await server.until(() => server.waitingUpdates.length === 0);
  await pause(50);
  const { readFileSync } = await import('node:fs');
  const log = readFileSync(join(world.home, 'logs/gateway.log'), 'utf8');
  for (const acting of ['\u001b', '\u0007', '\u202e']) assert.ok(!log.includes(acting));
  for (const line of log.trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), line);
});

test('T32 no answer shows a preview of a link', async (t) => {
  const text = 'see https://example.org/secret, all of it';
  const script: Script = () => ({ text, chunkLength: 10, chunkDelayMs: 400 });
  const { server } = await startTelegramWorld(t, 'dmPolicy: open', { script });
  const ann = server.person('Ann');
  ann.writes('hi');
  await said(server, ann.id, text);
  assert.ok(server.callsOf('editMessageText').length > 0);
  const calls = [...server.callsOf('sendMessage'), ...server.callsOf('editMessageText')];
  for (const { values } of calls) assert.ok(isWithoutPreview(values), JSON.stringify(values));
});

function isWithoutPreview(values: BotApiServer['calls'][number]['values']): boolean {
  const given = values.link_preview_options;
  const options = typeof given === 'string' ? JSON.parse(given) : given;
  return (options as { is_disabled?: boolean } | undefined)?.is_disabled === true;
}
