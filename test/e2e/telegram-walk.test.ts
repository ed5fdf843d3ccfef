import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type BotApiServer, startBotApiServer } from '@coderclaw/channel-telegram/testing';
import { main } from '@coderclaw/cli';
import { createFakeIo } from '../../packages/cli/src/testing/fake-io.ts';
import { type GatewayWorld, startWorld } from './world/gateway-world.ts';

const MODEL = 'agents: {defaults: {model: {primary: scripted/model}}}\n';

type Walk = {
  readonly world: GatewayWorld;
  readonly platform: BotApiServer;
  /** Runs a command of the owner's, which has to work, and resolves with what it printed. */
  readonly run: (command: string, stdin?: string) => Promise<string>;
};

/** A gateway without an account, a platform on loopback, and the owner's command line. */
async function open(t: TestContext, keys = ''): Promise<Walk> {
  const platform = await startBotApiServer({ floodControl: 'off' });
  t.after(() => platform.stop());
  const telegram = `apiRoot: "${platform.apiRoot}", streaming: false, ${keys}`;
  const config = `${MODEL}channels: {telegram: {${telegram}}}\n`;
  const world = await startWorld(t, { config, script: () => ({ text: 'here I am' }) });
  const run = async (command: string, stdin = '') => {
    const io = createFakeIo({ env: { CODERCLAW_HOME: world.home }, stdin, columns: 200 });
    const exitCode = await main(command.split(' '), io);
    assert.equal(exitCode, 0, io.complained());
    return io.printed();
  };
  return { world, platform, run };
}

test('a token in, a stranger let in as the owner, a group allowed, and all of it taken back', async (t) => {
  const { platform, run } = await open(t);
  assert.match(await run('channels status'), /telegram .*failed/u);
  const added = await run('channels add telegram --token -', platform.token);
  assert.match(added, new RegExp(`Write to https://t.me/${platform.bot.username}`, 'u'));

  const ada = platform.person('Ada');
  ada.writes('hello');
  await platform.until(() => platform.posts.length === 1);
  const [, code] = /([A-Z2-9]{8})/u.exec(platform.posts[0]!.text)!;
  assert.match(await run('pairing list'), new RegExp(`Ada +${ada.id} +telegram +waits`, 'u'));
  assert.match(await run(`pairing approve ${code} --owner`), /Ada .* is an owner/u);
  await platform.until(() => platform.posts.at(-1)?.text === 'here I am');
  assert.match(await run('pairing list'), /No requests wait/u);

  const bob = platform.person('Bob');
  const group = platform.group('Family', { members: [ada, bob] });
  const posted = platform.posts.length;
  bob.writes(`@${platform.bot.username} are you there?`, { in: group });
  while (!(await run('channels status')).includes('Family'));
  assert.equal(platform.posts.length, posted);
  await run(`wirings set telegram ${group.id}`);
  assert.doesNotMatch(await run('channels status'), /Family/u);
  bob.writes(`@${platform.bot.username} and now?`, { in: group });
  await platform.until(() => platform.posts.length > posted);
  assert.equal(platform.posts.at(-1)?.text, 'here I am');

  assert.match(await run('channels remove telegram'), /telegram is removed/u);
  assert.match(await run('channels status'), /No chat app is connected/u);
});

test('a token that the platform refuses is told, and nothing is written', async (t) => {
  const { world, platform } = await open(t);
  const io = createFakeIo({ env: { CODERCLAW_HOME: world.home } });
  const token = `${platform.token.slice(0, -4)}xxxx`;
  assert.equal(await main(['channels', 'add', 'telegram', '--token', token], io), 1);
  assert.match(io.complained(), /refuses the login/u);
  assert.equal(io.complained().includes(token), false);
});

test('T14 what Telegram posts is taken from Telegram alone', async (t) => {
  const secret = 'a-secret-of-the-webhook';
  const keys = `dmPolicy: open, webhook: {url: "https://localhost", secret: ${secret}}`;
  const { world, platform, run } = await open(t, keys);
  await run('channels add telegram --token -', platform.token);
  await platform.until(() => platform.callsOf('setWebhook').length > 0);
  const { pathname } = new URL(String(platform.callsOf('setWebhook')[0]?.values.url));
  const ada = platform.person('Ada');
  const from = { chat: { id: ada.id, type: 'private', first_name: 'Ada' }, from: ada.user };
  const body = JSON.stringify({
    update_id: 1,
    message: { message_id: 1, date: 1_700_000_000, text: 'hello', ...from },
  });
  const post = async (token: string) => {
    const headers = { 'X-Telegram-Bot-Api-Secret-Token': token };
    return (await fetch(world.gateway.url + pathname, { method: 'POST', headers, body })).status;
  };
  while ((await post('a-guess-at-the-secret')) === 404);
  assert.equal(await post('a-guess-at-the-secret'), 401);
  assert.deepEqual([await post(secret), await post(secret)], [200, 200]);
  await platform.until(() => platform.posts.length > 0);
  assert.deepEqual(
    platform.posts.map(({ text }) => text),
    ['here I am'],
  );
});
