import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAgo, formatDuration } from './duration.ts';

test('a span is told in its largest unit, rounded down', () => {
  assert.equal(formatDuration(999), '0 s');
  assert.equal(formatDuration(59_999), '59 s');
  assert.equal(formatDuration(60_000), '1 min');
  assert.equal(formatDuration(3 * 3_600_000 + 1), '3 h');
  assert.equal(formatDuration(49 * 3_600_000), '2 d');
});

test('an instant that a jumping clock put into the future is now', () => {
  assert.equal(formatAgo(2000, 1000), 'now');
  assert.equal(formatAgo(1000, 61_000), '1 min ago');
});
