import assert from 'node:assert/strict';
import { OWNER } from '@coderclaw/core';
import { RecordingChannel } from '@coderclaw/core/testing';
import { kernelTest } from './kernel-world.ts';
import { BUSY, ECHO, LOST, NOTICE, sending, statesOf } from './sending.ts';

kernelTest(
  'a long answer is sent in parts, in order, and loses no text',
  {
    script: ECHO,
    channel: () => new RecordingChannel({ maxLength: 4 }),
  },
  async (world) => {
    await world.say('one two three');
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one ', 'two ', 'thre', 'e']);
    assert.deepEqual(await statesOf(world), ['reply delivered']);
  },
);

kernelTest('each part is committed as sending before it is sent', sending(), async (world) => {
  const release = world.faults.hold('startPart');
  await world.say('hello');
  await world.until('the commit is asked for', () => world.faults.calls.includes('startPart'));
  assert.deepEqual(world.channel?.sent, []);
  release();
  await world.untilIdle();
  assert.deepEqual(world.channel?.texts, ['hello']);
});

kernelTest(
  'a slow platform call holds those behind it, and no other conversation',
  {
    script: ECHO,
    channel: (world) =>
      new RecordingChannel({}, [() => world.gate.promise.then(() => ({ kind: 'delivered' }))]),
  },
  async (world) => {
    await world.say('one', { in: 'room' });
    await world.until('the first is being sent', () => world.channel?.sent.length === 1);
    await world.say('two', { in: 'room' });
    await world.say('three', { in: 'elsewhere' });
    await world.until('the other one arrived', () => world.channel?.arrived.size === 1);
    assert.deepEqual(world.channel?.texts, ['one', 'three']);
    world.gate.resolve();
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one', 'three', 'two']);
  },
);

kernelTest(
  'a send that may be tried again is, when its time has come, before those behind it',
  sending(BUSY, BUSY),
  async (world) => {
    await world.say('one');
    await world.say('two');
    await world.until(
      'it waits',
      () => world.channel?.sent.length === 1 && world.clock.sleeping === 2,
    );
    await world.clock.advance(499);
    assert.deepEqual(world.channel?.texts, ['one']);
    await world.untilIdle(250);
    assert.deepEqual(world.channel?.texts, ['one', 'one', 'one', 'two']);
    const keys = world.channel?.sent.slice(0, 3).map((part) => part.idempotencyKey);
    assert.equal(new Set(keys).size, 1);
  },
);

kernelTest(
  'a wait that the platform asks for is kept',
  sending({ ...BUSY, retryAfterMs: 60_000 }),
  async (world) => {
    await world.say('one');
    await world.until(
      'it waits',
      () => world.channel?.sent.length === 1 && world.clock.sleeping === 2,
    );
    await world.clock.advance(59_999);
    assert.equal(world.channel?.sent.length, 1);
    await world.clock.advance(1);
    await world.untilIdle();
    assert.equal(world.channel?.sent.length, 2);
  },
);

kernelTest(
  'a send whose fate is unknown is never repeated, one line says so, and the next reply is not held',
  sending(LOST),
  async (world) => {
    await world.say('one');
    await world.say('two');
    await world.untilIdle(60_000);
    assert.deepEqual(world.channel?.texts.toSorted(), [NOTICE, 'one', 'two'].toSorted());
    assert.deepEqual((await statesOf(world)).toSorted(), [
      'notice delivered',
      'reply delivered',
      'reply unknown',
    ]);
    await world.kernel.stop();
    await world.boot();
    await world.untilIdle(60_000);
    assert.equal(world.channel?.sent.length, 3);
  },
);

kernelTest(
  'a notice whose own fate is unknown brings no further notice',
  sending(LOST, LOST),
  async (world) => {
    await world.say('one');
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one', NOTICE]);
    assert.deepEqual(await statesOf(world), ['reply unknown', 'notice unknown']);
  },
);

kernelTest(
  'an adapter that throws leaves its part unknown',
  sending(() => Promise.reject(new Error('socket'))),
  async (world) => {
    await world.say('one');
    await world.untilIdle();
    assert.deepEqual(await statesOf(world), ['reply unknown', 'notice delivered']);
  },
);

const ROOMLESS = { kind: 'held', waitMs: 9_000 } as const;

kernelTest(
  'a part that has no room yet is put back without counting as a try, for as long as it was told',
  sending(ROOMLESS, ROOMLESS, ROOMLESS, BUSY),
  async (world) => {
    const begunAt = world.clock.monotonic();
    await world.say('one');
    await world.untilIdle(500);
    const waitedMs = world.clock.monotonic() - begunAt;
    assert.ok(waitedMs >= 3 * ROOMLESS.waitMs, `${waitedMs} ms`);
    const [sent] = await world.truth.listDeliveries({ limit: 1 });
    assert.deepEqual(
      sent?.parts.map(({ state, attempt }) => [state, attempt]),
      [['delivered', 2]],
    );
  },
);

const OUT_OF_REACH = { ...BUSY, scope: 'account' } as const;
const OUTAGE_MS = 60 * 60_000;

kernelTest(
  'an outage of an hour loses nothing, repeats nothing and asks seldom',
  {
    channel: (world) =>
      new RecordingChannel(
        {},
        Array.from({ length: 1_000 }, () => async () => {
          const isOut = world.clock.monotonic() < OUTAGE_MS;
          return isOut ? OUT_OF_REACH : ({ kind: 'delivered' } as const);
        }),
      ),
  },
  async (world) => {
    const rooms = Array.from({ length: 20 }, (_, room) => `room ${room}`);
    for (const room of rooms) {
      await world.say(`one in ${room}`, { in: room });
      await world.say(`two in ${room}`, { in: room });
    }
    await world.until('the outage is over', () => world.clock.monotonic() > OUTAGE_MS, 30_000);
    const during = world.channel?.sent.length ?? 0;
    assert.ok(during < 200, `${during} calls while it was out`);
    await world.untilIdle(30_000);
    assert.equal(world.channel?.arrived.size, 40);
    const states = new Set(await statesOf(world));
    assert.deepEqual([...states], ['reply delivered']);
  },
);

kernelTest(
  'a send that the platform refuses for good is failed at once',
  sending({ ...BUSY, retryable: false }),
  async (world) => {
    await world.say('one');
    await world.untilIdle();
    assert.deepEqual(await statesOf(world), ['reply failed']);
  },
);

kernelTest(
  'without an adapter a reply is failed, never delivered',
  { channel: () => null },
  async (world) => {
    await world.say('one');
    await world.untilIdle();
    assert.deepEqual(await statesOf(world), ['reply failed']);
  },
);

kernelTest(
  'what a person sends again is sent again, and may then arrive',
  sending(LOST),
  async (world) => {
    await world.say('one');
    await world.untilIdle();
    const [delivery] = await world.truth.listDeliveries({ state: 'unknown', limit: 1 });
    assert.ok(delivery);
    await world.kernel.retryDelivery({ deliveryId: delivery.id, principalId: OWNER });
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one', NOTICE, 'one']);
    assert.equal((await world.truth.findDelivery(delivery.id))?.state, 'delivered');
  },
);

kernelTest(
  'what a person sends again does not wait for a later part’s next try',
  sending({ ...BUSY, retryable: false }, { ...BUSY, retryAfterMs: 3_600_000 }),
  async (world) => {
    await world.say('one');
    await world.say('two');
    await world.until('the second waits for an hour', () => {
      return world.channel?.sent.length === 2 && world.clock.sleeping === 2;
    });
    const [failed] = await world.truth.listDeliveries({ state: 'failed', limit: 1 });
    assert.ok(failed);
    await world.kernel.retryDelivery({ deliveryId: failed.id, principalId: OWNER });
    await world.until('it was sent again', () => world.channel?.sent.length === 3);
    assert.deepEqual(world.channel?.texts, ['one', 'two', 'one']);
  },
);

kernelTest(
  'a conversation that moved while the store failed is sent to its new place, once',
  sending({ kind: 'moved', address: 'elsewhere' }),
  async (world) => {
    world.faults.fail('moveConversation', 'STORE_FULL', { times: 3 });
    await world.say('one');
    await world.untilIdle(1_000);
    assert.deepEqual(world.channel?.sent.map(({ address }) => address).at(-1), 'elsewhere');
    assert.deepEqual(await statesOf(world), ['reply delivered']);
  },
);
