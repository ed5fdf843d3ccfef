import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from './admission.ts';

function fill(limits: { perAddress: number; total: number }, addresses: readonly string[]) {
  const evicted: number[] = [];
  const admission = new Admission(limits);
  const leaves = addresses.map((address, index) =>
    admission.enter(address, () => evicted.push(index)),
  );
  return { admission, evicted, leaves };
}

test('the one that has waited longest at an address makes room for the next', () => {
  const { evicted } = fill({ perAddress: 2, total: 9 }, ['a', 'b', 'a', 'a', 'a']);
  assert.deepEqual(evicted, [0, 2]);
});

test('when the whole room is full, the oldest of all leaves', () => {
  const { evicted, admission } = fill({ perAddress: 9, total: 2 }, ['a', 'b', 'c']);
  assert.deepEqual(evicted, [0]);
  assert.equal(admission.size, 2);
});

test('who leaves makes room, and may do so twice', () => {
  const { admission, evicted, leaves } = fill({ perAddress: 1, total: 9 }, ['a']);
  leaves[0]!();
  leaves[0]!();
  admission.enter('a', () => assert.fail('nobody has to go'));
  assert.deepEqual(evicted, []);
});
