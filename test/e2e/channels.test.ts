import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChannelError } from '@coderclaw/channel-kit';
import { FakeTelegram } from './world/fake-telegram.ts';
import { type GatewayWorld, startWorld } from './world/gateway-world.ts';
import type { WireClient } from './world/wire-client.ts';

const MODEL = 'agents: {defaults: {model: {primary: scripted/model}}}\n';
const telegram = (keys: string) => `${MODEL}channels: {telegram: {${keys}}}\n`;

function edit(world: GatewayWorld, config: string): void {
  writeFileSync(join(world.home, 'coderclaw.yaml'), config);
}

/** Resolves with the health of the gateway once an account has this state. */
async function told(client: WireClient, state: string, account = 'default') {
  for (;;) {
    const health = await client.request('health', {});
    const isSo = health.channels.some(
      (one) => one.channel === 'telegram' && one.account === account && one.state === state,
    );
    if (isSo) return health;
    await pause();
  }
}

const stateOf = async (client: WireClient, account = 'default') => {
  const { channels } = await client.request('health', {});
  return channels.find((one) => one.channel === 'telegram' && one.account === account);
};

test('the gateway is ready while an account connects, and nothing of the channel is loaded before', async (t) => {
  const fake = new FakeTelegram();
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.gate = promise;
  const config = telegram('botToken: "1:a", dmPolicy: open');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  assert.deepEqual(world.gateway.report.channels, ['webchat', 'cli', 'telegram (connecting)']);
  const client = await world.connect();
  assert.equal((await stateOf(client))?.state, 'starting');
  assert.equal((await fetch(`${world.gateway.url}/readyz`)).status, 200);
  resolve();
  await told(client, 'running');
});

test('without an account of it a channel is not loaded', async (t) => {
  const fake = new FakeTelegram();
  for (const config of [MODEL, telegram('botToken: "1:a", enabled: false')]) {
    const world = await startWorld(t, { config, channelSources: fake.sources });
    const client = await world.connect();
    await client.request('health', {});
    assert.equal(fake.loads, 0);
  }
});

test('what people write on a configured account is answered there, as the configuration allows', async (t) => {
  const fake = new FakeTelegram();
  const config = telegram('botToken: "1:a", dmPolicy: allowlist, allowFrom: [7]');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  await told(client, 'running');
  fake.platform.receive({ id: 'm1', conversation: 'c1', from: '7', text: 'hi' });
  fake.platform.receive({ id: 'm2', conversation: 'c2', from: '8', text: 'hi' });
  await fake.platform.settled();
  await until(() => fake.platform.posts.length > 0);
  assert.deepEqual(fake.platform.acknowledged.length, 2);
  assert.deepEqual(
    new Set(fake.platform.posts.map(({ conversation }) => conversation)),
    new Set(['c1']),
  );
});

test('an account that the platform refuses is reported with what to do, and the others work', async (t) => {
  const fake = new FakeTelegram();
  const config = telegram('botToken: "1:secret-wrong", accounts: {work: {botToken: "2:b"}}');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  const health = await told(client, 'running', 'work');
  const failed = await told(client, 'failed');
  assert.equal(health.ok, true);
  const { detail } = failed.channels.find(
    ({ account, state }) => account === 'default' && state === 'failed',
  )!;
  assert.match(detail!, /refuses the login; renew its token/u);
  assert.ok(
    failed.problems.some((problem) => problem.startsWith('telegram: the platform refuses')),
  );
  const told1 = JSON.stringify([
    await client.request('health', {}),
    await client.request('status', {}),
  ]);
  const log = readFileSync(join(world.home, 'logs/gateway.log'), 'utf8');
  assert.doesNotMatch(told1 + log, /secret-wrong/u);
});

test('a section that is wrong keeps its account closed, says so, and nothing else changes', async (t) => {
  const fake = new FakeTelegram();
  const config = telegram(
    'accounts: {work: {botToken: "2:b", allowFrom: ["@ada"]}, home: {botToken: "3:c"}}',
  );
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  await told(client, 'running', 'home');
  assert.match((await stateOf(client, 'work'))?.detail ?? '', /whoami/u);
  assert.deepEqual(fake.log, ['open home 3:c']);
});

test('a channel that breaks is reported, logged, and takes nobody along', async (t) => {
  const fake = new FakeTelegram();
  fake.failures.push(new TypeError('undefined is not a function'));
  const config = telegram('botToken: "1:a"');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  const { channels } = await told(client, 'failed');
  assert.match(channels.at(-1)?.detail ?? '', /the log says where/u);
  const log = readFileSync(join(world.home, 'logs/gateway.log'), 'utf8');
  assert.match(log, /undefined is not a function/u);
});

test('an account that is out of reach is tried again by itself', async (t) => {
  const fake = new FakeTelegram();
  fake.failures.push(new ChannelError('CHANNEL_UNREACHABLE', 'ECONNREFUSED'));
  const config = telegram('botToken: "1:a"');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  await told(client, 'running');
  assert.deepEqual(fake.log, ['open default 1:a', 'open default 1:a']);
});

test('an edit of the file opens, closes and opens again exactly the accounts that it concerns', async (t) => {
  const fake = new FakeTelegram();
  const accounts = (work: string) =>
    telegram(`botToken: "1:a", dmPolicy: open, accounts: {work: {${work}}}`);
  const world = await startWorld(t, {
    config: accounts('botToken: "2:b"'),
    channelSources: fake.sources,
  });
  const client = await world.connect();
  await told(client, 'running', 'work');
  fake.log.length = 0;

  edit(world, accounts('botToken: "2:b", dmPolicy: disabled'));
  await client.event('health', ({ ts }) => ts > 0);
  edit(world, accounts('botToken: "2:c"'));
  await until(() => fake.log.length === 2);
  assert.deepEqual(fake.log, ['close work', 'open work 2:c']);

  edit(world, telegram('botToken: "1:a"'));
  await until(() => fake.log.length === 3);
  assert.equal(fake.log[2], 'close work');
  assert.equal(await stateOf(client, 'work'), undefined);

  edit(world, telegram('botToken: "1:a", enabled: false'));
  await until(() => fake.log.length === 4);
  assert.equal(fake.log[3], 'close default');
  assert.equal((await stateOf(client))?.state, 'stopped');
});

test('a token that goes from one account to another is opened only once it is free', async (t) => {
  const fake = new FakeTelegram();
  const config = telegram('botToken: "1:a"');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  await told(client, 'running');
  edit(world, telegram('accounts: {work: {botToken: "1:a"}}'));
  await told(client, 'running', 'work');
  assert.deepEqual(fake.log, ['open default 1:a', 'close default', 'open work 1:a']);
});

test('a stop closes the accounts, and does not wait for one that never closes', async (t) => {
  const fake = new FakeTelegram();
  fake.closing = new Promise(() => {});
  const config = telegram('botToken: "1:a", accounts: {work: {botToken: "2:b"}}');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  await told(client, 'running');
  await told(client, 'running', 'work');
  await world.gateway.stop();
  assert.deepEqual(fake.log.slice(2).sort(), ['close default', 'close work']);
});

test('after a restart, what is still to be sent waits until its account is connected', async (t) => {
  const fake = new FakeTelegram();
  fake.platform.mode = 'unavailable';
  const config = telegram('botToken: "1:a", dmPolicy: open');
  const script = () => ({ text: 'late, but here' });
  const world = await startWorld(t, { config, channelSources: fake.sources, script });
  const client = await world.connect();
  await told(client, 'running');
  fake.platform.receive({ id: 'm1', conversation: 'c1', from: '7', text: 'hi' });
  const waiting = () => client.request('deliveries.list', {});
  while ((await waiting()).deliveries.length === 0) await pause();
  await world.gateway.stop();

  const { promise, resolve } = Promise.withResolvers<void>();
  fake.gate = promise;
  fake.platform.mode = 'ok';
  await world.start(script);
  const later = await world.connect();
  await told(later, 'starting');
  assert.deepEqual(fake.platform.posts, []);
  resolve();
  await until(() => fake.platform.posts.some(({ text }) => text === 'late, but here'));
});

test('a client is told when an account changes its state', async (t) => {
  const fake = new FakeTelegram();
  const config = telegram('botToken: "1:a"');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  await told(client, 'running');
  fake.reports.get('default')!({ state: 'waiting', problem: 'the platform is silent' });
  const { payload } = await client.event('health', ({ status }) => status === 'degraded');
  assert.match(payload.channels.at(-1)?.detail ?? '', /silent/u);
});

/** Looks again until it is so; the runner's own limit ends what never is. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));

test('the platform is told the commands once for each login, and none of them hangs on it', async (t) => {
  const fake = new FakeTelegram();
  fake.menuFailures.push(new ChannelError('CHANNEL_UNAVAILABLE', '503'));
  const config = telegram('botToken: "1:a", accounts: {work: {botToken: "2:b"}}');
  const world = await startWorld(t, { config, channelSources: fake.sources });
  const client = await world.connect();
  for (const account of ['default', 'work']) await told(client, 'running', account);
  assert.equal(fake.menus.length, 2);
  const menu = fake.menus[0]!;
  assert.ok(menu.some(({ name }) => name === 'status'));
  assert.ok(menu.every(({ name, description }) => /^[a-z]+$/u.test(name) && description !== ''));
  const log = readFileSync(join(world.home, 'logs/gateway.log'), 'utf8');
  assert.match(log, /the menu of commands could not be published/u);
});
