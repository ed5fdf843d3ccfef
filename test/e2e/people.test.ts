import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FakeTelegram } from './world/fake-telegram.ts';
import { type GatewayWorld, startWorld } from './world/gateway-world.ts';
import { signInGuest } from './world/guest.ts';
import { createTestDevice, type WireClient, type WireError } from './world/wire-client.ts';

const CONFIG = 'agents: {defaults: {model: {primary: scripted/model}}}\n';
const telegram = (keys: string) => `${CONFIG}channels: {telegram: {botToken: "1:a", ${keys}}}\n`;

/** A gateway whose Telegram is connected, and its owner at the command line. */
async function openTelegram(
  t: TestContext,
  keys = 'dmPolicy: pairing',
  prepare: (world: GatewayWorld) => Promise<unknown> = async () => undefined,
) {
  const fake = new FakeTelegram();
  const world = await startWorld(t, { config: telegram(keys), channelSources: fake.sources });
  await prepare(world);
  const owner = await world.connect();
  const name = '@claw_bot';
  while (!fake.reports.has('default')) await pause();
  fake.reports.get('default')!({ state: 'running', name, link: 'https://t.me/claw_bot' });
  return { fake, world, owner };
}

/** The code that somebody is told, whatever others are answered meanwhile. */
async function knock(fake: FakeTelegram, from: string, text = 'let me in'): Promise<string> {
  const conversation = `dm-${from}`;
  const codes = () =>
    fake.platform.posts
      .filter((post) => post.conversation === conversation)
      .flatMap((post) => /`(\w{8})`/u.exec(post.text)?.[1] ?? []);
  const told = codes().length;
  fake.platform.receive({ id: `${from}-${text}`, conversation, from, text });
  while (codes().length === told) await pause();
  return codes().at(-1)!;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

async function refusalOf(attempt: Promise<unknown>) {
  const { shape } = await attempt.then(
    () => assert.fail('it was allowed'),
    (error: WireError) => error,
  );
  const { code, details, message } = shape;
  return { code, message, ...(details as { reason?: string; retryAt?: number }) };
}

async function statusOf(owner: WireClient) {
  const { channelAccounts } = await owner.request('channels.status', {});
  return channelAccounts.telegram![0]!;
}

test('a stranger is told to the owner at once, let in by the code, and answered', async (t) => {
  const { fake, owner } = await openTelegram(t);
  const code = await knock(fake, '7');
  const { payload } = await owner.event('pairing.changed');
  assert.equal((await statusOf(owner)).pendingPairings, 1);
  assert.deepEqual((await owner.request('pairing.list', { state: 'pending' })).pairings, [
    payload.pairing,
  ]);
  const { pairing, messages } = await owner.request('pairing.approve', { code });
  assert.deepEqual(
    [pairing.identity, pairing.state, pairing.asOwner, messages],
    ['7', 'approved', false, 1],
  );
  await owner.event('pairing.changed', (told) => told.pairing.state === 'approved');
  while (fake.platform.posts.at(-1)?.text !== 'ok') await pause();
  const { stillOwner } = await owner.request('pairing.revoke', { id: pairing.id });
  assert.equal(stillOwner, false);
  assert.match(await knock(fake, '7', 'and again'), /^\w{8}$/u);
});

test('T13 a code that is wrong, used, denied or tried too often says which, and lets nobody in', async (t) => {
  const { fake, owner } = await openTelegram(t);
  const code = await knock(fake, '7');
  assert.deepEqual(await refusalOf(owner.request('pairing.approve', { code: 'AAAAAAAA' })), {
    code: 'NOT_FOUND',
    message: 'no request has this code; read it once more',
    reason: 'unknown',
  });
  await owner.request('pairing.approve', { code });
  assert.equal((await refusalOf(owner.request('pairing.approve', { code }))).reason, 'decided');
  const denied = await knock(fake, '8');
  const { pairings } = await owner.request('pairing.list', { state: 'pending' });
  await owner.request('pairing.deny', { id: pairings[0]!.id });
  const refused = await refusalOf(owner.request('pairing.approve', { code: denied }));
  assert.deepEqual([refused.code, refused.reason], ['CONFLICT', 'decided']);
  const twice = await refusalOf(owner.request('pairing.deny', { id: pairings[0]!.id }));
  assert.equal(twice.code, 'CONFLICT');
  for (const wrong of ['BBBBBBBB', 'CCCCCCCC'])
    await refusalOf(owner.request('pairing.approve', { code: wrong }));
  const right = await knock(fake, '9');
  const locked = await refusalOf(owner.request('pairing.approve', { code: right }));
  assert.deepEqual([locked.code, locked.reason], ['FORBIDDEN', 'locked']);
  assert.ok(locked.retryAt! > Date.now());
});

test('T13 strangers who find a full account are told nothing, and the owner how many there are', async (t) => {
  const { fake, owner } = await openTelegram(t);
  for (const from of ['1', '2', '3']) await knock(fake, from);
  for (const id of ['first', 'second'])
    fake.platform.receive({ id, conversation: 'dm-4', from: '4', text: 'let me in' });
  await fake.platform.settled();
  assert.equal(fake.platform.posts.length, 3);
  const told = await owner.request('pairing.list', { state: 'pending' });
  assert.deepEqual([told.pairings.length, told.turnedAway], [3, 1]);
  const { turnedAway, loops } = await statusOf(owner);
  assert.deepEqual([turnedAway, loops], [1, 0]);
  for (const { id } of told.pairings) await owner.request('pairing.deny', { id });
  assert.match(await knock(fake, '4', 'and now?'), /^\w{8}$/u);
});

test('T30 who is cut off as a loop is counted for the owner', async (t) => {
  const { fake, owner } = await openTelegram(t, 'dmPolicy: open');
  for (let count = 0; count < 8; count += 1)
    fake.platform.receive({ id: `m${count}`, conversation: 'dm-7', from: '7', text: 'pong' });
  while ((await statusOf(owner)).loops === 0) await pause();
  const { records } = await owner.request('audit.records', { action: 'message.accept' });
  assert.ok(
    records.some(
      ({ payload }) => payload?.result === 'denied' && payload.reason === 'loop:repeats',
    ),
    'it is on record',
  );
});

test('T03 who may let people in may not make an owner of them without every right', async (t) => {
  const { fake, world, owner } = await openTelegram(t);
  const code = await knock(fake, '7');
  const client = { id: 'webchat-ui', version: '1', platform: 'web', mode: 'webchat' } as const;
  const scopes = ['operator.pairing'];
  const helper = await world.connect({ client, scopes }, createTestDevice());
  const asOwner = await refusalOf(helper.request('pairing.approve', { code, asOwner: true }));
  assert.match(asOwner.message, /missing scope: operator\.admin/u);
  const { pairing } = await owner.request('pairing.approve', { code, asOwner: true });
  assert.equal(pairing.asOwner, true);
  await helper.event('pairing.changed', (told) => told.pairing.asOwner);
});

test('T03 the owner, and nobody else, is told of a group that wrote and of who answers there', async (t) => {
  let guest!: WireClient;
  const { fake, owner } = await openTelegram(t, 'dmPolicy: pairing', async (world) => {
    guest = await signInGuest(world);
  });
  const toldOf = (client: WireClient) => client.events('channels.changed').length;
  await fake.hearIn({ address: '-5', title: 'family' }, '7', 'hi');
  const { payload } = await owner.event('channels.changed');
  assert.deepEqual(payload, { channel: 'telegram', account: 'default' });
  await fake.hearIn({ address: '-5', title: 'family' }, '7', 'anybody?');
  await statusOf(owner);
  assert.equal(toldOf(owner), 1);
  const place = { channel: 'telegram', address: '-5', agentId: 'main' };
  const { wiring } = await owner.request('wirings.set', place);
  assert.equal(toldOf(owner), 2);
  await owner.request('wirings.remove', { id: wiring.id! });
  assert.equal(toldOf(owner), 3);
  await fake.hosts.get('default')!.moved({ from: '-5', to: '-1005' });
  await statusOf(owner);
  assert.equal(toldOf(owner), 4);
  await guest.request('health', {});
  assert.equal(toldOf(guest), 0);
});

test('a group that nobody allowed is listed until it is wired, and answered from then on', async (t) => {
  const { fake, owner } = await openTelegram(t, 'groups: {"-9": {}}');
  await fake.hearIn({ address: '-9', title: 'allowed' }, '7', 'hi');
  await fake.hearIn({ address: '-5', title: 'family' }, '7', 'hi');
  const account = await statusOf(owner);
  assert.deepEqual(
    [account.name, account.link, account.connected, account.dmPolicy, account.groupPolicy],
    ['@claw_bot', 'https://t.me/claw_bot', true, 'pairing', 'allowlist'],
  );
  assert.deepEqual(
    account.places.map(({ address, title, kind }) => [address, title, kind]),
    [['-5', 'family', 'group']],
  );
  const place = { channel: 'telegram', address: '-5', agentId: 'main' };
  const { wiring } = await owner.request('wirings.set', { ...place, engage: 'always' });
  assert.deepEqual([wiring.title, wiring.senders, wiring.sessionMode], ['family', 'all', 'thread']);
  assert.deepEqual((await statusOf(owner)).places, []);
  await fake.hearIn({ address: '-5' }, '7', 'anybody?');
  while (fake.platform.posts.at(-1)?.text !== 'ok') await pause();
  const { wirings, total } = await owner.request('wirings.list', { channel: 'telegram' });
  assert.deepEqual(
    [total, wirings.map(({ origin, title, engage }) => [origin, title, engage])],
    [
      2,
      [
        ['table', 'family', 'always'],
        ['file', 'allowed', 'mention'],
      ],
    ],
  );
  await owner.request('wirings.remove', { id: wiring.id! });
  assert.equal((await statusOf(owner)).places.length, 1);
  assert.equal(
    (await refusalOf(owner.request('wirings.remove', { id: wiring.id! }))).code,
    'NOT_FOUND',
  );
});

test('a wiring to nobody, of nowhere or by half is refused with what to do', async (t) => {
  const { fake, owner } = await openTelegram(t);
  await fake.hearIn({ address: '-5' }, '7', 'hi');
  const place = { channel: 'telegram', address: '-5', agentId: 'main' };
  const refuse = (change: object) => refusalOf(owner.raw('wirings.set', { ...place, ...change }));
  assert.match((await refuse({ address: '-6' })).message, /write a message there/u);
  assert.match((await refuse({ agentId: 'nobody' })).message, /agents\.list/u);
  assert.match((await refuse({ pattern: 'claw' })).message, /go together/u);
  assert.match((await refuse({ engage: 'pattern' })).message, /go together/u);
  assert.match((await refuse({ engage: 'never' })).message, /at engage/u);
});

test('commands are listed with what may follow them', async (t) => {
  const world = await startWorld(t);
  const owner = await world.connect();
  const { commands } = await owner.request('commands.list', {});
  const think = commands.find(({ name }) => name === 'think')!;
  assert.deepEqual([think.textAliases, think.acceptsArgs], [['thinking'], true]);
  assert.ok(think.args![0]!.choices!.some(({ value }) => value === 'high'));
  const { commands: short } = await owner.request('commands.list', { includeArgs: false });
  assert.ok(short.every(({ args }) => args === undefined));
});

test('a delivery is shown and dropped by whom it belongs to', async (t) => {
  const { fake, owner } = await openTelegram(t, 'dmPolicy: open');
  fake.platform.mode = 'refuse';
  fake.platform.receive({ id: 'm1', conversation: 'c1', from: '7', text: 'hi' });
  const { payload } = await owner.event(
    'deliveries.changed',
    ({ delivery }) => delivery.state === 'failed',
  );
  const { id } = payload.delivery;
  assert.equal((await owner.request('deliveries.show', { id })).delivery.state, 'failed');
  assert.equal((await owner.request('deliveries.drop', { id })).delivery.state, 'dropped');
  assert.equal((await refusalOf(owner.request('deliveries.drop', { id }))).code, 'CONFLICT');
  const nowhere = owner.request('deliveries.show', { id: 'no-such-one' });
  assert.equal((await refusalOf(nowhere)).code, 'NOT_FOUND');
});
