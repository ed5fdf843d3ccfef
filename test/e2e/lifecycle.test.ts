import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Clock } from '@coderclaw/core';
import { startGateway } from '@coderclaw/gateway';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { type GatewayWorld, startWorld } from './world/gateway-world.ts';

const TURN = { sessionKey: 'main', message: 'hi', idempotencyKey: 'a' };

const again = ({ home }: GatewayWorld, more: object = {}) =>
  startGateway({ home, port: 0, env: {}, ...more });

test('a second gateway on one home is refused, and the first is not disturbed', async (t) => {
  const world = await startWorld(t);
  await assert.rejects(again(world), { code: 'HOME_LOCKED' });
  const answer = await fetch(`${world.gateway.url}/readyz`);
  assert.equal(answer.status, 200);
});

test('a stop lets go of everything, and may be repeated', async (t) => {
  const world = await startWorld(t);
  assert.equal(existsSync(join(world.home, 'run/gateway.json')), true);
  await world.gateway.stop();
  await world.gateway.stop();
  assert.equal(existsSync(join(world.home, 'run/gateway.json')), false);
  await assert.rejects(fetch(world.gateway.url));
  await world.start();
});

test('a start that fails lets go of everything', async (t) => {
  const world = await startWorld(t);
  await world.gateway.stop();
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  await assert.rejects(again(world, { port }), { code: 'GATEWAY_ADDRESS_IN_USE' });
  writeFileSync(
    join(world.home, 'coderclaw.db'),
    'this is no database at all, whatever its name says',
  );
  await assert.rejects(again(world), { code: 'STORE_CORRUPT' });
  assert.match(readFileSync(join(world.home, 'coderclaw.db'), 'utf8'), /^this is no database/u);
});

test('broken YAML is a problem that the gateway reports, not a reason not to start', async (t) => {
  const world = await startWorld(t, { config: 'gateway: [unclosed\n  bind: lan\n' });
  const client = await world.connect();
  const health = await client.request('health', {});
  assert.equal(health.status, 'degraded');
  assert.match(health.problems[0] ?? '', /coderclaw\.yaml:\d+:\d+: error/u);
  assert.match(world.gateway.url, /^http:\/\/127\.0\.0\.1:/u);
});

test('broken YAML in a running gateway is reported and changes nothing', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  const file = join(world.home, 'coderclaw.yaml');
  const { model } = await client.request('status', {});
  writeFileSync(file, 'gateway: {port: [');
  const { payload } = await client.event('health', ({ status }) => status === 'degraded');
  assert.match(payload.problems[0] ?? '', /what was in force before the edit stays so$/u);
  assert.equal((await client.request('status', {})).model, model);
});

test('a database that was emptied or taken away is refused, not begun anew', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  await client.request('chat.send', TURN);
  await client.event('chat', ({ state }) => state === 'final');
  await client.close();
  await world.gateway.stop();
  const database = join(world.home, 'coderclaw.db');
  writeFileSync(database, '');
  await assert.rejects(again(world), { code: 'STORE_CORRUPT' });
  assert.equal(readFileSync(database).length, 0);
  rmSync(database);
  await assert.rejects(again(world), { code: 'STORE_CORRUPT' });
  assert.equal(existsSync(database), false);
});

test('a minute after the start there is a backup', async (t) => {
  const sleep: Clock['sleep'] = (ms, signal) => SYSTEM_CLOCK.sleep(ms === 60_000 ? 50 : ms, signal);
  const world = await startWorld(t, { clock: { ...SYSTEM_CLOCK, sleep } });
  const backup = join(world.home, 'coderclaw.db.backup');
  while (!existsSync(backup)) await new Promise((resolve) => setTimeout(resolve, 10));
  await world.gateway.stop();
  copyFileSync(backup, join(world.home, 'coderclaw.db'));
  await world.start();
});

test('--bind opens the gateway in plain words, and nonsense is refused before anything is made', async (t) => {
  const world = await startWorld(t);
  assert.equal(existsSync(join(world.home, 'sessions')), false);
  await world.gateway.stop();
  const open = await again(world, { bind: 'lan' });
  await open.stop();
  assert.ok(open.report.problems.some((problem) => problem.includes('nothing is encrypted')));
  const home = join(world.home, 'none');
  await assert.rejects(startGateway({ home, bind: 'foo', env: {} }), { code: 'GATEWAY_BIND' });
  assert.equal(existsSync(home), false);
});

test('a key that is set on the page is written, keeps comments, and works without a restart', async (t) => {
  const config =
    '# mine\nagents:\n  defaults:\n    model:\n      primary: scripted/model # for tests\n';
  const world = await startWorld(t, { config });
  const client = await world.connect();
  const params = { provider: 'openai', apiKey: 'sk-test-0123456789' };
  assert.deepEqual(await client.request('models.key.set', params), {
    ok: true,
    provider: 'openai',
    primary: 'scripted/model',
  });
  const text = readFileSync(join(world.home, 'coderclaw.yaml'), 'utf8');
  assert.match(text, /^# mine\n/u);
  assert.match(text, /# for tests/u);
  const { models } = await client.request('models.list', {});
  assert.ok(models.some(({ provider }) => provider === 'openai'));
  const test = await client.request('models.key.test', {
    ...params,
    baseUrl: 'http://127.0.0.1:9/v1',
  });
  assert.equal(test.ok, false);
  assert.equal(test.problem?.message.includes(params.apiKey), false);
  await assert.rejects(
    client.request('models.key.set', { provider: 'nobody', apiKey: 'x', api: 'wrong' as never }),
    /INVALID_REQUEST/u,
  );
});

test('a change of the file is in force at once', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  const file = join(world.home, 'coderclaw.yaml');
  const before = (await client.request('agents.list', {})).agents.length;
  const seen = client.frames.length;
  writeFileSync(file, `${readFileSync(file, 'utf8')}  list:\n    - id: helper\n`);
  await client.until(
    (frame) =>
      frame.type === 'event' && frame.event === 'health' && client.frames.indexOf(frame) >= seen,
  );
  const { agents } = await client.request('agents.list', {});
  assert.deepEqual(
    agents.slice(before).map(({ id }) => id),
    ['helper'],
  );
  await client.request('chat.send', { ...TURN, sessionKey: 'agent:helper:main' });
  await client.event('chat', ({ state }) => state === 'final');
  assert.equal(existsSync(join(world.home, 'workspace-helper/AGENTS.md')), true);
});

test('BOOT.md is a message at each start', async (t) => {
  const world = await startWorld(t);
  await world.gateway.stop();
  // The gateway makes the homes behind its start.
  mkdirSync(join(world.home, 'workspace'), { recursive: true });
  writeFileSync(join(world.home, 'workspace/BOOT.md'), 'Look around.');
  await world.start();
  const client = await world.connect();
  await client.request('subscribe', { sessionKey: 'main' });
  while (world.model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(world.model.requests[0]!.messages.at(-1)?.text, 'Look around.');
});

test('every method answers as its schema says', async (t) => {
  const world = await startWorld(t, {
    script: [{ toolCalls: [{ name: 'ls', arguments: { path: '.' } }] }, { text: 'ok' }],
  });
  const client = await world.connect({ scopes: ['operator.admin'] });
  await client.request('sessions.subscribe', {});
  await client.request('chat.send', TURN);
  await client.event('chat', ({ state }) => state === 'final');
  await client.request('system-presence', {});
  await client.request('chat.metadata', { sessionKey: 'main' });
  const { sessions } = await client.request('sessions.list', { search: 'main' });
  assert.equal(sessions[0]?.derivedTitle, 'hi');
  const created = await client.request('sessions.create', { label: 'Second', idempotencyKey: 'c' });
  const repeated = await client.request('sessions.create', {
    label: 'Second',
    idempotencyKey: 'c',
  });
  assert.equal(repeated.sessionId, created.sessionId);
  const { key } = created;
  const { entry } = await client.request('sessions.patch', {
    key,
    label: 'Renamed',
    thinkingLevel: 'low',
  });
  assert.deepEqual([entry.label, entry.thinkingLevel], ['Renamed', 'low']);
  assert.equal((await client.request('sessions.list', { label: 'Renamed' })).totalCount, 1);
  await client.event('sessions.changed', ({ session }) => session?.label === 'Renamed');
  const reset = await client.request('sessions.reset', { key: 'main' });
  assert.ok(reset.entry.epoch > sessions[0]!.epoch);
  const history = await client.request('chat.history', { sessionKey: 'main' });
  assert.ok('messages' in history && history.messages.length === 0);
  assert.equal((await client.request('sessions.delete', { key })).deleted, true);
  assert.equal((await client.request('sessions.delete', { key })).deleted, false);
  await client.request('sessions.messages.subscribe', { key: 'main' });
  await client.request('sessions.messages.unsubscribe', { key: 'main' });
  await client.request('sessions.unsubscribe', {});
  assert.equal((await client.request('deliveries.list', {})).deliveries[0]?.state, 'delivered');
  await assert.rejects(client.request('deliveries.retry', { id: 'none' }), /NOT_FOUND/u);
  const { events } = await client.request('audit.list', {});
  assert.ok(events.some(({ action }) => action === 'agent.run.finished'));
  assert.ok((await client.request('audit.records', { limit: 5 })).nextBeforeSequence);
  assert.equal((await client.request('audit.verify', {})).ok, true);
  const { url } = await client.request('auth.link', {});
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{43}$/u);
});
