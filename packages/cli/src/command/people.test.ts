import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type MethodResult, type Pairing, WireError, type Wiring } from '@coderclaw/protocol';
import { main } from '../index.ts';
import type { NewAccount } from '../io.ts';
import { createFakeIo } from '../testing/fake-io.ts';
import { runCommand } from '../testing/run-command.ts';
import { createTemporaryHome } from '../testing/temporary-home.ts';

const NOW = 1_800_000_000_000;
const TOKEN = '123456:a-token-of-some-length';

const ACCOUNT: MethodResult<'channels.status'>['channelAccounts'][string][number] = {
  accountId: 'work',
  name: '@claw_bot',
  enabled: true,
  configured: true,
  running: true,
  connected: false,
  healthState: 'degraded',
  lastError: 'the platform \u001b[2J is silent',
  dmPolicy: 'pairing',
  link: 'https://t.me/claw_bot',
  groupPolicy: 'allowlist',
  pendingPairings: 2,
  turnedAway: 5,
  loops: 1,
  places: [{ address: '-5', kind: 'group', title: 'family \u202e', seenAt: NOW - 60_000 }],
};

function statusWith(accounts: readonly (typeof ACCOUNT)[]): MethodResult<'channels.status'> {
  return {
    ts: NOW,
    channelOrder: ['telegram'],
    channelLabels: { telegram: 'Telegram' },
    channels: { telegram: { configured: accounts.length > 0, running: true } },
    channelAccounts: { telegram: [...accounts] },
    channelDefaultAccountId: { telegram: 'default' },
  };
}

test('channels status shows accounts, what is wrong, who waits and where nobody may talk', async () => {
  const answers = { 'channels.status': () => statusWith([ACCOUNT]) };
  const { exitCode, printed } = await runCommand(['channels', 'status'], answers);
  assert.equal(exitCode, 0);
  assert.match(
    printed,
    /telegram\/work +degraded +@claw_bot +https:\/\/t\.me\/claw_bot +pairing +allowlist/u,
  );
  assert.match(printed, /! telegram\/work: the platform \\x1b\[2J is silent/u);
  assert.match(printed, /2 strangers ask to be let in\. See: npx coderclaw pairing list/u);
  assert.match(
    printed,
    /^! telegram\/work: 5 strangers were turned away within a day, since too many/mu,
  );
  assert.match(printed, /^! telegram\/work: 1 sender was cut off within a day for a while/mu);
  assert.match(printed, /telegram\/work +-5 +family \\u\{?202e\}? +group +1 min ago/u);
  assert.match(printed, /npx coderclaw wirings set telegram -5 --account work$/mu);
  const none = await runCommand(['channels', 'status'], {
    'channels.status': () => statusWith([]),
  });
  assert.match(none.printed, /Connect one with: npx coderclaw channels add telegram$/mu);
  const several = await runCommand(['channels', 'status'], {
    'channels.status': () => ({ ...statusWith([]), channelOrder: ['matrix', 'telegram'] }),
  });
  assert.match(several.printed, /channels add CHANNEL, which is one of: matrix, telegram$/mu);
  const asJson = await runCommand(['channels', 'status', '--json'], answers);
  assert.deepEqual(JSON.parse(asJson.printed), statusWith([ACCOUNT]));
});

const ADDED = {
  enabled: true,
  dmPolicy: 'pairing',
  name: '@claw_bot',
  link: 'https://t.me/claw_bot',
} as const;

test('T18 channels add asks the gateway, says where to write, and repeats no token', async () => {
  const answers = {
    'channels.add': () =>
      ({ ok: true, channel: 'telegram', account: 'default', ...ADDED }) as const,
  };
  const argv = ['channels', 'add', 'telegram', '--token', '-'];
  const { printed, complained, requests } = await runCommand(argv, answers, { stdin: TOKEN });
  assert.deepEqual(requests.at(-1)?.params, {
    channel: 'telegram',
    account: 'default',
    options: { botToken: TOKEN },
  });
  assert.match(printed, /Write to https:\/\/t\.me\/claw_bot and you are told a code/u);
  assert.match(printed, /npx coderclaw pairing approve CODE --owner/u);
  assert.equal(`${printed}${complained}`.includes(TOKEN), false);
  const typed = { stdin: `${TOKEN}\r`, terminal: true };
  const asked = await runCommand(argv.slice(0, 3), answers, typed);
  assert.match(asked.complained, /^Write \/newbot to @BotFather .*\nToken \(it is not shown\): /u);
  assert.equal(`${asked.printed}${asked.complained}`.includes(TOKEN), false);
});

test('channels add and remove work where no gateway runs', async () => {
  using home = createTemporaryHome();
  home.writeConfig(`channels: {telegram: {botToken: "${TOKEN}"}}\n`);
  const asked: NewAccount[] = [];
  const addChannel = async (account: NewAccount) => {
    asked.push(account);
    return { ok: true, ...ADDED } as const;
  };
  const run = async (argv: string[], add: typeof addChannel | undefined = addChannel) => {
    const io = createFakeIo({ env: home.env, server: { addChannel: add } });
    return { exitCode: await main(['channels', ...argv], io), io };
  };
  const added = await run(['add', 'telegram', '--account', 'work', '--token', TOKEN]);
  assert.equal(added.exitCode, 0);
  assert.match(added.io.printed(), /connects when the gateway starts: npx coderclaw gateway/u);
  assert.deepEqual([asked[0]?.account, asked[0]?.options], ['work', { botToken: TOKEN }]);

  const io = createFakeIo({
    env: home.env,
    server: { addChannel: async () => ({ ok: false, problem: 'the platform refuses the login' }) },
  });
  assert.equal(await main(['channels', 'add', 'telegram', '--token', TOKEN], io), 1);
  assert.match(io.complained(), /error: the platform refuses the login/u);
  const wrong = await run(['add', 'telegrm', '--token', TOKEN]);
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.io.complained(), /there is: telegram/u);

  assert.match((await run(['remove', 'telegram'])).io.printed(), /telegram is removed/u);
  assert.doesNotMatch(readFileSync(home.paths.config, 'utf8'), /telegram/u);
  const again = await run(['remove', 'telegram']);
  assert.equal(again.exitCode, 1);
  assert.match(again.io.complained(), /there is no account telegram/u);
});

const PAIRING: Pairing = {
  id: 'p1',
  channel: 'telegram',
  account: 'default',
  identity: '7',
  displayName: 'Ada \u001b[31m',
  agentId: 'main',
  state: 'pending',
  asOwner: false,
  createdAt: NOW - 60_000,
  expiresAt: NOW + 59 * 60_000,
  decidedAt: null,
  decidedBy: null,
};

test('T27 pairing list shows who waits, with names that can do nothing', async () => {
  const answers = { 'pairing.list': () => ({ pairings: [PAIRING], turnedAway: 1 }) };
  const { printed, requests } = await runCommand(['pairing', 'list'], answers);
  assert.deepEqual(requests.at(-1)?.params, { limit: 50, state: 'pending' });
  assert.match(printed, /p1 +Ada \\x1b\[31m +7 +telegram +waits, 59 min left +1 min ago/u);
  assert.match(printed, /npx coderclaw pairing approve CODE/u);
  assert.match(
    printed,
    /^1 stranger was turned away within a day, .*npx coderclaw pairing deny --all$/mu,
  );
  const nobody = () => ({ pairings: [], turnedAway: 0 });
  const none = await runCommand(['pairing', 'list'], { 'pairing.list': nobody });
  assert.doesNotMatch(none.printed, /turned away/u);
  assert.match(none.printed, /^No requests wait\./u);
  const all = await runCommand(['pairing', 'list', '--state', 'all', '--json'], answers);
  assert.deepEqual(all.requests.at(-1)?.params, { limit: 50 });
  assert.deepEqual(JSON.parse(all.printed), { pairings: [PAIRING], turnedAway: 1 });
});

test('pairing approve, deny and revoke say who it was', async () => {
  const decided = (state: Pairing['state']) => () =>
    ({ ok: true, pairing: { ...PAIRING, displayName: 'Ada', state } }) as const;
  const answers = {
    'pairing.approve': () => ({ ...decided('approved')(), messages: 2 }),
    'pairing.deny': decided('denied'),
    'pairing.revoke': () => ({ ...decided('revoked')(), stillOwner }),
  };
  let stillOwner = false;
  const run = (...argv: string[]) => runCommand(['pairing', ...argv], answers);
  const approved = await run('approve', 'ABCD2345');
  assert.equal(
    approved.printed,
    'Ada (7 on telegram) may write now, and the 2 messages that waited are answered.\n',
  );
  const owner = await run('approve', 'ABCD2345', '--owner');
  assert.deepEqual(owner.requests.at(-1)?.params, { code: 'ABCD2345', asOwner: true });
  assert.match(owner.printed, /is an owner of this gateway now/u);
  assert.match((await run('deny', 'p1')).printed, /is turned away/u);
  assert.match((await run('revoke', 'p1')).printed, /may not write any more/u);
  stillOwner = true;
  assert.match((await run('revoke', 'p1')).printed, /is still an owner, by another approval/u);
});

test('pairing deny turns one request away, or all that wait', async () => {
  const waiting = ['p1', 'p2', 'p3'].map((id) => ({ ...PAIRING, id, displayName: id }));
  const answers = {
    'pairing.list': () => ({ pairings: waiting, turnedAway: 4 }),
    'pairing.deny': ({ id }: { id: string }) => {
      if (id === 'p2') throw new WireError('CONFLICT', 'it was decided before');
      const pairing = { ...waiting.find((one) => one.id === id)!, state: 'denied' as const };
      return { ok: true as const, pairing };
    },
  };
  const run = (...argv: string[]) => runCommand(['pairing', 'deny', ...argv], answers);
  const all = await run('--all');
  assert.equal(
    all.printed,
    'p1 (7 on telegram) is turned away.\np3 (7 on telegram) is turned away.\n',
  );
  const asJson = await run('--all', '--json');
  assert.deepEqual(
    JSON.parse(asJson.printed).pairings.map(({ id, state }: Pairing) => [id, state]),
    [
      ['p1', 'denied'],
      ['p3', 'denied'],
    ],
  );
  for (const argv of [[], ['p1', '--all']]) {
    const { exitCode, complained, requests } = await run(...argv);
    assert.deepEqual([exitCode, requests.length], [2, 0]);
    assert.match(complained, /pairing deny ID.*pairing deny --all/u);
  }
});

const WIRING: Wiring = {
  id: 'w1',
  origin: 'table',
  channel: 'telegram',
  account: 'default',
  address: '-5',
  kind: 'group',
  title: 'family',
  agentId: 'main',
  engage: 'pattern',
  pattern: 'claw*',
  senders: 'known',
  ignored: 'drop',
  sessionMode: 'thread',
};

test('wirings are listed, set by a group’s negative id, and removed', async () => {
  const answers = {
    'wirings.list': () => ({ total: 3, wirings: [WIRING, { ...WIRING, id: null }] }),
    'wirings.set': () => ({ ok: true, wiring: WIRING }) as const,
    'wirings.remove': () => ({ ok: true }) as const,
  };
  const run = (...argv: string[]) => runCommand(['wirings', ...argv], answers);
  const { printed } = await run('list');
  assert.match(printed, /w1 +telegram +-5 +family +main +pattern “claw\*”, known people only/u);
  assert.match(printed, /^configuration /mu);
  assert.match(printed, /… and 1 more/u);
  const set = await run('set', 'telegram', '-5', '--engage', 'pattern', '--pattern', 'claw*');
  assert.deepEqual(set.requests.at(-1)?.params, {
    channel: 'telegram',
    address: '-5',
    agentId: 'main',
    engage: 'pattern',
    pattern: 'claw*',
  });
  assert.match(set.printed, /^main answers in family \(-5\) on telegram: pattern “claw\*”/u);
  assert.equal((await run('remove', 'w1')).printed, 'Wiring w1 is removed.\n');
});

test('where nothing is wired, the way to wire names the channel that was asked about', async () => {
  const answers = { 'wirings.list': () => ({ total: 0, wirings: [] }) };
  const run = (...argv: string[]) => runCommand(['wirings', 'list', ...argv], answers);
  assert.match((await run()).printed, /npx coderclaw wirings set CHANNEL ADDRESS$/mu);
  const ofOne = await run('--channel', 'matrix');
  assert.match(ofOne.printed, /npx coderclaw wirings set matrix ADDRESS$/mu);
});

test('deliveries show has every part with its reason, and drop gives up', async () => {
  const part = {
    id: 'x',
    index: 0,
    kind: 'text',
    state: 'unknown',
    text: 'an \u001b[2J answer',
    attempt: 2,
    nextAttemptAt: NOW,
    platformMessageId: null,
    error: 'no answer came back',
  } as const;
  const delivery = {
    id: 'd1',
    runId: null,
    channel: 'telegram',
    account: 'work',
    conversationId: 'c',
    address: '-5',
    title: 'Team\u202e',
    kind: 'reply',
    state: 'unknown',
    createdAt: NOW - 60_000,
    parts: [part],
  } as const;
  const answers = {
    'deliveries.show': () => ({ delivery: { ...delivery, parts: [part] } }),
    'deliveries.drop': () => ({
      ok: true as const,
      delivery: { ...delivery, state: 'dropped' as const, parts: [] },
    }),
  };
  const { printed } = await runCommand(['deliveries', 'show', 'd1'], answers);
  assert.match(printed, /^To +telegram\/work -5 \(Team\\u202e\)$/mu);
  assert.match(printed, /1 +unknown +2 +an \\x1b\[2J answer +no answer came back/u);
  const dropped = await runCommand(['deliveries', 'drop', 'd1'], answers);
  assert.equal(dropped.printed, 'Delivery d1 is dropped.\n');
});
