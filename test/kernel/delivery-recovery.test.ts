import assert from 'node:assert/strict';
import { RecordingChannel } from '@coderclaw/core/testing';
import { type KernelWorld, kernelTest, type WorldOptions } from './kernel-world.ts';
import { BUSY, ECHO, NOTICE, sending, statesOf } from './sending.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

const RECOVERIES = [
  ['key', 'arrived', ['one', 'one'], ['reply delivered']],
  ['lookup', 'arrived', ['one'], ['reply delivered']],
  ['lookup', 'lost', ['one', 'one'], ['reply delivered']],
  ['none', 'arrived', ['one', NOTICE], ['reply unknown', 'notice delivered']],
] as const;

/** A platform that can be asked what arrived, and answers when the gate opens. */
const SLOW_TO_LOOK_UP: WorldOptions = {
  script: ECHO,
  channel: (world) => {
    const channel = new RecordingChannel({ idempotency: 'lookup' });
    const lookUp = channel.lookUp.bind(channel);
    channel.lookUp = (part) => world.gate.promise.then(() => lookUp(part));
    return channel;
  },
};

/** A reply to `one` that arrived, and whose outcome the process will not write. */
async function cutOffInSending(world: KernelWorld): Promise<void> {
  world.faults.hold('recordPart');
  await world.say('one');
  await world.until('the outcome is written', () => world.faults.calls.includes('recordPart'));
}

async function untilReplies(world: KernelWorld, count: number): Promise<void> {
  await world.until(`${count} replies exist`, async () => (await statesOf(world)).length === count);
}

for (const [idempotency, fate, texts, states] of RECOVERIES) {
  kernelTest(
    `a part that was ${fate} when the process died, on a platform idempotent by ${idempotency}, is sent ${texts.length === 1 ? 'once' : `as ${texts.join(' and ')}`}`,
    {
      script: ECHO,
      channel: () => new RecordingChannel({ idempotency }),
    },
    async (world) => {
      const release = world.faults.hold('recordPart');
      await world.say('one');
      await world.until('the outcome is being written', () =>
        world.faults.calls.includes('recordPart'),
      );
      world.crash();
      release();
      if (fate === 'lost') world.channel?.arrived.clear();
      assert.equal((await world.boot()).interruptedParts, 1);
      await world.until('it is recorded', () => world.told('delivery').length > 0);
      await world.untilIdle();
      assert.deepEqual(world.channel?.texts, texts);
      assert.deepEqual(await statesOf(world), states);
      const replies = world.channel?.sent.filter(
        ({ content }) => content.kind === 'text' && content.text === 'one',
      );
      assert.equal(new Set(replies?.map((part) => part.idempotencyKey)).size, 1);
    },
  );
}

for (const [idempotency, calls] of [
  ['key', 2],
  ['lookup', 1],
] as const) {
  kernelTest(
    `an answer that was lost on a platform idempotent by ${idempotency} is found out after ${calls} sends, and nobody is bothered`,
    {
      script: ECHO,
      channel: () => new RecordingChannel({ idempotency }, [{ kind: 'unknown', error: 'lost' }]),
    },
    async (world) => {
      const { channel } = world;
      await world.say('one');
      await world.until('the answer is lost', async () => channel?.sent.length === 1);
      channel?.arrived.set(channel.sent[0]!.idempotencyKey, 'm-1');
      await world.untilIdle(1_000);
      await world.until(
        'it is known',
        async () => (await statesOf(world))[0] === 'reply delivered',
        1_000,
      );
      assert.deepEqual(await statesOf(world), ['reply delivered']);
      assert.equal(channel?.sent.length, calls);
    },
  );
}

kernelTest(
  'a clock that is set back by a year delays neither the first try of a reply nor the next one',
  { script: ECHO, channel: () => new RecordingChannel({}, [BUSY]) },
  async (world) => {
    const release = world.faults.hold('startPart');
    await world.say('one');
    await world.until('it is about to be sent', () => world.faults.calls.includes('startPart'));
    world.clock.jumpTo(world.clock.now() - YEAR_MS);
    release();
    await world.until('the platform is busy', () => world.channel?.sent.length === 1);
    world.clock.jumpTo(world.clock.now() - YEAR_MS);
    await world.until(
      'it has arrived',
      async () => (await statesOf(world))[0] === 'reply delivered',
      1_000,
    );
    assert.deepEqual(world.channel?.texts, ['one', 'one']);
  },
);

for (const operation of ['startPart', 'recordPart', 'listPendingConversations'] as const) {
  kernelTest(
    `a store that fails in ${operation} delays a reply and never doubles it`,
    sending(),
    async (world) => {
      world.faults.fail(operation, 'STORE_FULL', { times: 3 });
      await world.say('one');
      await world.say('two');
      await world.untilIdle(1_000);
      await world.until(
        'both are known to have arrived',
        async () => {
          return (await statesOf(world)).every((state) => state === 'reply delivered');
        },
        1_000,
      );
      assert.deepEqual(world.channel?.texts, ['one', 'two']);
    },
  );
}

kernelTest(
  'replies that wait at the start are sent though the store can not be read at first',
  sending({ ...BUSY, retryAfterMs: 60_000 }),
  async (world) => {
    await world.say('one');
    await world.until(
      'it waits',
      () => world.channel?.sent.length === 1 && world.clock.sleeping === 2,
    );
    await world.kernel.stop();
    await world.boot((faults) => faults.fail('listPendingConversations', 'STORE_IO', { times: 2 }));
    await world.untilIdle(1_000);
    assert.deepEqual(world.channel?.texts, ['one', 'one']);
  },
);

kernelTest(
  'a stop waits for the outcome of what is being sent, and writes it down',
  {
    script: ECHO,
    channel: (world) =>
      new RecordingChannel({}, [() => world.gate.promise.then(() => ({ kind: 'delivered' }))]),
  },
  async (world) => {
    await world.say('one');
    await world.until('it is being sent', () => world.channel?.sent.length === 1);
    let stopped = false;
    const stopping = world.kernel.stop().then(() => {
      stopped = true;
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(stopped, false);
    world.gate.resolve();
    await stopping;
    assert.deepEqual(await statesOf(world), ['reply delivered']);
  },
);

kernelTest(
  'a part that the platform can not look up at the moment is unknown, not sent again',
  {
    script: ECHO,
    channel: () => {
      const channel = new RecordingChannel({ idempotency: 'lookup' });
      channel.lookUp = () => Promise.reject(new Error('the platform is down'));
      return channel;
    },
  },
  async (world) => {
    await world.say('one');
    world.faults.hold('recordPart');
    await world.until('the outcome is written', () => world.faults.calls.includes('recordPart'));
    world.crash();
    await world.boot();
    await world.until('it is recorded', () => world.told('delivery').length > 0);
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one', NOTICE]);
    assert.deepEqual(await statesOf(world), ['reply unknown', 'notice delivered']);
  },
);

kernelTest(
  'a platform that never says what arrived holds its conversation for a minute',
  SLOW_TO_LOOK_UP,
  async (world) => {
    await cutOffInSending(world);
    world.crash();
    await world.boot();
    await world.say('two');
    await world.until('it is answered', async () => (await statesOf(world)).length === 2);
    await world.clock.advance(59_000);
    assert.deepEqual(world.channel?.texts, ['one']);
    await world.clock.advance(1_000);
    await world.until('it is recorded', () => world.told('delivery').length > 0);
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one', 'two', NOTICE]);
    assert.deepEqual(await statesOf(world), [
      'reply unknown',
      'reply delivered',
      'notice delivered',
    ]);
  },
);

kernelTest(
  'a stop while the platform is asked what arrived leaves that to the next start',
  {
    script: ECHO,
    channel: (world) => {
      const channel = new RecordingChannel({ idempotency: 'lookup' });
      const lookUp = channel.lookUp.bind(channel);
      channel.lookUp = (part, signal) => {
        if (world.processes.length > 2) return lookUp(part);
        return new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('stopped')));
        });
      };
      return channel;
    },
  },
  async (world) => {
    await cutOffInSending(world);
    world.crash();
    await world.boot();
    await world.kernel.stop();
    assert.deepEqual(await statesOf(world), ['reply sending']);
    await world.boot();
    await world.until('it is recorded', () => world.told('delivery').length > 0);
    assert.deepEqual(world.channel?.texts, ['one']);
    assert.deepEqual(await statesOf(world), ['reply delivered']);
  },
);

kernelTest(
  'a stop does not wait for ever for a platform that does not answer, and the part is recovered',
  {
    script: ECHO,
    channel: () => new RecordingChannel({}, [() => new Promise(() => {})]),
  },
  async (world) => {
    await world.say('one');
    await world.until('it is being sent', () => world.channel?.sent.length === 1);
    const stopping = world.kernel.stop();
    await world.clock.advance(1_500);
    await stopping;
    assert.equal((await world.boot()).interruptedParts, 1);
    await world.until('it is recorded', () => world.told('delivery').length > 0);
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one', NOTICE]);
  },
);

kernelTest(
  'a platform that is slow to say what arrived does not hold the other conversations',
  SLOW_TO_LOOK_UP,
  async (world) => {
    await cutOffInSending(world);
    world.faults.hold('startPart');
    await world.say('two', { in: 'hall' });
    await untilReplies(world, 2);
    world.crash();
    assert.equal((await world.boot()).interruptedParts, 1);
    await world.until('the other is sent', () => world.channel?.texts.at(-1) === 'two');
    assert.deepEqual(world.channel?.texts, ['one', 'two']);
    world.gate.resolve();
    await world.untilIdle();
    assert.deepEqual(await statesOf(world), ['reply delivered', 'reply delivered']);
  },
);

kernelTest(
  'a reply behind one that is being looked up is asked for once, and sent when that one is recorded',
  SLOW_TO_LOOK_UP,
  async (world) => {
    await cutOffInSending(world);
    world.crash();
    await world.boot();
    await world.say('two');
    await untilReplies(world, 2);
    const asked = () => world.faults.calls.filter((call) => call === 'findPending').length;
    await world.until('it is asked for', () => asked() > 0);
    const later = world.clock.now() + 100;
    await world.until('time has passed', () => world.clock.now() >= later, 1);
    assert.equal(asked(), 1);
    assert.deepEqual(world.channel?.texts, ['one']);
    world.gate.resolve();
    await world.untilIdle();
    assert.deepEqual(world.channel?.texts, ['one', 'two']);
    assert.deepEqual(await statesOf(world), ['reply delivered', 'reply delivered']);
  },
);
