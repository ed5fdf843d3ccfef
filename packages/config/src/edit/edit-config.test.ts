import assert from 'node:assert/strict';
import { chmodSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Json } from '@coderclaw/core';
import { ConfigError, type ConfigErrorCode } from '../config-error.ts';
import type { HomePaths } from '../home/home-paths.ts';
import { loadConfig } from '../settings/load-config.ts';
import { temporaryHome } from '../testing/temporary-home.ts';
import { setConfigValue, setConfigValues, unsetConfigValue } from './edit-config.ts';
import { getConfigValue } from './get-value.ts';

const SAMPLE = `# mine
gateway:
  port: 1 # the port

  bind: loopback
# keys
models:
  openai: { apiKey: sk-1 }
`;

const content = (paths: HomePaths): string => readFileSync(paths.config, 'utf8');

function failsWith(code: ConfigErrorCode, message: RegExp = /./u) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

test('an edit keeps comments, blank lines and order', async (t) => {
  const paths = temporaryHome(t, SAMPLE);
  await setConfigValue(paths, 'gateway.port', '1234');
  assert.equal(content(paths), SAMPLE.replace('port: 1 ', 'port: 1234 '));
  await unsetConfigValue(paths, 'gateway.port');
  assert.match(content(paths), /# mine\ngateway:\n\s+bind: loopback\n# keys\nmodels:/u);
});

test('T18 of several values that belong together all are written, or none', async (t) => {
  const paths = temporaryHome(t, SAMPLE);
  const endpoint = { 'models.openai.baseUrl': 'https://elsewhere.example/v1' };
  const wrongs: Readonly<Record<string, Json>>[] = [
    { 'models.openai.apiKey': 7 },
    { 'models.openai.api': 'none' },
  ];
  for (const wrong of wrongs) {
    await assert.rejects(
      setConfigValues(paths, { ...endpoint, ...wrong }),
      failsWith('CONFIG_BAD_VALUE'),
    );
    assert.equal(content(paths), SAMPLE);
  }
  await setConfigValues(paths, { ...endpoint, 'models.openai.apiKey': 'sk-2' });
  assert.match(content(paths), /apiKey: sk-2, baseUrl: https:\/\/elsewhere\.example\/v1/u);
});

test('a first edit makes the file, private to its owner', async (t) => {
  const paths = temporaryHome(t);
  await setConfigValue(paths, 'models.anthropic.apiKey', 'sk-ant');
  assert.equal(content(paths), 'models:\n  anthropic:\n    apiKey: sk-ant\n');
  if (process.platform !== 'win32') assert.equal(statSync(paths.config).mode & 0o777, 0o600);
});

test('an edit closes a file that was open to others, keeps CRLF, and follows a symbolic link', {
  skip: process.platform === 'win32',
}, async (t) => {
  const paths = temporaryHome(t, 'gateway:\r\n  port: 1\r\n');
  const real = join(paths.home, 'dotfile.yaml');
  renameSync(paths.config, real);
  symlinkSync(real, paths.config);
  chmodSync(real, 0o644);
  await setConfigValue(paths, 'gateway.port', 2);
  assert.equal(readFileSync(real, 'utf8'), 'gateway:\r\n  port: 2\r\n');
  assert.equal(statSync(real).mode & 0o777, 0o600);
});

test('arguments are read by the type of their key', async (t) => {
  const paths = temporaryHome(t, 'gateway:\n');
  await setConfigValue(paths, 'gateway.port', '80');
  await setConfigValue(paths, 'agents.defaults.model.fallbacks', 'a/b, c/d');
  await setConfigValue(paths, 'agents.defaults.verboseDefault', 'off');
  await setConfigValue(paths, 'agents.list', '[{"id": "x"}]');
  await setConfigValue(paths, 'agents.list[1].id', 'y');
  await setConfigValue(paths, 'gateway.auth.token', '12345');
  const { settings, problems } = await loadConfig(paths, {});
  assert.deepEqual(problems, []);
  assert.equal(settings.gateway.port, 80);
  assert.deepEqual(settings.agents[0]?.models, ['demo/demo', 'a/b', 'c/d']);
  assert.deepEqual(
    settings.agents.map(({ id }) => id),
    ['main', 'x', 'y'],
  );
  assert.equal(settings.gateway.auth.token?.reveal(), '12345');
});

test('what would be wrong is refused, and the file stays as it was', async (t) => {
  const paths = temporaryHome(t, SAMPLE);
  const refused: [string, string, ConfigErrorCode, RegExp][] = [
    ['gateway.prot', '1', 'CONFIG_UNKNOWN_KEY', /did you mean gateway\.port/u],
    ['modles.openai.apiKey', '1', 'CONFIG_UNKNOWN_KEY', /did you mean models/u],
    ['models.a/b.apiKey', '1', 'CONFIG_UNKNOWN_KEY', /./u],
    ['agents.list.first.id', 'x', 'CONFIG_UNKNOWN_KEY', /index/u],
    ['', '1', 'CONFIG_UNKNOWN_KEY', /gateway, agents, models/u],
    ['__proto__.x', '1', 'CONFIG_UNKNOWN_KEY', /./u],
    ['gateway.port', '70000', 'CONFIG_BAD_VALUE', /from 0 to 65535/u],
    ['gateway.port', '1e3', 'CONFIG_BAD_VALUE', /./u],
    ['gateway.bind', 'everywhere', 'CONFIG_BAD_VALUE', /loopback, lan/u],
    ['models.openai.apiKey', '...', 'CONFIG_BAD_VALUE', /unset/u],
    ['models.openai.apiKey', 'a\nb', 'CONFIG_BAD_VALUE', /line of text/u],
    ['models.openai.baseUrl', 'file:///etc/passwd', 'CONFIG_BAD_VALUE', /http/u],
    ['agents.list[3].id', 'x', 'CONFIG_BAD_VALUE', /the next one is agents\.list\[0\]/u],
    ['agents.list', '[{"workspace": "/x"}]', 'CONFIG_BAD_VALUE', /needs id/u],
    ['gateway', '{"port": 1, "prot": 2}', 'CONFIG_UNKNOWN_KEY', /prot/u],
    ['gateway', '{broken', 'CONFIG_BAD_VALUE', /JSON/u],
  ];
  for (const [path, value, code, message] of refused) {
    await assert.rejects(setConfigValue(paths, path, value), failsWith(code, message), path);
    assert.equal(content(paths), SAMPLE);
  }
});

test('an empty section is filled, and its comment stays', async (t) => {
  const paths = temporaryHome(t, '# top\ngateway: # mine\nmodels: {}\n');
  await setConfigValue(paths, 'gateway.port', '5');
  assert.equal(content(paths), '# top\ngateway:\n  # mine\n  port: 5\nmodels: {}\n');
});

test('an edit below something that is ignored is refused, for it would change nothing', async (t) => {
  for (const yaml of [
    'gateway: {port: 1}\ngateway: {port: 2}\n',
    'gateway: 5\n',
    'x: &x {}\ngateway: *x\n',
  ]) {
    const paths = temporaryHome(t, yaml);
    await assert.rejects(setConfigValue(paths, 'gateway.port', 3), ConfigError);
    assert.equal(content(paths), yaml);
  }
});

test('a file that is not YAML is never written over', async (t) => {
  const paths = temporaryHome(t, 'gateway: [\n');
  await assert.rejects(
    setConfigValue(paths, 'gateway.port', 1),
    failsWith('CONFIG_BROKEN', /line \d/u),
  );
  assert.equal(content(paths), 'gateway: [\n');
});

test('a wrong value elsewhere does not stand in the way of an edit', async (t) => {
  const paths = temporaryHome(t, 'gateway: {port: x, bind: lan}\n');
  await setConfigValue(paths, 'gateway.bind', 'loopback');
  assert.equal(content(paths), 'gateway: { port: x, bind: loopback }\n');
  await assert.rejects(setConfigValue(paths, 'gateway.port.x', 1), failsWith('CONFIG_UNKNOWN_KEY'));
});

test('an edit made from an older revision is a conflict', async (t) => {
  const paths = temporaryHome(t, SAMPLE);
  const { fileRevision } = await loadConfig(paths, {});
  writeFileSync(paths.config, `${SAMPLE}# more\n`);
  const edit = setConfigValue(paths, 'gateway.port', 2, { expectedRevision: fileRevision });
  await assert.rejects(edit, failsWith('CONFIG_CONFLICT'));
  assert.equal(content(paths), `${SAMPLE}# more\n`);
});

test('edits side by side are all kept', async (t) => {
  const paths = temporaryHome(t);
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) await setConfigValue(paths, `models.${name}.apiKey`, name);
  const { settings } = await loadConfig(paths, {});
  assert.deepEqual(
    settings.providers.map(({ name }) => name),
    names,
  );
});

test('unset removes the sections that it empties, and is content when there is nothing', async (t) => {
  const paths = temporaryHome(t, 'gateway: {auth: {token: abc}}\nmodels: {a: {apiKey: k}}\n');
  await unsetConfigValue(paths, 'gateway.auth.token');
  await unsetConfigValue(paths, 'gateway.port');
  assert.equal(content(paths), 'models: { a: { apiKey: k } }\n');
});

test('a value is shown with its source, and a secret only when it is asked for', async (t) => {
  const paths = temporaryHome(t, SAMPLE);
  assert.deepEqual(await getConfigValue(paths, 'gateway.port'), { value: 1, source: 'file' });
  assert.deepEqual(await getConfigValue(paths, 'agents.defaults.timeoutSeconds'), {
    value: 600,
    source: 'default',
  });
  assert.deepEqual(await getConfigValue(paths, 'models'), {
    value: { openai: { apiKey: '[redacted]' } },
    source: 'file',
  });
  assert.deepEqual(await getConfigValue(paths, 'models.openai.apiKey', { reveal: true }), {
    value: 'sk-1',
    source: 'file',
  });
  await assert.rejects(getConfigValue(paths, 'gateway.prot'), failsWith('CONFIG_UNKNOWN_KEY'));
});

test('a channel’s keys are set by path, its groups under the id as the file has it', async (t) => {
  const paths = temporaryHome(
    t,
    'channels:\n  telegram:\n    groups:\n      -1001: {} # the club\n',
  );
  await setConfigValue(paths, 'channels.telegram.botToken', '1:a');
  await setConfigValue(paths, 'channels.telegram.groups.-1001.requireMention', 'false');
  await setConfigValue(paths, 'channels.telegram.groups.-1002.agent', 'main');
  await setConfigValue(paths, 'channels.telegram.allowFrom', '123,456');
  await setConfigValue(paths, 'channels.telegram.accounts.7.enabled', 'false');
  assert.equal(
    content(paths),
    `channels:
  telegram:
    groups:
      -1001: { requireMention: false } # the club
      "-1002":
        agent: main
    botToken: 1:a
    allowFrom:
      - "123"
      - "456"
    accounts:
      "7":
        enabled: false
`,
  );
  assert.deepEqual((await loadConfig(paths, {})).problems.length, 0);
  await unsetConfigValue(paths, 'channels.telegram.groups.-1001.requireMention');
  assert.doesNotMatch(content(paths), /-1001/u);
});

test('T18 a channel’s token is not shown, and a username or an impossible name is refused', async (t) => {
  const paths = temporaryHome(t);
  await setConfigValue(paths, 'channels.telegram.accounts.work.botToken', '1:canary');
  const shown = await getConfigValue(paths, 'channels');
  assert.doesNotMatch(JSON.stringify(shown), /canary/u);
  await assert.rejects(
    setConfigValue(paths, 'channels.telegram.allowFrom', '@ada'),
    failsWith('CONFIG_BAD_VALUE', /whoami/u),
  );
  await assert.rejects(
    setConfigValue(paths, 'channels.telegram.accounts.Work.enabled', true),
    failsWith('CONFIG_UNKNOWN_KEY', /small letters/u),
  );
});
