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

test('a place that can not be wired says why', async (t) => {
  const { board } = await open(t, [ACCOUNT]);
  assert.equal(await board.wire({ channel: 'telegram', address: '-6', agentId: 'main' }), false);
  assert.deepEqual(board.outcome.value, {
    kind: 'bad',
    text: 'nothing has been heard from this place',
  });
});
