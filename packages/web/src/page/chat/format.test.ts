import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatUsage } from './format.ts';

const NOTHING = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 };

test('usage is short, counts cached input and leaves out an unknown cost', () => {
  assert.equal(
    formatUsage({ ...NOTHING, input: 900, cacheRead: 300, output: 42 }),
    '1.2k in · 42 out',
  );
  assert.equal(
    formatUsage({ ...NOTHING, input: 1, output: 1, costMicros: 4200 }),
    '1 in · 1 out · $0.0042',
  );
});

test('an answer of which nothing was counted says nothing', () => {
  assert.equal(formatUsage(NOTHING), '');
  assert.equal(formatUsage(undefined), '');
});
