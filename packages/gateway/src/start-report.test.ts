import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Environment, loadConfig, resolveHome } from '@coderclaw/config';
import { reportStart } from './start-report.ts';

async function report(
  t: TestContext,
  yaml: string,
  env: Environment = {},
  publicUrls: readonly string[] | null = null,
) {
  const home = mkdtempSync(join(tmpdir(), 'coderclaw-report-'));
  t.after(() => rmSync(home, { recursive: true }));
  const paths = resolveHome({ CODERCLAW_HOME: home });
  writeFileSync(paths.config, yaml, { mode: 0o600 });
  const { settings } = await loadConfig(paths, env);
  const url = 'http://127.0.0.1:18789';
  const facts = { version: '1.2.3', url, signInLink: `${url}/#code=x`, channels: [], problems: [] };
  return reportStart({ ...facts, paths, settings, publicUrls });
}

const withModel = (primary: string, more = '') =>
  `agents: {defaults: {model: {primary: ${primary}}}}\n${more}`;

test('a model without its key is a problem with the exact line that mends it', async (t) => {
  const line = (name: string) =>
    `no key for ${name}: messages fail until one is set: npx coderclaw config set models.${name}.apiKey YOUR_KEY`;
  const cases: [yaml: string, missing: string][] = [
    [withModel('claude-opus-4-6', 'models: {anthropic: {apiKey: "..."}}'), 'anthropic'],
    [withModel('claude-opus-4-6'), 'anthropic'],
    [withModel('openai/gpt-5', 'models: {anthropic: {apiKey: sk}}'), 'openai'],
    [withModel('openai/gpt-5, fallbacks: [deepseek/x]'), 'openai'],
  ];
  for (const [yaml, missing] of cases)
    assert.deepEqual((await report(t, yaml)).problems, [line(missing)], yaml);
  const { keyHint } = await report(t, withModel('openai/gpt-5'));
  assert.equal(keyHint, 'npx coderclaw config set models.openai.apiKey YOUR_KEY');
});

test('no key is missed where one is there, or where none is needed', async (t) => {
  const own =
    'models: {local: {baseUrl: "http://127.0.0.1:9", api: openai-completions, models: [m]}}';
  for (const yaml of [
    '',
    withModel('demo'),
    withModel('demo/demo'),
    withModel('local/m', own),
    withModel('m', own),
    withModel('claude-opus-4-6', 'models: {anthropic: {apiKey: sk}}'),
    withModel('openai/gpt-5, fallbacks: [anthropic/x]', 'models: {anthropic: {apiKey: sk}}'),
  ])
    assert.deepEqual((await report(t, yaml)).problems, [], yaml);
  const { problems } = await report(t, withModel('openai/gpt-5'), { OPENAI_API_KEY: 'sk' });
  assert.deepEqual(problems, []);
});

test('where others can connect is said, and that nothing is encrypted', async (t) => {
  const { problems } = await report(t, '', {}, ['http://192.168.1.5:18789']);
  assert.match(
    problems[0] ?? '',
    /connect at http:\/\/192\.168\.1\.5:18789, and nothing is encrypted/u,
  );
});
