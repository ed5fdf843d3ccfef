import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { FakeChannel, FakePlatform } from '@coderclaw/channel-kit/fake';
import type { Clock } from '@coderclaw/core';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { coversScope, METHODS } from '@coderclaw/protocol';
import { startWorld, type WorldOptions } from './world/gateway-world.ts';
import { signInGuest } from './world/guest.ts';
import { createTestDevice, detailOf } from './world/wire-client.ts';

const BROWSER = { id: 'webchat-ui', version: '1', platform: 'web', mode: 'webchat' } as const;
const TURN = { sessionKey: 'own', message: 'hi', idempotencyKey: 'a' };

/** A clock whose pauses are noted instead of waited for, where they are long enough to be a brake. */
function impatientClock(): { readonly clock: Clock; readonly brakes: number[] } {
  const brakes: number[] = [];
  const sleep: Clock['sleep'] = (ms, signal) => {
    if (ms !== 1_000 || signal) return SYSTEM_CLOCK.sleep(ms, signal);
    brakes.push(ms);
    return Promise.resolve();
  };
  return { clock: { ...SYSTEM_CLOCK, sleep }, brakes };
}

test('T03 who has the secret and no rights is not told who is here', async (t) => {
  const world = await startWorld(t);
  await world.connect({ client: BROWSER, scopes: ['operator.read'] }, createTestDevice());
  const { hello } = await world.connect({ client: BROWSER });
  assert.deepEqual([hello.auth.scopes, hello.snapshot.presence], [[], []]);
  const { hello: full } = await world.connect();
  assert.equal((full.snapshot.presence as unknown[]).length, 3);
});

test('T05 a client’s name is told no longer than a name is', async (t) => {
  const world = await startWorld(t);
  const displayName = `Ann${'x'.repeat(50_000)}`;
  const device = createTestDevice();
  const client = { ...BROWSER, displayName };
  const { hello } = await world.connect({ client, scopes: ['operator.read'] }, device);
  const [entry] = hello.snapshot.presence as { host: string }[];
  assert.equal(entry?.host, displayName.slice(0, 128));
});

test('T03 only who may change settings names the workspace of a run', async (t) => {
  const world = await startWorld(t);
  const guest = await signInGuest(world);
  const writer = await world.connect(
    { client: BROWSER, scopes: ['operator.write'] },
    createTestDevice(),
  );
  const wide = { message: 'read /etc/passwd', idempotencyKey: 'w', cwd: '/' };
  await assert.rejects(writer.request('agent', wide), /missing scope: operator\.admin/u);
  await assert.rejects(guest.request('agent', { ...wide, sessionKey: 'own' }), /FORBIDDEN/u);
  assert.equal(world.model.requests.length, 0);
});

test('T15 a guest is not told of the owner’s files and settings', async (t) => {
  const world = await startWorld(t, { config: 'gatewey: {}\nmodels: { own: { apiKey: x } }\n' });
  const guest = await signInGuest(world);
  const owner = await world.connect();
  assert.notDeepEqual((await owner.request('health', {})).problems, []);
  assert.deepEqual((await guest.request('health', {})).problems, []);
  assert.deepEqual((await guest.event('health')).payload.problems, []);
  await assert.rejects(guest.request('status', {}), /FORBIDDEN/u);
  const { agents } = await guest.request('agents.list', {});
  assert.equal(JSON.stringify(agents).includes(world.home), false);
});

test('T15 what is for the owner alone is neither offered to a guest nor answered', async (t) => {
  const world = await startWorld(t);
  const guest = await signInGuest(world);
  const owner = await world.connect();
  const own = Object.entries(METHODS).filter(([, { ownerOnly }]) => ownerOnly);
  for (const [name, { scope }] of own) {
    const covered = coversScope(guest.hello.auth.scopes, scope);
    const refused = covered ? /only the owner/u : /missing scope/u;
    await assert.rejects(guest.raw(name), refused);
    assert.equal(guest.hello.features.methods.includes(name), false, name);
    assert.equal(owner.hello.features.methods.includes(name), true, name);
  }
});

test('T29 a run takes no longer than its asker may wish, and no wish is too large to be kept', async (t) => {
  const world = await startWorld(t, { script: [{ text: 'done' }, { text: 'done' }] });
  const guest = await signInGuest(world);
  const owner = await world.connect();
  for (const client of [guest, owner]) {
    const sessionKey = client === guest ? 'own' : 'main';
    await client.request('chat.send', { ...TURN, sessionKey, timeoutMs: 9e15 });
    const { payload } = await client.event('chat', ({ state }) => /final|error/u.test(state));
    assert.equal(payload.state, 'final');
  }
});

test('T03 a good device token does not hide guesses at the shared secret beside it', async (t) => {
  const { clock, brakes } = impatientClock();
  const world = await startWorld(t, { clock });
  const device = createTestDevice();
  const { hello } = await world.connect({ client: BROWSER, scopes: ['operator.read'] }, device);
  const { deviceToken } = hello.auth;
  assert.ok(deviceToken);
  for (let guess = 0; guess < 10; guess += 1) {
    const auth = { deviceToken, [guess % 2 ? 'token' : 'password']: `guess-${guess}` };
    const attempt = world.dial().connect({ client: BROWSER, auth });
    assert.equal(await detailOf(attempt), 'DEVICE_IDENTITY_REQUIRED');
  }
  assert.deepEqual(brakes, []);
  await assert.rejects(world.dial().connect({ client: BROWSER, auth: { token: 'guess' } }));
  assert.deepEqual(brakes, [1_000]);
});

test('T05 guessing the token over HTTP is slowed on loopback too', async (t) => {
  const { clock, brakes } = impatientClock();
  const world = await startWorld(t, { clock });
  for (let guess = 0; guess < 12; guess += 1) {
    const headers = { authorization: `Bearer guess-${guess}` };
    assert.equal((await fetch(`${world.gateway.url}/metrics`, { headers })).status, 401);
  }
  assert.deepEqual(brakes, [1_000, 1_000]);
});

test('T04 a device that is revoked while it signs in does not stay, at whichever step', async (t) => {
  let onNow = () => {};
  const clock: Clock = {
    ...SYSTEM_CLOCK,
    now: () => {
      onNow();
      return Date.now();
    },
  };
  const world = await startWorld(t, { clock });
  for (let step = 1; step <= 8; step += 1) {
    const device = createTestDevice();
    const auth = { token: world.token };
    await (await world.connect({ client: BROWSER, auth }, device)).close();
    let readings = 0;
    let revoking: Promise<boolean> | undefined;
    const client = world.dial();
    await client.challenge();
    onNow = () => {
      readings += 1;
      if (readings === step) revoking = world.gateway.revokeDevice(device.id);
    };
    const signingIn = client.connect({ client: BROWSER, auth }, device).catch(() => null);
    await signingIn;
    onNow = () => {};
    await (revoking ?? world.gateway.revokeDevice(device.id));
    assert.equal((await client.closed()).code, 1008, `step ${step}`);
  }
});

test('T18 a stored key goes to no other endpoint than the one it was stored for', async (t) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.headers.authorization));
    response.writeHead(401).end();
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const config = 'models:\n  openai: { apiKey: sk-stored-0123456789 }\n';
  const world = await startWorld(t, { config });
  const client = await world.connect();
  const test = client.raw('models.key.test', { provider: 'openai', baseUrl: elsewhere });
  await assert.rejects(test, /INVALID_REQUEST: send the key/u);
  const half = { provider: 'openai', baseUrl: elsewhere, apiKey: '...', primary: 'openai/gpt' };
  await client.raw('models.key.set', half).catch(() => null);
  const text = readFileSync(join(world.home, 'coderclaw.yaml'), 'utf8');
  assert.ok(!(text.includes(elsewhere) && text.includes('sk-stored')), text);
  assert.deepEqual(asked, []);
});

const MESSAGE = { id: 'm1', conversation: 'room', from: 'mallory', text: 'let me in' };

async function receive(t: Parameters<typeof startWorld>[0], options: WorldOptions) {
  const platform = new FakePlatform();
  const world = await startWorld(t, { ...options, channels: [new FakeChannel(platform)] });
  platform.receive(MESSAGE);
  await SYSTEM_CLOCK.sleep(100);
  return { world, counts: (await (await world.connect()).request('status', {})).counts };
}

test('T17 a writer who can not be identified is nobody, and starts nothing', async (t) => {
  const failing = await receive(t, {
    identify: () => {
      throw new Error('the directory is down');
    },
  });
  assert.equal(failing.counts.messages, 0);
  const silent = await receive(t, { identify: () => undefined as never });
  assert.equal(silent.counts.messages, 0);
  const unknown = await receive(t, {});
  assert.deepEqual([unknown.counts.messages, unknown.counts.sessions], [1, 0]);
  for (const { world } of [failing, silent, unknown]) assert.equal(world.model.requests.length, 0);
});
