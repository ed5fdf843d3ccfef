import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesPattern } from './pattern.ts';

test('a pattern is found as words, in any case, and a star stands for any characters of a word', () => {
  assert.ok(matchesPattern('Hey Jarvis, are you there?', 'jarvis'));
  assert.ok(matchesPattern('hey jarvis!', 'HEY Jarvis'));
  assert.ok(matchesPattern('deploying now', 'deploy*'));
  assert.ok(matchesPattern('the prod-deployment', '*deploy*ment'));
  assert.ok(!matchesPattern('jarvisson', 'jarvis'));
  assert.ok(!matchesPattern('jarvis hey', 'hey jarvis'));
  assert.ok(!matchesPattern('aba', 'ab*ba'));
  assert.ok(!matchesPattern('anything', '  '));
});

test('T26 no text and no pattern takes long or throws', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('a'.repeat(100_000), '*a'.repeat(2_000), 'a*'.repeat(2_000)),
  );
  fc.assert(
    fc.property(
      hostile,
      hostile,
      (text, pattern) => typeof matchesPattern(text, pattern) === 'boolean',
    ),
  );
});
