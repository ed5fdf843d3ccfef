import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AgentId } from '@coderclaw/core';
import { ConfigError } from '../config-error.ts';
import { temporaryHome } from '../testing/temporary-home.ts';
import { findGateway, removeGatewayRun, writeGatewayRun } from './gateway-run.ts';
import { acquireHomeLock } from './home-lock.ts';
import { agentHome, DEFAULT_AGENT, resolveConfiguredPath, resolveHome } from './home-paths.ts';
import { openHome } from './open-home.ts';
import { findToken, loadOrCreateToken } from './token.ts';

const POSIX = process.platform !== 'win32';
const RUN = {
  port: 18789,
  bind: '127.0.0.1',
  url: 'http://127.0.0.1:18789',
  version: '0.1.0',
  startedAt: 1,
};

test('CODERCLAW_HOME is the home itself; without it the home is ~/.coderclaw', () => {
  assert.equal(resolveHome({ HOME: '/home/ada' }).home, '/home/ada/.coderclaw');
  assert.equal(resolveHome({ HOME: '/home/ada', CODERCLAW_HOME: '~/claw' }).home, '/home/ada/claw');
  assert.equal(resolveHome({ CODERCLAW_HOME: '/srv/claw' }).config, '/srv/claw/coderclaw.yaml');
});

test('~/.coderclaw in a configured path is the home in use, ~ the home of the user', () => {
  const env = { HOME: '/home/ada', CODERCLAW_HOME: '/srv/claw' };
  const paths = resolveHome(env);
  assert.equal(resolveConfiguredPath('~/.coderclaw/workspace', paths, env), '/srv/claw/workspace');
  assert.equal(resolveConfiguredPath('~/.coderclaw', paths, env), '/srv/claw');
  assert.equal(resolveConfiguredPath('~/.coderclaw2', paths, env), '/home/ada/.coderclaw2');
  assert.equal(resolveConfiguredPath('/a/../b', paths, env), '/b');
  assert.equal(resolveConfiguredPath('relative', paths, env), undefined);
  assert.equal(agentHome(paths, DEFAULT_AGENT), '/srv/claw/workspace');
  assert.equal(agentHome(paths, 'x' as AgentId), '/srv/claw/workspace-x');
});

test('the home is made for its owner only', { skip: !POSIX }, (t) => {
  const { home } = temporaryHome(t);
  assert.equal(statSync(home).mode & 0o777, 0o700);
});

test('T37 a home that others could enter or write to is closed to them', { skip: !POSIX }, (t) => {
  const paths = temporaryHome(t);
  for (const directory of [paths.home, paths.logs]) chmodSync(directory, 0o777);
  openHome(paths);
  for (const directory of [paths.home, paths.logs])
    assert.equal(statSync(directory).mode & 0o777, 0o700);
});

test('a home that can not be one is named, with the way out', (t) => {
  const { home } = temporaryHome(t);
  const file = join(home, 'file');
  writeFileSync(file, '');
  for (const place of [file, join(file, 'below'), '/proc/nothing']) {
    assert.throws(
      () => openHome(resolveHome({ CODERCLAW_HOME: place })),
      (error) =>
        error instanceof ConfigError &&
        error.code === 'HOME_UNUSABLE' &&
        error.message.includes(place),
      place,
    );
  }
});

test('the token is made once, private to its owner', (t) => {
  const paths = temporaryHome(t);
  assert.equal(findToken(paths), undefined);
  const made = loadOrCreateToken(paths);
  assert.match(made.token, /^[A-Za-z0-9_-]{43}$/u);
  assert.equal(made.created, true);
  if (POSIX) assert.equal(statSync(paths.token).mode & 0o777, 0o600);
  assert.deepEqual(loadOrCreateToken(paths), { token: made.token, created: false, warning: null });
});

test('a token that others could read is closed to them, with a warning', { skip: !POSIX }, (t) => {
  const paths = temporaryHome(t);
  const { token } = loadOrCreateToken(paths);
  chmodSync(paths.token, 0o644);
  const again = loadOrCreateToken(paths);
  assert.equal(again.token, token);
  assert.match(again.warning ?? '', /could read/u);
  assert.equal(statSync(paths.token).mode & 0o777, 0o600);
});

test('an empty token file is replaced, and a short one refused', (t) => {
  const paths = temporaryHome(t);
  writeFileSync(paths.token, '\n');
  assert.equal(loadOrCreateToken(paths).created, true);
  for (const content of [
    'short',
    'x'.repeat(40).replace('x', ' '),
    `${'x'.repeat(20)}\u0000${'x'.repeat(20)}`,
  ]) {
    writeFileSync(paths.token, content.replace(/^ /u, 'é'));
    assert.throws(() => loadOrCreateToken(paths), { code: 'TOKEN_INVALID' });
  }
});

test('a gateway is found while its process lives', (t) => {
  const paths = temporaryHome(t);
  assert.equal(findGateway(paths), undefined);
  writeGatewayRun(paths, { ...RUN, pid: process.pid });
  assert.equal(findGateway(paths)?.url, RUN.url);
  removeGatewayRun(paths, process.pid + 1);
  assert.ok(existsSync(paths.runFile), 'the file of another process stays');
  removeGatewayRun(paths);
  assert.equal(findGateway(paths), undefined);
});

test('a run file that is stale or damaged names no gateway', (t) => {
  const paths = temporaryHome(t);
  writeGatewayRun(paths, { ...RUN, pid: 2 ** 22 + 1 });
  assert.equal(findGateway(paths), undefined);
  for (const text of ['', '{', 'null', '{"pid": "1"}', '{"pid": -1}']) {
    writeFileSync(paths.runFile, text);
    assert.equal(findGateway(paths), undefined, text);
  }
});

test('a second gateway on one home is refused, and told who holds it', async (t) => {
  const paths = temporaryHome(t);
  const lock = await acquireHomeLock(paths);
  writeGatewayRun(paths, { ...RUN, pid: process.pid });
  await assert.rejects(acquireHomeLock(paths), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.code, 'HOME_LOCKED');
    assert.match(
      error.message,
      new RegExp(`process ${process.pid} at http://127.0.0.1:18789`, 'u'),
    );
    return true;
  });
  lock.release();
  lock.release();
  (await acquireHomeLock(paths)).release();
});

test('a killed process leaves no lock behind', async (t) => {
  const paths = temporaryHome(t);
  const script = `
    const { acquireHomeLock } = await import(${JSON.stringify(import.meta.resolve('./home-lock.ts'))});
    await acquireHomeLock(${JSON.stringify(paths)});
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  await assert.rejects(acquireHomeLock(paths), { code: 'HOME_LOCKED' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  (await acquireHomeLock(paths)).release();
  rmSync(paths.lock);
});
