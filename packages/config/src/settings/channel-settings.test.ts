import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { DM_POLICIES, GROUP_POLICIES, QUEUE_MODES } from '@coderclaw/core';
import type { Environment } from '../home/home-paths.ts';
import { DM_POLICY_WORDS, GROUP_POLICY_WORDS, QUEUE_MODE_WORDS } from '../schema/channel-keys.ts';
import { temporaryHome } from '../testing/temporary-home.ts';
import { revealOptions } from './channel-options.ts';
import { loadConfig } from './load-config.ts';

async function load(t: TestContext, yaml: string | undefined, env: Environment = {}) {
  const loaded = await loadConfig(temporaryHome(t, yaml), env);
  const { channels } = loaded.settings;
  return { ...loaded, channels, byName: new Map(channels.map((one) => [one.account, one])) };
}

const TOKEN = '1:token-of-the-first';

test('the words of the configuration are core’s', () => {
  assert.deepEqual(DM_POLICY_WORDS, DM_POLICIES);
  assert.deepEqual(GROUP_POLICY_WORDS, GROUP_POLICIES);
  assert.deepEqual(QUEUE_MODE_WORDS, QUEUE_MODES);
});

test('without a word about channels there is no account', async (t) => {
  for (const yaml of [undefined, '', 'channels:\n', 'channels: {telegram: {}}\n']) {
    const { channels, problems } = await load(t, yaml);
    assert.deepEqual([channels, problems], [[], []]);
  }
});

test('a token is an account, and everything else of it has its default', async (t) => {
  const { channels, problems } = await load(t, `channels: {telegram: {botToken: "${TOKEN}"}}\n`);
  assert.deepEqual(problems, []);
  const [only] = channels;
  assert.deepEqual(
    [only?.channel, only?.account, only?.path, only?.enabled, only?.problem],
    ['telegram', 'default', 'channels.telegram', true, null],
  );
  assert.deepEqual(revealOptions(only!.options), { botToken: TOKEN, streaming: true });
  assert.deepEqual(only?.policy, {
    dmPolicy: 'pairing',
    allowFrom: [],
    groupPolicy: 'allowlist',
    groups: new Map(),
    mentionPatterns: [],
    queueMode: 'steer',
  });
});

test('the environment’s token opens the default account when the file is silent about it', async (t) => {
  const env = { TELEGRAM_BOT_TOKEN: ` ${TOKEN} ` };
  for (const yaml of [
    undefined,
    'channels: {telegram: {botToken: "..."}}\n',
    'channels: {telegram: {dmPolicy: open}}\n',
    'channels: {telegram: {accounts: {default: {dmPolicy: open}}}}\n',
    'channels: {telegram: {accounts: {work: {botToken: "2:other"}}}}\n',
  ]) {
    const { byName, problems } = await load(t, yaml, env);
    assert.deepEqual(problems, [], yaml);
    const { botToken } = byName.get('default')!.options;
    assert.deepEqual(String(botToken), '[redacted]');
    assert.equal(revealOptions(byName.get('default')!.options).botToken, TOKEN, yaml);
  }
  const file = await load(t, 'channels: {telegram: {botToken: "2:of-the-file"}}\n', env);
  assert.equal(revealOptions(file.channels[0]!.options).botToken, '2:of-the-file');
  const moved = await load(
    t,
    `channels: {telegram: {accounts: {work: {botToken: "${TOKEN}"}}}}\n`,
    env,
  );
  assert.deepEqual([...moved.byName.keys()], ['work']);
});

test('an account inherits every key of its channel but the login', async (t) => {
  const { byName, problems } = await load(
    t,
    `channels:
  telegram:
    botToken: "${TOKEN}"
    dmPolicy: open
    apiRoot: http://127.0.0.1:8081
    groups: {-100: {requireMention: false, allowFrom: [1]}}
    accounts:
      work:
        botToken: "2:work"
        dmPolicy: allowlist
        allowFrom: [7, "8"]
        groups: {-100: {allowFrom: [2]}, -200: {}}
        streaming: false
`,
  );
  assert.deepEqual(problems, []);
  const work = byName.get('work')!;
  assert.deepEqual(revealOptions(work.options), {
    botToken: '2:work',
    apiRoot: 'http://127.0.0.1:8081',
    streaming: false,
  });
  assert.equal(work.policy.dmPolicy, 'allowlist');
  assert.deepEqual(work.policy.allowFrom, ['7', '8']);
  const rule = { requireMention: true, allowFrom: [], agentId: null, queueMode: null };
  assert.deepEqual(
    [...work.policy.groups],
    [
      ['-100', { ...rule, requireMention: false, allowFrom: ['2'] }],
      ['-200', rule],
    ],
  );
  assert.equal(byName.get('default')?.policy.dmPolicy, 'open');
  assert.deepEqual([...byName.get('default')!.policy.groups.keys()], ['-100']);
});

test('the nearest queue mode holds', async (t) => {
  const yaml = (more: string) =>
    `messages: {queue: {mode: collect}}\nchannels: {telegram: {botToken: "${TOKEN}", ${more}}}\n`;
  const mode = async (more: string) => (await load(t, yaml(more))).channels[0]?.policy;
  assert.equal((await mode('streaming: true'))?.queueMode, 'collect');
  assert.equal((await mode('queueMode: interrupt'))?.queueMode, 'interrupt');
  const group = await mode('groups: {-1: {queueMode: followup}}');
  assert.equal(group?.groups.get('-1')?.queueMode, 'followup');
});

test('an account without a token says how to give it one, and keeps nobody else closed', async (t) => {
  const { byName, problems } = await load(
    t,
    `channels: {telegram: {botToken: "${TOKEN}", accounts: {work: {dmPolicy: open}}}}\n`,
  );
  assert.equal(byName.get('default')?.problem, null);
  assert.equal(
    byName.get('work')?.problem,
    'channels.telegram.accounts.work has no botToken; run: npx coderclaw channels add telegram --account work',
  );
  assert.deepEqual(
    problems.map(({ path, severity }) => [path, severity]),
    [['channels.telegram.accounts.work', 'error']],
  );
  const alone = await load(t, 'channels: {telegram: {dmPolicy: open}}\n');
  assert.match(alone.channels[0]!.problem!, /channels add telegram$/u);
});

test('two accounts with one token, or one webhook address, are one and a problem', async (t) => {
  const same = await load(
    t,
    `channels: {telegram: {botToken: "${TOKEN}", accounts: {work: {botToken: "${TOKEN}"}}}}\n`,
  );
  assert.equal(same.byName.get('default')?.problem, null);
  assert.match(same.byName.get('work')!.problem!, /the same botToken as channels\.telegram;/u);
  const webhook = '{url: "https://claw.example/hook", secret: s}';
  const shared = await load(
    t,
    `channels: {telegram: {botToken: "1:a", webhook: ${webhook}, accounts: {work: {botToken: "2:b"}}}}\n`,
  );
  assert.match(shared.byName.get('work')!.problem!, /the same webhook\.url/u);
});

test('a webhook without a path gets its account’s own, and needs a secret', async (t) => {
  const { byName } = await load(
    t,
    `channels: {telegram: {botToken: "1:a", webhook: {url: "https://claw.example", secret: s-s-s}, accounts: {work: {botToken: "2:b"}}}}\n`,
  );
  const urls = [...byName.values()].map(({ options }) => revealOptions(options).webhook);
  assert.deepEqual(urls, [
    { url: 'https://claw.example/hooks/channels/telegram/default', secret: 's-s-s' },
    { url: 'https://claw.example/hooks/channels/telegram/work', secret: 's-s-s' },
  ]);
  const open = await load(
    t,
    'channels: {telegram: {botToken: "1:a", webhook: {url: "https://claw.example"}}}\n',
  );
  assert.match(open.channels[0]!.problem!, /no secret; run: npx coderclaw config set/u);
});

test('a switched-off channel has no open account, whatever an account says', async (t) => {
  const { channels, problems } = await load(
    t,
    `channels: {telegram: {enabled: false, accounts: {work: {enabled: true}}}}\n`,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    channels.map(({ enabled, problem }) => [enabled, problem]),
    [[false, null]],
  );
});

test('a username is refused with what stands in its place', async (t) => {
  const { channels, problems } = await load(
    t,
    `channels: {telegram: {botToken: "${TOKEN}", allowFrom: ["@ada"]}}\n`,
  );
  assert.match(problems[0]!.message, /numeric user id, not a @username.*\/whoami/u);
  assert.match(channels[0]!.problem!, /numeric user id/u);
  assert.deepEqual(channels[0]!.policy.allowFrom, []);
});

test('T17 what is wrong in an account’s part keeps that account closed and no other', async (t) => {
  const wrong: Readonly<Record<string, string>> = {
    'dmPolicy: everybody': 'dmPolicy: everybody',
    'a list that is none': 'allowFrom: 7',
    'a group that is a name': 'groups: {"@club": {}}',
    'half a rule of a group': 'groups: {-100: {allowFrom: [ada]}}',
    'a key set twice': 'dmPolicy: open, dmPolicy: pairing',
    'an unknown agent': 'groups: {-100: {agent: nobody}}',
    'a webhook in the clear': 'webhook: {url: "http://claw.example", secret: s}',
  };
  for (const [name, key] of Object.entries(wrong)) {
    const work = await load(
      t,
      `channels: {telegram: {botToken: "1:a", accounts: {work: {botToken: "2:b", ${key}}, home: {botToken: "3:c"}}}}\n`,
    );
    assert.ok(work.byName.get('work')?.problem, name);
    assert.equal(work.byName.get('default')?.problem, null, name);
    assert.equal(work.byName.get('home')?.problem, null, name);
    const channel = await load(
      t,
      `channels: {telegram: {botToken: "1:a", ${key}, accounts: {work: {botToken: "2:b"}}}}\n`,
    );
    assert.ok(channel.byName.get('default')?.problem, name);
  }
});

test('T17 a file that can not be read, or a section that is none, opens no account of the environment', async (t) => {
  const env = { TELEGRAM_BOT_TOKEN: TOKEN };
  for (const yaml of [
    'channels: [\n',
    'channels: off\n',
    'channels: {telegram: 1}\n',
    'channels: {telegram: {dmPolicy: disabled}, telegram: {dmPolicy: open}}\n',
  ]) {
    const { channels } = await load(t, yaml, env);
    assert.ok(channels[0]?.problem, yaml);
  }
});

test('a mistyped key is a warning with the nearest name', async (t) => {
  const { problems, channels } = await load(
    t,
    `channels: {telegram: {botToken: "${TOKEN}", alowFrom: [1]}}\n`,
  );
  assert.match(problems[0]!.message, /did you mean allowFrom\?/u);
  assert.deepEqual([problems[0]?.severity, channels[0]?.problem], ['warning', null]);
});

test('T18 no print of the channels shows a token or a webhook’s secret', async (t) => {
  const { settings, problems } = await load(
    t,
    `channels: {telegram: {botToken: "canary-1", webhook: {url: "https://x.example", secret: "canary-2"}, accounts: {work: {botToken: [canary-3]}}}}\n`,
  );
  const shown = [
    JSON.stringify(settings),
    inspect(settings, { depth: 9 }),
    JSON.stringify(problems),
  ];
  assert.doesNotMatch(shown.join('\n'), /canary-\d/u);
});

test('the revision changes with a rule and with a token', async (t) => {
  const paths = temporaryHome(t);
  const of = async (keys: string) => {
    writeFileSync(paths.config, `channels: {telegram: {${keys}}}\n`, { mode: 0o600 });
    return (await loadConfig(paths, {})).revision;
  };
  const plain = await of('botToken: "1:a"');
  assert.equal(await of('botToken: "1:a"'), plain);
  assert.notEqual(await of('botToken: "1:a", groups: {-1: {requireMention: false}}'), plain);
  assert.notEqual(await of('botToken: "1:a", accounts: {work: {botToken: "2:b"}}'), plain);
  assert.notEqual(await of('botToken: "1:b"'), plain);
});
