import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { MethodParams, MethodResult, Pairing } from '@coderclaw/protocol';
import { FakeLink } from '../../testing/fake-link.ts';
import { RequestError } from '../gateway/gateway-link.ts';
import { PairingDesk } from './pairing-desk.ts';

const NOW = 1_000_000;

function pairing(id: string, more: Partial<Pairing> = {}): Pairing {
  const place = { channel: 'telegram', account: 'default', identity: id, displayName: null };
  const made = { createdAt: 0, expiresAt: NOW + 60_000, decidedAt: null, decidedBy: null };
  return { id, ...place, agentId: 'main', state: 'pending', asOwner: false, ...made, ...more };
}

type Approve = (params: MethodParams<'pairing.approve'>) => MethodResult<'pairing.approve'>;

async function open(t: TestContext, stored: Pairing[], approve: Approve = letIn) {
  const link = new FakeLink({
    'pairing.list': ({ state }) => ({
      pairings: stored.filter((one) => one.state === state),
      turnedAway: 2,
    }),
    'pairing.approve': approve,
    'pairing.revoke': ({ id }) => ({
      ok: true,
      pairing: pairing(id, { state: 'revoked', asOwner: true }),
      stillOwner: id === 'a',
    }),
    'pairing.deny': ({ id }) => {
      if (id !== 'a') return { ok: true, pairing: pairing(id, { state: 'denied' }) };
      throw new RequestError('CONFLICT', 'it was decided before');
    },
  });
  const desk = new PairingDesk(link, () => NOW);
  t.after(() => desk.close());
  link.connect();
  await settle();
  return { desk, link };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const idsOf = (pairings: readonly Pairing[]) => pairings.map(({ id }) => id);
const letIn: Approve = () => ({
  ok: true,
  pairing: pairing('a', { state: 'approved', asOwner: true }),
  messages: 2,
});

test('who waits and who was let in is told apart, newest first, and follows what is decided elsewhere', async (t) => {
  const { desk, link } = await open(t, [pairing('a'), pairing('b', { createdAt: 5 })]);
  assert.deepEqual(idsOf(desk.pending.value), ['b', 'a']);
  const payload = { pairing: pairing('b', { state: 'denied' }) };
  link.emit({ event: 'pairing.changed', payload });
  link.emit({ event: 'pairing.changed', payload: { pairing: pairing('c', { createdAt: 9 }) } });
  assert.deepEqual(idsOf(desk.pending.value), ['c', 'a']);
});

test('a code lets in, as an owner only where that was said', async (t) => {
  const { desk, link } = await open(t, [pairing('a')]);
  assert.equal(await desk.approve(' ABCD2345 ', false), true);
  await desk.approve('ABCD2345', true);
  assert.deepEqual(link.requested('pairing.approve'), [
    { code: 'ABCD2345' },
    { code: 'ABCD2345', asOwner: true },
  ]);
  assert.deepEqual([idsOf(desk.pending.value), idsOf(desk.approved.value)], [[], ['a']]);
  assert.deepEqual(desk.outcome.value, {
    kind: 'good',
    text: 'They are let in, as an owner. What they wrote is answered now.',
  });
});

test('an approval is taken back, and what the person is all the same is said', async (t) => {
  const given = { state: 'approved', asOwner: true } as const;
  const { desk } = await open(t, [pairing('a', given), pairing('b', given)]);
  await desk.revoke('a');
  assert.match(desk.outcome.value?.text ?? '', /still an owner/u);
  await desk.revoke('b');
  assert.equal(desk.outcome.value?.text, 'They may write no more.');
  assert.deepEqual(desk.approved.value, []);
});

test('each refusal of a code says what to do', async (t) => {
  const refusals = {
    unknown: /letter by letter/u,
    expired: /told a new one/u,
    decided: /used already/u,
    locked: /Try again in 15 min/u,
    other: /^in the gateway’s words$/u,
  };
  for (const [reason, words] of Object.entries(refusals)) {
    const details = { reason, retryAt: NOW + 14.5 * 60_000 };
    const { desk } = await open(t, [pairing('a')], () => {
      throw new RequestError('CONFLICT', 'in the gateway’s words', undefined, details);
    });
    assert.equal(await desk.approve('ABCD2345', false), false);
    assert.match(desk.outcome.value?.text ?? '', words);
    assert.deepEqual(idsOf(desk.pending.value), ['a']);
  }
});

test('a decision that came too late is said, and what is so is asked for', async (t) => {
  const stored = [pairing('a')];
  const { desk } = await open(t, stored);
  stored.length = 0;
  assert.equal(await desk.deny('a'), false);
  assert.equal(desk.outcome.value?.text, 'it was decided before');
  assert.deepEqual(desk.pending.value, []);
});

test('all who wait are turned away at once, and others who found no room are counted', async (t) => {
  const { desk } = await open(t, [pairing('b'), pairing('c')]);
  assert.equal(desk.turnedAway.value, 2);
  await desk.denyAll();
  assert.deepEqual(desk.pending.value, []);
  assert.equal(desk.outcome.value?.text, 'All that waited were turned away.');
});

test('a request that runs out leaves by itself', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const stored = [pairing('a')];
  const { desk } = await open(t, stored);
  stored.length = 0;
  t.mock.timers.tick(59_000);
  await settle();
  assert.deepEqual(idsOf(desk.pending.value), ['a']);
  t.mock.timers.tick(1_000);
  await settle();
  assert.deepEqual(desk.pending.value, []);
});
