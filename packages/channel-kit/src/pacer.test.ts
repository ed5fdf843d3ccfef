import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

const LIMITS = { burst: 3, perSecond: 1, sharedPerMinute: 20, allBurst: 5, allPerSecond: 25 };

function open() {
  const time = { now: 0 };
  const pacer = new Pacer(LIMITS, { monotonic: () => time.now });
  /** Sends what has room, which arrives at once. */
  const send = (conversation: string, isShared = false, who = conversation) => {
    const waitMs = pacer.take(conversation, isShared, who);
    if (waitMs === 0) pacer.arrived(conversation);
    return waitMs;
  };
  return { time, pacer, send };
}

test('a conversation takes a burst, then one a second', () => {
  const { time, send } = open();
  assert.deepEqual(
    [1, 2, 3, 4].map(() => send('a')),
    [0, 0, 0, 1_000],
  );
  time.now = 1_000;
  assert.deepEqual([send('a'), send('a')], [0, 1_000]);
});

test('a conversation of several people takes twenty a minute', () => {
  const { time, send } = open();
  for (let sent = 0; sent < 20; sent += 1) {
    time.now = sent * 1_000;
    assert.equal(send('a', true), 0);
  }
  time.now = 25_000;
  assert.equal(send('a', true), 35_000);
  assert.equal(send('b', true), 0);
  time.now = 60_000;
  assert.equal(send('a', true), 0);
});

test('all conversations together take a burst, then one every 40 ms', () => {
  const { time, send } = open();
  for (let sent = 0; sent < 5; sent += 1) assert.equal(send(`${sent}`), 0);
  assert.equal(send('6'), 40);
  time.now = 40;
  assert.equal(send('6'), 0);
  assert.equal(send('7'), 40);
});

test('what can be left out leaves room for a message', () => {
  const { pacer, send } = open();
  assert.deepEqual(
    [1, 2, 3].map(() => pacer.takeSpare('a', false)),
    [true, true, false],
  );
  assert.equal(send('a'), 0);
  assert.equal(send('b'), 0);
  assert.equal(pacer.takeSpare('z', false), false);
  assert.equal(send('z'), 0);
});

test('a conversation that goes on for days takes no more memory than one of a minute', () => {
  const { time, send } = open();
  const before = process.memoryUsage().heapUsed;
  for (let sent = 0; sent < 2_000_000; sent += 1) {
    time.now = sent * 1_000;
    assert.equal(send('a'), 0);
  }
  assert.ok(process.memoryUsage().heapUsed - before < 8_000_000);
});

test('who waits longest goes first, and who does not come in time loses the place', () => {
  const { time, pacer, send } = open();
  for (let sent = 0; sent < 3; sent += 1) send('forum', true, 'one');
  const topics = ['one', 'two', 'three', 'four'];
  const waits = () => topics.map((topic) => pacer.take('forum', true, topic));
  assert.deepEqual(waits(), [1_000, 2_000, 3_000, 4_000]);
  assert.equal(pacer.takeSpare('forum', true), false);
  time.now = 1_000;
  assert.deepEqual(
    topics.toReversed().map((topic) => send('forum', true, topic)),
    [3_000, 2_000, 1_000, 0],
  );
  // The first asks again, behind those who waited.
  assert.equal(send('forum', true, 'one'), 4_000);
  // The second does not come any more; its room is kept, and then it is not.
  time.now = 3_000;
  assert.equal(send('forum', true, 'three'), 0);
  time.now = 3_500;
  assert.equal(send('forum', true, 'four'), 500);
  time.now = 7_002;
  assert.deepEqual([send('forum', true, 'four'), send('forum', true, 'one')], [0, 0]);
});

test('a line that is slow now and fast then brings the platform no more than it takes', () => {
  const { time, pacer } = open();
  const platform = { tokens: LIMITS.burst, at: 0 };
  const lines = [900, 20, 20, 20, 1_700, 300, 5, 5, 3_000, 5, 5, 5, 5];
  for (const lineMs of [...lines, ...lines.toReversed()]) {
    for (let waitMs = pacer.take('a', false); waitMs > 0; waitMs = pacer.take('a', false))
      time.now += waitMs;
    time.now += lineMs;
    const { tokens, at } = platform;
    platform.tokens = Math.min(LIMITS.burst, tokens + (time.now - at) / 1_000) - 1;
    platform.at = time.now;
    assert.ok(platform.tokens >= -1e-9, `${platform.tokens} at ${time.now}`);
    pacer.arrived('a');
  }
});
