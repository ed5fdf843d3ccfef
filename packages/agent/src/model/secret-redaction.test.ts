import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactSecrets } from './secret-redaction.ts';

test('T18 a text loses the given secrets, bearer tokens and whatever looks like a key', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const shapes = [`sk-${'a1'.repeat(12)}`, `AIza${'b2'.repeat(12)}`];
  const text = `my-own-secret; Bearer abc.def; ${shapes.join('; ')}`;
  assert.equal(redactSecrets(text, ['my-own-secret', '']), '[key]; Bearer [key] [key]; [key]');
});

test('a text without secrets stays as it is', () => {
  const text = 'model gpt-5 is overloaded, try claude-opus-4-6';
  assert.equal(redactSecrets(text, ['short']), text);
});
