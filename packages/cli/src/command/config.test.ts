import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { main } from '../index.ts';
import { createFakeIo, type FakeIoOptions } from '../testing/fake-io.ts';
import { createTemporaryHome, type TemporaryHome } from '../testing/temporary-home.ts';

async function run(home: TemporaryHome, argv: readonly string[], options: FakeIoOptions = {}) {
  const io = createFakeIo({ ...options, env: home.env });
  const exitCode = await main(['config', ...argv], io);
  return { exitCode, printed: io.printed(), complained: io.complained() };
}

const readConfig = (home: TemporaryHome) => readFileSync(home.paths.config, 'utf8');

test('config path prints where the file is or would be', async () => {
  using home = createTemporaryHome();
  assert.equal((await run(home, ['path'])).printed, `${home.paths.config}\n`);
  const { printed } = await run(home, ['path', '--json']);
  assert.deepEqual(JSON.parse(printed), { path: home.paths.config });
});

test('config set, get and unset change one value and keep the comments', async () => {
  using home = createTemporaryHome();
  home.writeConfig('# mine\ngateway:\n  bind: loopback # only here\n');
  assert.equal((await run(home, ['set', 'gateway.port', '18790'])).exitCode, 0);
  assert.equal((await run(home, ['get', 'gateway.port'])).printed, '18790\n');
  assert.match(readConfig(home), /# mine\n[\s\S]*bind: loopback # only here\n {2}port: 18790/u);
  assert.equal((await run(home, ['unset', 'gateway.port'])).exitCode, 0);
  const { printed } = await run(home, ['get', 'gateway.port', '--json']);
  assert.deepEqual(JSON.parse(printed), { key: 'gateway.port', value: 18_789, source: 'default' });
  assert.match(readConfig(home), /# only here/u);
});

test('T18 a key can be set from standard input and is never shown again', async () => {
  using home = createTemporaryHome();
  const key = 'sk-canary-0123456789';
  const set = await run(home, ['set', 'models.anthropic.apiKey', '-'], { stdin: `${key}\n` });
  assert.equal(set.exitCode, 0);
  assert.ok(readConfig(home).includes(key));
  const shown = [
    set,
    await run(home, ['get']),
    await run(home, ['get', '--json']),
    await run(home, ['get', 'models.anthropic.apiKey']),
    await run(home, ['get', 'models', '--json']),
    await run(home, ['validate', '--json']),
  ];
  for (const { printed, complained } of shown) {
    assert.equal(`${printed}${complained}`.includes(key), false);
  }
  assert.match(shown[1]?.printed ?? '', /models\.anthropic\.apiKey +\[redacted\] +file/u);
});

test('config get lists what is in force and where it comes from', async () => {
  using home = createTemporaryHome();
  home.writeConfig('agents: { list: [{ id: helper, model: demo/demo }] }\n');
  const { printed } = await run(home, ['get']);
  assert.match(printed, /^gateway\.port +18789 +default$/mu);
  assert.match(printed, /^agents\.defaults\.model\.primary +demo\/demo +default$/mu);
  assert.match(printed, /^agents\.list\[0\]\.model +demo\/demo +file$/mu);
});

test('T18 a key of the environment is listed by its variable, never by its value', async () => {
  using home = createTemporaryHome();
  const io = createFakeIo({ env: { ...home.env, OPENAI_API_KEY: 'sk-canary-0123456789' } });
  assert.equal(await main(['config', 'get'], io), 0);
  assert.match(io.printed(), /^models\.openai\.apiKey +\[redacted\] +OPENAI_API_KEY$/mu);
  assert.equal(io.printed().includes('canary'), false);
});

test('a key that does not exist or a value that is not allowed exits 2 and changes nothing', async () => {
  using home = createTemporaryHome();
  home.writeConfig('gateway: { port: 1234 }\n');
  const before = readConfig(home);
  const wrong = await run(home, ['set', 'gateway.prot', '1']);
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.complained, /port/u);
  assert.equal((await run(home, ['set', 'gateway.port', 'many'])).exitCode, 2);
  assert.equal((await run(home, ['get', 'nothing.here'])).exitCode, 2);
  assert.equal(readConfig(home), before);
});

test('a running gateway that does not take up a value by itself is named', async () => {
  using home = createTemporaryHome();
  home.writeRun('http://127.0.0.1:18789');
  assert.match((await run(home, ['set', 'gateway.port', '1'])).complained, /Restart the gateway/u);
  for (const [key, value] of [
    ['agents.defaults.timeoutSeconds', '60'],
    ['gateway.auth.token', 'a-token-of-at-least-32-characters'],
  ] as const)
    assert.equal((await run(home, ['set', key, value])).complained, '');
});

test('config validate exits 1 for what can not be used and 0 for warnings', async () => {
  using home = createTemporaryHome();
  assert.match((await run(home, ['validate'])).printed, /is not there; the defaults hold/u);
  home.writeConfig('gateway: { port: 18790 }\n');
  assert.match((await run(home, ['validate'])).printed, /is in order/u);
  home.writeConfig('gatway: { port: 18790 }\n');
  const warned = await run(home, ['validate']);
  assert.equal(warned.exitCode, 0);
  assert.match(warned.printed, /coderclaw\.yaml:1:1: warning: .*did you mean gateway\?/u);
  home.writeConfig('gateway: { port: many }\n');
  const { exitCode, printed } = await run(home, ['validate', '--json']);
  assert.equal(exitCode, 1);
  const { ok, problems } = JSON.parse(printed);
  assert.equal(ok, false);
  assert.equal(problems[0].path, 'gateway.port');
});

test('a broken file exits 1 when it is to be edited, and stays as it is', async () => {
  using home = createTemporaryHome();
  home.writeConfig('gateway: [\n');
  const { exitCode, complained } = await run(home, ['set', 'gateway.port', '1']);
  assert.equal(exitCode, 1);
  assert.match(complained, /repaired/u);
  assert.equal(readConfig(home), 'gateway: [\n');
});
