import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ChannelAccount } from '@coderclaw/protocol';
import { signal } from '@preact/signals';
import { FakeLink } from '../../testing/fake-link.ts';
import { RequestError } from '../gateway/gateway-link.ts';
import { ChannelBoard, unknownPlaces } from './channel-board.ts';

const ACCOUNT: ChannelAccount = {
  accountId: 'work',
  enabled: true,
  configured: true,
  running: true,
  connected: true,
  healthState: 'running',
  lastError: null,
  dmPolicy: 'pairing',
  groupPolicy: 'allowlist',
  pendingPairings: 0,
  turnedAway: 0,
  loops: 0,
  places: [{ address: '-5', kind: 'group', title: 'family', seenAt: 0 }],
};

async function open(t: TestContext, accounts: ChannelAccount[]) {
  const link = new FakeLink({
    'channels.status': () => ({
      ts: 0,
      channelOrder: ['telegram'],
      channelLabels: { telegram: 'Telegram' },
      channels: {},
      channelAccounts: { telegram: accounts },
      channelDefaultAccountId: {},
    }),
    'channels.describe': () => ({
      channels: [
        {
          channel: 'telegram',
          label: 'Telegram',
          guide: { text: 'Ask for a token.', link: 'https://t.me/BotFather' },
          fields: [{ option: 'botToken', label: 'Bot token', secret: true }],
        },
      ],
    }),
    'channels.add': ({ options }) => {
      if (options.botToken === 'wrong')
        throw new RequestError('INVALID_REQUEST', 'the platform refuses the login', undefined, {
          reason: 'CHANNEL_AUTH',
        });
      return {
        ok: true,
        channel: 'telegram',
        account: 'default',
        enabled: true,
        dmPolicy: 'pairing',
        name: '@claw_bot',
        link: 'https://t.me/claw_bot',
      };
    },
    'channels.remove': () => ({ ok: true, remains: 'TELEGRAM_BOT_TOKEN' }),
    'wirings.list': () => ({ total: 205, wirings: [] }),
    'agents.list': () => ({
      defaultId: 'main',
      mainKey: 'main',
      scope: 'per-sender',
      agents: [{ id: 'coder' }, { id: 'main' }],
    }),
    'wirings.set': () => {
      throw new RequestError('NOT_FOUND', 'nothing has been heard from this place');
    },
  });
  const board = new ChannelBoard(link, signal(null));
  t.after(() => board.close());
  link.connect();
  await settle();
  return { board, link };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('accounts are shown under their channel’s name, with the groups that wrote', async (t) => {
  const { board } = await open(t, [ACCOUNT]);
  const [account] = board.accounts.value!;
  assert.deepEqual([account!.label, account!.accountId], ['Telegram', 'work']);
  assert.deepEqual(
    unknownPlaces(board.accounts.value!).map(({ account, title }) => [account, title]),
    [['work', 'family']],
  );
  assert.equal(board.moreWirings.value, 205);
  assert.deepEqual(board.agents.value, ['main', 'coder']);
});

test('a change of the gateway’s health is looked into', async (t) => {
  const accounts = [ACCOUNT];
  const { board, link } = await open(t, accounts);
  accounts[0] = { ...ACCOUNT, healthState: 'failed', lastError: 'renew its token' };
  link.emit({ event: 'health', payload: {} as never });
  await settle();
  assert.equal(board.accounts.value?.[0]?.lastError, 'renew its token');
});

test('news of a group are looked into, and many at once are one question', async (t) => {
  const accounts = [{ ...ACCOUNT, places: [] as ChannelAccount['places'] }];
  const { board, link } = await open(t, accounts);
  accounts[0] = { ...ACCOUNT };
  const asked = () => link.requested('channels.status').length;
  const before = asked();
  const news = { event: 'channels.changed', payload: { channel: 'telegram', account: 'work' } };
  for (let told = 0; told < 50; told += 1) link.emit(news as Parameters<typeof link.emit>[0]);
  await settle();
  assert.deepEqual(
    unknownPlaces(board.accounts.value!).map(({ title }) => title),
    ['family'],
  );
  assert.equal(asked(), before + 1);
  // While that was asked, more may have happened.
  const first = board.refresh();
  await Promise.resolve();
  const second = board.refresh();
  assert.notEqual(second, first);
  assert.equal(board.refresh(), second);
  await second;
  assert.equal(asked(), before + 3);
});

test('a place that can not be wired says why', async (t) => {
  const { board } = await open(t, [ACCOUNT]);
  assert.equal(await board.wire({ channel: 'telegram', address: '-6', agentId: 'main' }), false);
  assert.deepEqual(board.outcome.value, {
    kind: 'bad',
    text: 'nothing has been heard from this place',
  });
});

test('a login that the platform does not know is explained, one that it knows is shown', async (t) => {
  const { board } = await open(t, [ACCOUNT]);
  const wrong = { channel: 'telegram', options: { botToken: 'wrong' } };
  assert.equal(await board.connect(wrong), false);
  assert.match(
    board.outcome.value!.text,
    /^Telegram does not know this bot token\. Copy it once more/u,
  );
  const shown = () => board.added.value?.link;
  assert.equal(shown(), undefined);
  assert.equal(await board.connect({ channel: 'telegram', options: { botToken: '1:a' } }), true);
  assert.equal(shown(), 'https://t.me/claw_bot');
  assert.equal(await board.renew(wrong), false);
  assert.equal(shown(), undefined);
});

test('a new account takes no name of another one, whose login would be lost', async (t) => {
  const { board, link } = await open(t, [ACCOUNT]);
  const params = { channel: 'telegram', account: 'work', options: { botToken: '1:a' } };
  assert.equal(await board.connect(params), false);
  assert.match(board.outcome.value!.text, /account work already\. Choose another name/u);
  assert.deepEqual(link.requested('channels.add'), []);
  assert.equal(await board.renew(params), true);
});

test('an account that the environment connects all the same says so when it is removed', async (t) => {
  const { board, link } = await open(t, [ACCOUNT]);
  assert.equal(await board.disconnect(board.accounts.value![0]!), true);
  assert.deepEqual(link.requested('channels.remove'), [{ channel: 'telegram', account: 'work' }]);
  assert.match(board.outcome.value!.text, /^Telegram, work is out .* TELEGRAM_BOT_TOKEN of/u);
});
