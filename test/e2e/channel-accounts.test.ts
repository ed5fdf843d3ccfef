import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ChannelError } from '@coderclaw/channel-kit';
import { FakeTelegram } from './world/fake-telegram.ts';
import { startWorld } from './world/gateway-world.ts';
import type { WireError } from './world/wire-client.ts';

const MODEL = 'agents: {defaults: {model: {primary: scripted/model}}} # mine\n';
const TOKEN = '123456:a-token-of-some-length';

async function open(t: TestContext, config = MODEL, env = {}) {
  const fake = new FakeTelegram();
  const world = await startWorld(t, { config, env, channelSources: fake.sources });
  const owner = await world.connect();
  const read = (name: string) => readFileSync(join(world.home, name), 'utf8');
  return { fake, world, owner, read };
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const { shape } = await attempt.then(
    () => assert.fail('it was allowed'),
    (error: WireError) => error,
  );
  return `${shape.code} ${shape.message}`;
}

test('an account is tested, written, connected at once, and taken out again', async (t) => {
  const { fake, world, owner, read } = await open(t);
  const options = { botToken: TOKEN, dmPolicy: 'open' };
  const added = await owner.request('channels.add', { channel: 'telegram', options });
  assert.deepEqual(
    [added.account, added.enabled, added.name, added.link],
    ['default', true, '@claw_bot', 'https://t.me/claw_bot'],
  );
  assert.match(read('coderclaw.yaml'), /# mine/u);
  assert.equal(statSync(join(world.home, 'coderclaw.yaml')).mode & 0o777, 0o600);
  await owner.event('health', ({ channels }) =>
    channels.some(({ channel, state }) => channel === 'telegram' && state === 'running'),
  );
  assert.deepEqual(fake.log, [`open default ${TOKEN}`]);
  const { channelAccounts } = await owner.request('channels.status', {});
  assert.equal(channelAccounts.telegram![0]!.dmPolicy, 'open');

  assert.deepEqual(await owner.request('channels.remove', { channel: 'telegram' }), {
    ok: true,
    remains: null,
  });
  assert.equal(fake.log.at(-1), 'close default');
  assert.doesNotMatch(read('coderclaw.yaml'), /telegram/u);
  assert.match(
    await refusal(owner.request('channels.remove', { channel: 'telegram' })),
    /NOT_FOUND/u,
  );
});

test('T18 a token is in the configuration, and in no answer, log or audit record', async (t) => {
  const { owner, read } = await open(t);
  const wrong = { botToken: `${TOKEN}-wrong` };
  const refused = await refusal(owner.raw('channels.add', { channel: 'telegram', options: wrong }));
  assert.match(refused, /INVALID_REQUEST .*renew its token/u);
  const { details } = (await owner
    .raw('channels.add', { channel: 'telegram', options: wrong })
    .catch((error: WireError) => error.shape)) as { details?: unknown };
  assert.deepEqual(details, { reason: 'CHANNEL_AUTH' });
  const checked = await owner.request('channels.check', { channel: 'telegram', options: wrong });
  assert.equal(checked.problem?.code, 'CHANNEL_AUTH');
  assert.doesNotMatch(read('coderclaw.yaml'), /telegram/u);
  await owner.request('channels.add', { channel: 'telegram', options: { botToken: TOKEN } });
  const { records } = await owner.request('audit.records', { action: 'config.change' });
  assert.deepEqual(records[0]?.payload?.metadata, {
    channel: 'telegram',
    account: 'default',
    options: 'botToken',
  });
  const told = JSON.stringify([owner.frames, refused, records]) + read('logs/gateway.log');
  assert.equal(told.includes(TOKEN), false);
});

test('T18 a stored token is tested where it is used, and sent nowhere else', async (t) => {
  const config = `${MODEL}channels: {telegram: {botToken: "1:a"}}\n`;
  const { owner, fake } = await open(t, config);
  const elsewhere = { apiRoot: 'http://127.0.0.1:9' };
  for (const method of ['channels.check', 'channels.add']) {
    const attempt = owner.raw(method, { channel: 'telegram', options: elsewhere });
    assert.match(await refusal(attempt), /options needs botToken/u);
  }
  const loads = fake.loads;
  const { name } = await owner.request('channels.check', { channel: 'telegram' });
  assert.deepEqual([name, fake.loads], ['@claw_bot', loads + 1]);
});

test('what a person is asked for is told, with what is not to be shown', async (t) => {
  const { owner } = await open(t);
  const { channels } = await owner.request('channels.describe', {});
  const [telegram] = channels;
  assert.deepEqual([telegram?.channel, telegram?.label], ['telegram', 'Telegram']);
  assert.equal(telegram?.guide.link, 'https://t.me/BotFather');
  assert.deepEqual(telegram?.fields, [{ option: 'botToken', label: 'Bot token', secret: true }]);
});

test('what cannot be an account is refused with the way out, before the platform is asked', async (t) => {
  const { owner, fake } = await open(t);
  const add = (params: object) => refusal(owner.raw('channels.add', params));
  const options = { botToken: TOKEN };
  assert.match(await add({ channel: 'telegrm', options }), /there is: telegram/u);
  assert.match(await add({ channel: 'telegram', options: {} }), /needs botToken/u);
  assert.match(
    await add({ channel: 'telegram', options: { ...options, dmPolcy: 'open' } }),
    /did you mean dmPolicy/u,
  );
  assert.match(await add({ channel: 'telegram', account: '../x', options }), /small letters/u);
  assert.equal(fake.loads, 0);
});

test('a platform that is out of reach, or a channel that breaks, leaves nothing written', async (t) => {
  const { owner, fake, read } = await open(t);
  const params = { channel: 'telegram', options: { botToken: TOKEN } };
  fake.checks.push(new ChannelError('CHANNEL_UNREACHABLE', 'ECONNREFUSED'));
  assert.match(await refusal(owner.request('channels.add', params)), /UNAVAILABLE .*reached/u);
  fake.checks.push(new TypeError('undefined is not a function'));
  assert.match(await refusal(owner.request('channels.add', params)), /its log says why/u);
  assert.doesNotMatch(read('coderclaw.yaml'), /telegram/u);
});

test('an account that the environment logs in says so when it is removed', async (t) => {
  const { owner } = await open(t, MODEL, { TELEGRAM_BOT_TOKEN: '1:a' });
  const { remains } = await owner.request('channels.remove', { channel: 'telegram' });
  assert.equal(remains, 'TELEGRAM_BOT_TOKEN');
});
