import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Script } from '@coderclaw/agent/testing';
import {
  type BotApiServer,
  document,
  photo,
  startBotApiServer,
} from '@coderclaw/channel-telegram/testing';
import { startWorld } from './world/gateway-world.ts';
import {
  said,
  startTelegramWorld,
  type TelegramWorld,
  telegramConfig,
} from './world/telegram-world.ts';

const SECRET = 'a-secret-of-the-webhook';

/** Says how many files the last message has. */
const COUNT: Script = ({ messages }) => {
  const text = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const files = text.match(/\[(?:photo|document) "/gu)?.length ?? 0;
  const [words = ''] = /\p{L}+ing/u.exec(text) ?? [];
  return { text: `${words}: ${files} files` };
};

/** The same gateway, to which the platform posts what people do. */
async function startPosted(t: Parameters<typeof startWorld>[0], keys: string) {
  const server = await startBotApiServer({ floodControl: 'off' });
  t.after(() => server.stop());
  const hook = `webhook: {url: "https://localhost", secret: ${SECRET}}`;
  const config = telegramConfig(server, `${keys}, ${hook}`);
  const world = await startWorld(t, { config, script: COUNT });
  await server.until(() => server.callsOf('setWebhook').length > 0);
  // The platform of the tests posts to this machine, and without TLS.
  const { pathname } = new URL(String(server.callsOf('setWebhook')[0]?.values.url));
  const url = encodeURIComponent(world.gateway.url + pathname);
  const set = `${server.apiRoot}/bot${server.token}/setWebhook?url=${url}&secret_token=${SECRET}`;
  assert.ok((await fetch(set)).ok);
  return { server, world };
}

const STARTS: Readonly<
  Record<
    string,
    (
      t: Parameters<typeof startWorld>[0],
      keys: string,
    ) => Promise<Pick<TelegramWorld, 'server' | 'world'>>
  >
> = {
  fetched: (t, keys) => startTelegramWorld(t, keys, { script: COUNT }),
  posted: startPosted,
};

async function atRest(server: BotApiServer): Promise<void> {
  await server.until(() => server.waitingUpdates.length === 0);
}

for (const [how, start] of Object.entries(STARTS)) {
  test(`an album that is ${how} is one message, and what is behind it the next`, async (t) => {
    const { server, world } = await start(t, 'dmPolicy: open');
    const ann = server.person('Ann');
    ann.album().sends(photo({ caption: 'hiking' }), photo(), document({ name: 'map.txt' }));
    await said(server, ann.id, 'hiking: 3 files');
    ann.album().sends(photo(), photo({ caption: 'sailing' }));
    ann.writes('and swimming');
    await said(server, ann.id, 'swimming: 0 files');
    await atRest(server);
    assert.deepEqual(
      server.posts.map(({ text }) => text),
      ['hiking: 3 files', 'sailing: 2 files', 'swimming: 0 files'],
    );
    assert.equal(world.model.requests.length, 3);
  });

  test(`a caption at any piece of an album that is ${how} calls us in a group`, async (t) => {
    const { server, world } = await start(t, 'groups: {"-4000005": {}}, groupPolicy: open');
    const ann = server.person('Ann');
    const team = server.group('Team', { id: -4000005, members: [ann] });
    const caption = `@${server.bot.username} sailing`;
    ann.album({ in: team }).sends(photo(), photo({ caption }), photo());
    await said(server, team.id, 'sailing: 3 files');
    ann.album({ in: team }).sends(photo({ caption: 'not for us, hiking' }), photo());
    await atRest(server);
    ann.writes(`@${server.bot.username} swimming`, { in: team });
    await said(server, team.id, 'swimming: 0 files');
    assert.equal(world.model.requests.length, 2);
  });
}

test('an edit of any piece of an album is of that piece, before it is read and after', async (t) => {
  const { server, world, owner } = await startTelegramWorld(t, 'dmPolicy: pairing', {
    script: COUNT,
  });
  const ann = server.person('Ann');
  const album = ann
    .album()
    .sends(photo({ caption: 'hiking' }), photo(), document({ caption: 'sailing' }));
  const [first, second, third] = album.messages;
  // It waits for its sender to be let in.
  const told = await said(server, ann.id, /Give this code to the owner/u);
  ann.edits(second!, 'swimming');
  ann.edits(first!, 'climbing');
  await atRest(server);
  await owner.request('pairing.approve', { code: /[A-Z2-9]{8}/u.exec(told.text)![0] });
  await said(server, ann.id, 'climbing: 3 files');
  const [read] = world.model.requests;
  const asked = read?.messages.findLast(({ role }) => role === 'user')?.text ?? '';
  assert.match(asked, /climbing\nswimming\nsailing/u);
  assert.doesNotMatch(asked, /hiking/u);

  ann.edits(third!, 'rowing');
  await atRest(server);
  assert.equal(world.model.requests.length, 1);
  ann.writes('what am I doing?');
  await said(server, ann.id, 'doing: 0 files');
  const heard = world.model.requests[1]?.messages.map(({ text }) => text).join('\n') ?? '';
  assert.match(heard, /\[edited a part of an earlier message "sailing"\] It now reads:\nrowing/u);
});
