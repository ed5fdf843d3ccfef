import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoopGuard } from './loop-guard.ts';

function judgeAll(texts: readonly string[], stepMs: number, sender = 'a', guard = new LoopGuard()) {
  return texts.map((text, index) => {
    const verdict = guard.judge(sender, `${sender} ${index}`, text, index * stepMs);
    return verdict.loops ? verdict.reason : null;
  });
}

test('a person who writes quickly is no loop, and one who says the same five times neither', () => {
  const quick = Array.from({ length: 200 }, (_, index) => `line ${index}`);
  assert.ok(judgeAll(quick, 2_500).every((reason) => reason === null));
  assert.ok(judgeAll(Array(5).fill('yes'), 1_000).every((reason) => reason === null));
});

test('T30 the same text again and again, or more than anybody types, is cut for a while', () => {
  assert.equal(judgeAll(Array(7).fill('pong'), 1_000)[5], 'loop:repeats');
  const flood = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const judged = judgeAll(flood, 100);
  assert.equal(judged[30], 'loop:volume');
  assert.ok(judged.slice(31).every((reason) => reason === 'loop:cut'));
});

test('it is told once, others are not concerned, and it ends by itself', () => {
  const guard = new LoopGuard();
  for (let index = 0; index < 5; index += 1) guard.judge('a', `${index}`, 'pong', index);
  assert.deepEqual(guard.judge('a', '5', 'pong', 5), {
    loops: true,
    reason: 'loop:repeats',
    first: true,
  });
  const again = guard.judge('a', '6', 'pong', 6);
  assert.ok(again.loops && !again.first);
  assert.equal(guard.judge('b', '6', 'pong', 6).loops, false);
  assert.equal(guard.judge('a', '7', 'hello', 5 * 60_000 + 6).loops, false);
});

test('an event that is offered again is judged as the first time', () => {
  const guard = new LoopGuard();
  for (let offer = 0; offer < 100; offer += 1)
    assert.equal(guard.judge('a', 'the same', 'hello', offer).loops, false);
});
