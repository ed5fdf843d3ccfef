import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNearestName } from './nearest-name.ts';

test('the nearest name is the one a person meant, and none when nothing is near', () => {
  assert.equal(findNearestName('prot', ['port', 'bind']), 'port');
  assert.equal(findNearestName('apikey', ['apiKey', 'api']), 'apiKey');
  assert.equal(findNearestName('antropic', ['openai', 'anthropic']), 'anthropic');
  assert.equal(findNearestName('zzzz', ['port', 'bind']), undefined);
  assert.equal(findNearestName('p'.repeat(100_000), ['port']), undefined);
});
