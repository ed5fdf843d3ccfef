import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfigValue } from './config-key.ts';
import { CONFIG_KEYS } from './config-keys.ts';
import { findNearestName } from './nearest-name.ts';

test('every key is documented, and its default is a value that it allows', () => {
  const paths = CONFIG_KEYS.map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
  for (const key of CONFIG_KEYS) {
    assert.match(key.description, /^[A-Z].*\.$/u, key.path);
    if (key.default !== null) assert.ok(parseConfigValue(key.type, key.default).ok, key.path);
  }
});

test('the nearest name is the one a person meant, and none when nothing is near', () => {
  assert.equal(findNearestName('prot', ['port', 'bind']), 'port');
  assert.equal(findNearestName('apikey', ['apiKey', 'api']), 'apiKey');
  assert.equal(findNearestName('zzzz', ['port', 'bind']), undefined);
  assert.equal(findNearestName('p'.repeat(100_000), ['port']), undefined);
});
