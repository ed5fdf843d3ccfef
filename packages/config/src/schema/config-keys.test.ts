import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfigValue } from './config-key.ts';
import { CONFIG_KEYS } from './config-keys.ts';

test('every key is documented, and its default is a value that it allows', () => {
  const paths = CONFIG_KEYS.map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
  for (const key of CONFIG_KEYS) {
    assert.match(key.description, /^[A-Z].*\.$/u, key.path);
    if (key.default !== null) assert.ok(parseConfigValue(key.type, key.default).ok, key.path);
  }
});
