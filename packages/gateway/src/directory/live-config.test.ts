import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { resolveHome } from '@coderclaw/config';
import type { Logger } from '@coderclaw/core';
import { openLiveConfig } from './live-config.ts';

const YAML = `gateway: {auth: {token: a-token-of-the-file}}
agents: {defaults: {model: {primary: openai/gpt-6-sol}}}
models: {openai: {apiKey: sk-file}}
`;

async function openConfig(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'coderclaw-live-'));
  t.after(() => rmSync(home, { recursive: true }));
  const paths = resolveHome({ CODERCLAW_HOME: home });
  const write = (yaml: string) => writeFileSync(paths.config, yaml, { mode: 0o600 });
  write(YAML);
  const errors: string[] = [];
  const logger: Logger = {
    debug() {},
    info() {},
    warn() {},
    error: (message) => errors.push(message),
  };
  const config = await openLiveConfig({ paths, env: {}, logger });
  return { config, write, errors };
}

test('an edit that can not be understood is reported, and what was in force stays', async (t) => {
  const { config, write } = await openConfig(t);
  const before = config.settings;
  let told = 0;
  config.onChange(() => {
    told += 1;
  });
  write('gateway: {port: [');
  await config.reload();
  assert.equal(config.settings, before);
  assert.equal(config.problems.length, 1);
  assert.match(
    config.problems[0]!,
    /:1:\d+: error: .*; what was in force before the edit stays so$/u,
  );
  await config.reload();
  assert.equal(told, 1);
  write(YAML);
  await config.reload();
  assert.deepEqual([config.problems, told], [[], 2]);
  write(YAML.replace('gpt-6-sol', 'gpt-5'));
  await config.reload();
  assert.equal(config.settings.defaultModel.ref, 'openai/gpt-5');
});

test('a listener that fails is recorded, and the others hear of the change', async (t) => {
  const { config, write, errors } = await openConfig(t);
  let told = false;
  config.onChange(() => {
    throw new Error('no');
  });
  config.onChange(() => {
    told = true;
  });
  write('');
  await config.reload();
  assert.equal(told, true);
  assert.deepEqual(errors, ['a part of the gateway did not take up the configuration']);
});
