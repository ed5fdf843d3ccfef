import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { JsonObject } from '@coderclaw/core';
import { ConfigError } from '../config-error.ts';
import { loadConfig } from '../settings/load-config.ts';
import { temporaryHome } from '../testing/temporary-home.ts';
import { planAccount, removeAccount, saveAccount } from './channel-account.ts';

function open(t: TestContext, text?: string) {
  const paths = temporaryHome(t, text);
  const account = (name: string) => ({ channel: 'telegram', account: name });
  return {
    paths,
    read: () => readFileSync(paths.config, 'utf8'),
    plan: (name: string, options: JsonObject) =>
      planAccount(paths, { ...account(name), options }, {}),
    remove: (name: string, env = {}) => removeAccount(paths, account(name), env),
  };
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => assert.fail('it was allowed'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ConfigError);
  return `${error.code} ${error.message}`;
}

test('an account is planned without a write, then written with the comments kept and mode 0600', async (t) => {
  const home = open(t, '# mine\ngateway: { port: 1 } # only here\n');
  const plan = await home.plan('default', { botToken: '1:a', dmPolicy: 'open' });
  assert.deepEqual(
    [plan.settings.path, plan.settings.policy.dmPolicy],
    ['channels.telegram', 'open'],
  );
  assert.doesNotMatch(home.read(), /telegram/u);
  await saveAccount(home.paths, plan);
  assert.match(home.read(), /# mine\ngateway: \{ port: 1 \} # only here\n[\s\S]*botToken: "?1:a/u);
  assert.equal(statSync(home.paths.config).mode & 0o777, 0o600);
});

test('another account inherits what the channel says, and has a login of its own', async (t) => {
  const home = open(t, 'channels: {telegram: {botToken: "1:a", apiRoot: "http://127.0.0.1:1"}}\n');
  const { settings } = await home.plan('work', { botToken: '2:b' });
  assert.equal(settings.path, 'channels.telegram.accounts.work');
  assert.equal(settings.options.apiRoot, 'http://127.0.0.1:1');
  assert.match(await refusal(home.plan('work', { botToken: '1:a' })), /same botToken as channels/u);
  assert.match(await refusal(home.plan('work', {})), /CONFIG_BAD_VALUE .*botToken/u);
});

test('what the file would not understand is refused and changes nothing', async (t) => {
  const home = open(t, 'channels: {telegram: {botToken: "1:a"}}\n');
  const before = home.read();
  const foreign = { 'accounts.work.botToken': '2:b' };
  assert.match(await refusal(home.plan('default', foreign)), /CONFIG_UNKNOWN_KEY/u);
  assert.match(await refusal(home.plan('default', { botTokn: 'x' })), /did you mean botToken/u);
  assert.match(await refusal(home.plan('../x', { botToken: '2:b' })), /small letters/u);
  assert.match(await refusal(home.plan('default', { allowFrom: ['@ada'] })), /whoami/u);
  const secret = await refusal(home.plan('default', { botToken: 'line\nbreak' }));
  assert.doesNotMatch(secret, /break/u);
  const elsewhere = { channel: 'telegrm', account: 'default', options: {} };
  assert.match(await refusal(planAccount(home.paths, elsewhere, {})), /there is: telegram/u);
  assert.equal(home.read(), before);
});

test('an account is removed with what is said of it alone', async (t) => {
  const home = open(
    t,
    'gateway: { port: 1 }\nchannels: {telegram: {botToken: "1:a", dmPolicy: open, accounts: {work: {botToken: "2:b"}}}}\n',
  );
  assert.deepEqual(await home.remove('nobody'), { kind: 'absent' });
  assert.deepEqual(await home.remove('default'), { kind: 'removed', remains: null });
  const { channels } = (await loadConfig(home.paths, {})).settings;
  assert.deepEqual(
    channels.map(({ account, policy }) => [account, policy.dmPolicy]),
    [['work', 'open']],
  );
  await home.remove('work');
  assert.match(home.read(), /port: 1/u);
  assert.doesNotMatch(home.read(), /telegram/u);
});

test('an account whose login comes from the environment says that it remains', async (t) => {
  const home = open(t, 'channels: {telegram: {dmPolicy: open}}\n');
  const env = { TELEGRAM_BOT_TOKEN: '1:a' };
  const removed = { kind: 'removed', remains: 'TELEGRAM_BOT_TOKEN' };
  assert.deepEqual(await home.remove('default', env), removed);
  assert.doesNotMatch(home.read(), /telegram/u);
  assert.deepEqual(await home.remove('default', env), removed);
  const broken = open(t, 'channels: [\n');
  assert.match(await refusal(broken.remove('default', env)), /CONFIG_BROKEN/u);
});
