import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

const LIMITS = { burst: 3, perSecond: 1, sharedPerMinute: 20, allBurst: 5, allPerSecond: 25 };

function open() {
  const time = { now: 0 };
  return { time, pacer: new Pacer(LIMITS, { monotonic: () => time.now }) };
}

test('a conversation takes a burst, then one a second', () => {
  const { time, pacer } = open();
  assert.deepEqual(
    [1, 2, 3, 4].map(() => pacer.take('a', false)),
    [0, 0, 0, 1_000],
  );
  time.now = 1_000;
  assert.deepEqual([pacer.take('a', false), pacer.take('a', false)], [0, 1_000]);
});

test('a conversation of several people takes twenty a minute', () => {
  const { time, pacer } = open();
  for (let sent = 0; sent < 20; sent += 1) {
    time.now = sent * 1_000;
    assert.equal(pacer.take('a', true), 0);
  }
  time.now = 25_000;
  assert.equal(pacer.take('a', true), 35_000);
  assert.equal(pacer.take('b', true), 0);
  time.now = 60_000;
  assert.equal(pacer.take('a', true), 0);
});

test('all conversations together take a burst, then one every 40 ms', () => {
  const { time, pacer } = open();
  for (let sent = 0; sent < 5; sent += 1) assert.equal(pacer.take(`${sent}`, false), 0);
  assert.equal(pacer.take('6', false), 40);
  time.now = 40;
  assert.equal(pacer.take('6', false), 0);
  assert.equal(pacer.take('7', false), 40);
});

test('what can be left out leaves room for a message', () => {
  const { pacer } = open();
  assert.deepEqual(
    [1, 2, 3].map(() => pacer.takeSpare('a', false)),
    [true, true, false],
  );
  assert.equal(pacer.take('a', false), 0);
  assert.equal(pacer.take('b', false), 0);
  assert.equal(pacer.takeSpare('z', false), false);
  assert.equal(pacer.take('z', false), 0);
});

test('a conversation that goes on for days takes no more memory than one of a minute', () => {
  const { time, pacer } = open();
  const before = process.memoryUsage().heapUsed;
  for (let sent = 0; sent < 2_000_000; sent += 1) {
    time.now = sent * 1_000;
    assert.equal(pacer.take('a', false), 0);
  }
  assert.ok(process.memoryUsage().heapUsed - before < 8_000_000);
});
