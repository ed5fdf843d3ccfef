import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountKeys, CHANNEL_SCHEMAS } from './channel-keys.ts';
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

test('what a person is asked for to connect an account are keys of it, its login among them', () => {
  for (const schema of CHANNEL_SCHEMAS) {
    const keys = accountKeys(schema);
    const asked = schema.asked.map(({ option }) => option);
    assert.ok(asked.includes(schema.login.option), schema.name);
    for (const option of asked)
      assert.ok(
        keys.some(({ path }) => path === option),
        option,
      );
    assert.match(schema.guide.link, /^https:\/\//u);
  }
});
