import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Delivery } from '@coderclaw/protocol';
import { FakeLink } from '../../testing/fake-link.ts';
import { RequestError } from '../gateway/gateway-link.ts';
import { countTroubles, TroubledDeliveries } from './troubled-deliveries.ts';

function delivery(id: string, state: Delivery['state'], createdAt = 0): Delivery {
  const place = {
    channel: 'telegram',
    account: 'default',
    conversationId: 'c',
    address: '7',
    title: null,
  };
  return { id, runId: null, ...place, kind: 'reply', state, createdAt, parts: [] };
}

async function open(t: TestContext, stored: Delivery[]) {
  const link = new FakeLink({
    'deliveries.list': ({ state }) => ({ deliveries: stored.filter((one) => one.state === state) }),
    'deliveries.retry': ({ id }) => ({ ok: true, delivery: delivery(id, 'pending') }),
    'deliveries.drop': () => {
      throw new RequestError('CONFLICT', 'nothing of it is left to drop');
    },
  });
  const troubled = new TroubledDeliveries(link);
  t.after(() => troubled.close());
  link.connect();
  await settle();
  return { troubled, link };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const idsOf = (troubled: TroubledDeliveries) => troubled.list.value.map(({ id }) => id);

test('what failed and what is unknown is listed, newest first, and followed', async (t) => {
  const { troubled, link } = await open(t, [
    delivery('a', 'failed', 1),
    delivery('b', 'unknown', 2),
    delivery('c', 'delivered', 3),
  ]);
  assert.deepEqual(idsOf(troubled), ['b', 'a']);
  link.emit({ event: 'deliveries.changed', payload: { delivery: delivery('d', 'failed', 4) } });
  link.emit({ event: 'deliveries.changed', payload: { delivery: delivery('b', 'delivered', 2) } });
  assert.deepEqual(idsOf(troubled), ['d', 'a']);
});

test('what is sent again leaves at once, and comes back when it fails again', async (t) => {
  const { troubled, link } = await open(t, [delivery('a', 'failed')]);
  assert.equal(await troubled.retry('a'), true);
  assert.deepEqual(idsOf(troubled), []);
  link.emit({ event: 'deliveries.changed', payload: { delivery: delivery('a', 'failed') } });
  assert.deepEqual(idsOf(troubled), ['a']);
});

test('what came too late is said, and what is so is asked for', async (t) => {
  const stored = [delivery('a', 'failed')];
  const { troubled } = await open(t, stored);
  stored.length = 0;
  assert.equal(await troubled.drop('a'), false);
  assert.equal(troubled.outcome.value?.text, 'nothing of it is left to drop');
  assert.deepEqual(idsOf(troubled), []);
});

test('troubles are counted in words', () => {
  const many = Array.from({ length: 100 }, (_, index) => delivery(String(index), 'unknown'));
  assert.equal(countTroubles([]), '');
  assert.equal(countTroubles([delivery('a', 'failed')]), 'Messages to chat apps: 1 was not sent.');
  assert.equal(
    countTroubles([delivery('a', 'failed'), delivery('b', 'failed'), ...many]),
    'Messages to chat apps: 2 were not sent, 100 or more may not have arrived.',
  );
});
