import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanName, cleanText } from './clean-text.ts';

test('a text keeps all but what nobody can keep', () => {
  assert.equal(cleanText('a\u0000b \ud83d c\n\u202ed 👍'), 'a\ufffdb \ufffd c\n\u202ed 👍');
});

test('a name is one line, not too long, and never half a character', () => {
  assert.equal(cleanName('  Ann\n\u0000 \t Lee '), 'Ann \ufffd Lee');
  const name = cleanName(`${'x'.repeat(199)}👍`);
  assert.deepEqual([name.length, name.isWellFormed()], [200, true]);
});
