import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { METHODS } from '@coderclaw/protocol';
import { chatPage } from '@coderclaw/web';
import { WebSocket } from 'ws';
import { startWorld } from './world/gateway-world.ts';
import { inviteGuest } from './world/guest.ts';
import { connectParams, createTestDevice, detailOf, type WireClient } from './world/wire-client.ts';

const BROWSER = { id: 'webchat-ui', version: '1', platform: 'web', mode: 'webchat' } as const;
const TURN = { sessionKey: 'main', message: 'hi', idempotencyKey: 'a' };

/** The status that an upgrade with these headers is answered with; 101 when it is let through. */
function upgrade(port: number, headers: Record<string, string>, path = '/'): Promise<number> {
  const { Host: host, ...others } = headers;
  return new Promise((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port,
      path,
      setHost: false,
      headers: {
        ...(host !== '' && { Host: host ?? `127.0.0.1:${port}` }),
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...others,
      },
    });
    call.on('response', ({ statusCode = 0 }) => resolve(statusCode));
    call.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    call.on('error', reject);
    call.end();
  });
}

test('T01 a foreign or missing Host or Origin, and a credential in the URL, are refused before the upgrade', async (t) => {
  const world = await startWorld(t);
  const { port } = world.gateway;
  assert.equal(await upgrade(port, {}), 101);
  assert.equal(await upgrade(port, { Origin: `http://127.0.0.1:${port}` }), 101);
  assert.equal(
    await upgrade(port, { Host: `localhost:${port}`, Origin: `http://localhost:${port}` }),
    101,
  );
  const refused: Record<string, string>[] = [
    { Origin: 'http://evil.example' },
    { Origin: 'null' },
    { Origin: `http://localhost:${port}` },
    { Origin: `http://127.0.0.1:${port + 1}` },
    { Host: '' },
    { Host: 'evil.example' },
    { Host: `evil.example:${port}` },
    { Host: '127.0.0.1:1' },
  ];
  for (const headers of refused)
    assert.equal(await upgrade(port, headers), 403, JSON.stringify(headers));
  assert.equal(await upgrade(port, {}, `/?token=${world.token}`), 400);
  assert.equal(await upgrade(port, {}, '/?gatewayUrl=ws://evil.example'), 404);
  assert.equal(await upgrade(port, {}, `/${world.token}`), 404);
  const query = await fetch(`${world.gateway.url}/metrics?token=${world.token}`);
  assert.equal(query.status, 400);
});

test('T02 no method works before connect, and a token does not spare the device check', async (t) => {
  const world = await startWorld(t);
  for (const method of Object.keys(METHODS)) {
    const client = world.dial();
    await client.challenge();
    await assert.rejects(client.raw(method, {}), /the first request must be connect|closed/u);
    assert.equal((await client.closed()).code, 1008);
  }
  const client = world.dial();
  await client.challenge();
  const device = { id: 'x', publicKey: 'x', signature: 'x', signedAt: Date.now(), nonce: 'x' };
  const params = connectParams({ auth: { token: world.token }, device });
  assert.equal(await detailOf(client.raw('connect', params)), 'DEVICE_AUTH_NONCE_MISMATCH');
});

test('T03 scopes and roles come from what the server knows', async (t) => {
  const world = await startWorld(t);
  const auth = { token: world.token };
  const deviceless = await world.connect({ client: BROWSER });
  assert.deepEqual(deviceless.hello.auth.scopes, []);
  assert.deepEqual(deviceless.hello.features.methods, []);
  await assert.rejects(
    deviceless.request('health', {}),
    /FORBIDDEN: missing scope: operator\.read/u,
  );

  const proxied = world.dial({ 'X-Forwarded-For': '127.0.0.1' });
  assert.deepEqual((await proxied.connect({ auth })).auth.scopes, []);
  const unpaired = world.dial({ 'X-Forwarded-For': '127.0.0.1' });
  const stranger = unpaired.connect({ client: BROWSER, auth }, createTestDevice());
  assert.equal(await detailOf(stranger), 'PAIRING_REQUIRED');

  const device = createTestDevice();
  const read = { client: BROWSER, scopes: ['operator.read'] };
  const reader = await world.connect(read, device);
  const { deviceToken } = reader.hello.auth;
  assert.ok(deviceToken);
  await assert.rejects(
    reader.request('chat.send', TURN),
    /FORBIDDEN: missing scope: operator\.write/u,
  );
  for (const credential of [auth, { deviceToken }]) {
    for (const more of [{ scopes: ['operator.admin'] }, { role: 'node', scopes: [] }]) {
      const attempt = world.dial().connect({ client: BROWSER, auth: credential, ...more }, device);
      assert.equal(await detailOf(attempt), 'PAIRING_REQUIRED');
    }
  }
  const { url } = await world.gateway.signInLink();
  const bootstrapToken = url.split('#code=')[1]!;
  const wider = world.dial().connect({ client: BROWSER, auth: { bootstrapToken } }, device);
  assert.equal(await detailOf(wider), 'PAIRING_REQUIRED');
});

test('T04 a revoked device loses its sockets at once and does not come back by itself', async (t) => {
  const world = await startWorld(t);
  const device = createTestDevice();
  const client = await world.connect({ client: BROWSER }, device);
  const { deviceToken } = client.hello.auth;
  assert.ok(deviceToken);
  assert.equal(await world.gateway.revokeDevice(device.id), true);
  assert.equal((await client.closed()).code, 1008);
  const byToken = world.dial().connect({ client: BROWSER, auth: { deviceToken } }, device);
  assert.equal(await detailOf(byToken), 'AUTH_DEVICE_TOKEN_MISMATCH');
  const bySecret = world.dial().connect({ client: BROWSER, auth: { token: world.token } }, device);
  assert.equal(await detailOf(bySecret), 'PAIRING_REQUIRED');
});

test('T04 a token that was replaced opens nothing any more, and closes what it had opened', async (t) => {
  const world = await startWorld(t);
  const old = world.token;
  const client = await world.connect();
  const file = join(world.home, 'coderclaw.yaml');
  const token = 'another-token-of-more-than-32-characters';
  writeFileSync(file, `${readFileSync(file, 'utf8')}gateway:\n  auth:\n    token: ${token}\n`);
  assert.deepEqual(await client.closed(), { code: 1008, reason: 'credential changed' });
  assert.equal(
    await detailOf(world.dial().connect({ auth: { token: old } })),
    'AUTH_TOKEN_MISMATCH',
  );
  assert.equal((await world.dial().connect({ auth: { token } })).type, 'hello-ok');
});

test('T05 of one address at most 32 connections wait unsigned, and the newest is served', async (t) => {
  const world = await startWorld(t);
  const waiting: WireClient[] = [];
  for (let count = 0; count < 40; count += 1) {
    const client = world.dial();
    await client.challenge();
    waiting.push(client);
  }
  await Promise.all(waiting.slice(0, 8).map((client) => client.closed()));
  const open = waiting.filter(({ socket }) => socket.readyState === WebSocket.OPEN);
  assert.equal(open.length, 32);
  assert.equal((await world.connect()).hello.type, 'hello-ok');
});

test('T06 there is no HTTP surface for tools', async (t) => {
  const world = await startWorld(t);
  const headers = { authorization: `Bearer ${world.token}` };
  const answer = await fetch(`${world.gateway.url}/tools/invoke`, {
    method: 'POST',
    headers,
    body: '{}',
  });
  assert.equal(answer.status, 404);
});

test('T14 nothing can be posted but to accounts that have a webhook', async (t) => {
  const world = await startWorld(t);
  const paths = ['/hooks/wake', '/hooks/agent', '/telegram', '/hooks/channels/telegram/default'];
  for (const path of paths) {
    const answer = await fetch(world.gateway.url + path, { method: 'POST', body: '{}' });
    assert.equal(answer.status, 404);
  }
});

test("T15 another's session is not there for who is not its owner", async (t) => {
  const world = await startWorld(t);
  const bootstrapToken = await inviteGuest(world);
  const owner = await world.connect();
  await owner.request('chat.send', { ...TURN, message: 'a secret of the owner' });
  await owner.event('chat', ({ state }) => state === 'final');
  const guest = world.dial();
  const scopes = ['operator.read', 'operator.write', 'operator.admin'];
  const auth = { bootstrapToken };
  const hello = await guest.connect({ client: BROWSER, auth, scopes }, createTestDevice());
  assert.deepEqual(hello.auth.scopes, ['operator.read', 'operator.write']);

  assert.equal((await guest.request('sessions.list', {})).totalCount, 0);
  const history = await guest.request('chat.history', { sessionKey: 'main' });
  assert.ok('sessionId' in history && history.sessionId === null && history.messages.length === 0);
  const watch = await guest.request('subscribe', { sessionKey: 'main', cursor: 0 });
  assert.deepEqual([watch.sessionId, watch.messages, watch.inFlight], [null, [], null]);
  assert.deepEqual((await guest.request('deliveries.list', {})).deliveries, []);
  const { session } = await guest.request('sessions.describe', { key: 'main' });
  assert.equal(session, null);
  const refused = [
    guest.request('chat.send', { ...TURN, idempotencyKey: 'b' }),
    guest.request('chat.abort', { sessionKey: 'main' }),
    guest.request('agent.wait', { runId: 'a' }),
    guest.request('agent', { message: 'x', idempotencyKey: 'c', sessionKey: 'main' }),
    guest.request('sessions.patch', { key: 'main', label: 'mine' }),
    guest.request('sessions.create', { key: 'main', message: 'x' }),
  ];
  for (const attempt of refused) await assert.rejects(attempt, /NOT_FOUND/u);
  for (const attempt of [guest.request('logs.tail', {}), guest.request('audit.verify', {})]) {
    await assert.rejects(attempt, /FORBIDDEN/u);
  }

  await guest.request('sessions.subscribe', {});
  await owner.request('chat.send', { ...TURN, idempotencyKey: 'd' });
  await owner.event('chat', (chat) => chat.runId === 'd' && chat.state === 'final');
  await guest.request('chat.send', { ...TURN, sessionKey: 'own', idempotencyKey: 'e' });
  await guest.event('chat', (chat) => chat.runId === 'e' && chat.state === 'final');
  const told = guest.frames.filter((frame) => frame.type === 'event');
  assert.equal(JSON.stringify(told).includes('"agent:main:main"'), false);
});

test('T17 what can not be checked is refused', async (t) => {
  const world = await startWorld(t);
  const device = createTestDevice();
  const { hello } = await world.connect({ client: BROWSER }, device);
  const { deviceToken } = hello.auth;
  assert.ok(deviceToken);
  const database = new DatabaseSync(join(world.home, 'coderclaw.db'));
  database.exec('ALTER TABLE device RENAME TO device_gone');
  database.close();
  for (const auth of [{ deviceToken }, { token: world.token }]) {
    const client = world.dial();
    await assert.rejects(client.connect({ client: BROWSER, auth }, device), (error: Error) => {
      assert.match(error.message, /UNAVAILABLE/u);
      // Nobody has shown who it is yet: what the store said is none of its business.
      assert.doesNotMatch(error.message, /table|device|database|sqlite/iu);
      return true;
    });
    assert.equal((await client.closed()).code, 1008);
  }
});

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());
}

test('T18 no token, key or code is written, logged or told', async (t) => {
  const world = await startWorld(t, { verbose: true, print: () => {} });
  const client = await world.connect();
  const apiKey = 'sk-canary-0123456789abcdef';
  await client.request('models.key.set', {
    provider: 'openai',
    apiKey,
    baseUrl: 'http://127.0.0.1:9/v1',
  });
  await client.raw('models.key.test', { provider: 'openai' });
  await assert.rejects(world.dial().connect({ auth: { token: `${world.token}x` } }));
  await client.request('chat.send', { ...TURN, message: 'hello' });
  await client.event('chat', ({ state }) => state === 'final');
  const tail = await client.request('logs.tail', {});
  const { url } = await client.request('auth.link', {});
  const code = url.split('#code=')[1]!;
  const frames = JSON.stringify(
    client.frames.filter((frame) => !JSON.stringify(frame).includes('#code=')),
  );
  for (const secret of [world.token, apiKey, code]) {
    assert.equal(frames.includes(secret), false);
    assert.equal(tail.lines.join('\n').includes(secret), false);
  }
  await world.gateway.stop();
  for (const path of filesBelow(world.home)) {
    const content = readFileSync(path, 'latin1');
    if (!path.endsWith('/token')) assert.equal(content.includes(world.token), false, path);
    if (!path.endsWith('/coderclaw.yaml')) assert.equal(content.includes(apiKey), false, path);
    assert.equal(content.includes(code), false, path);
  }
});

test('T27 names can neither forge a log line nor reach a terminal', async (t) => {
  const printed: string[] = [];
  const world = await startWorld(t, { verbose: true, print: (line) => printed.push(line) });
  const displayName = 'evil\u001b[2J\r\n{"level":"info"}\u202etxt.exe';
  const platform = 'a\u001b]0;x\u0007';
  const client = { ...BROWSER, displayName, platform };
  await assert.rejects(world.dial().connect({ client, auth: { token: 'wrong\u001b[0m' } }));
  await assert.rejects((await world.connect()).raw('bad\u001b[2J\nmethod'));
  const device = createTestDevice();
  const other = world.dial({ 'X-Forwarded-For': 'x' });
  await assert.rejects(
    other.connect({ client, auth: { token: world.token }, scopes: ['\u001b[2J'] }, device),
  );
  const log = readFileSync(join(world.home, 'logs/gateway.log'), 'utf8');
  for (const line of [...log.trimEnd().split('\n'), ...printed]) {
    assert.match(line, /^[^\p{Cc}\u202e]+$/u);
  }
  for (const line of log.trimEnd().split('\n')) JSON.parse(line);
});

test('T28 the page runs no script but its own, and what people write stays text', async (t) => {
  const world = await startWorld(t, {
    page: chatPage,
    script: [{ text: '<img src=x onerror=alert(1)>' }],
  });
  const page = await fetch(`${world.gateway.url}/`);
  const html = await page.text();
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/u);
  assert.match(policy, /script-src 'self'(?:;|$)/u);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/u);
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)[^>]*>|\son\w+=|<style|\sstyle=/iu);
  assert.doesNotMatch(html, /https?:\/\//u);
  const client = await world.connect();
  await client.request('chat.send', { ...TURN, message: '<script>alert(1)</script>' });
  await client.event('chat', ({ state }) => state === 'final');
  const notFound = await fetch(`${world.gateway.url}/<script>`);
  assert.match(notFound.headers.get('content-type') ?? '', /^application\/json/u);
  assert.doesNotMatch(await notFound.text(), /<script>/u);
});
