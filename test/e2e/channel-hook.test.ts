import assert from 'node:assert/strict';
import { request as post } from 'node:http';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { FakeTelegram } from './world/fake-telegram.ts';
import { type GatewayWorld, startWorld, type WorldOptions } from './world/gateway-world.ts';

const SECRET = 'a-secret-of-the-platform';
const HOOK = '/hooks/channels/telegram/default';
const MODEL = 'agents: {defaults: {model: {primary: scripted/model}}}\n';
const webhook = (secret: string) => `webhook: {url: "https://claw.example", secret: "${secret}"}`;

async function open(t: TestContext, keys = webhook(SECRET), more: WorldOptions = {}) {
  const fake = new FakeTelegram();
  const accounts = `accounts: {default: {${keys}}, polling: {botToken: "2:b"}}`;
  const config = `${MODEL}channels: {telegram: {botToken: "1:a", dmPolicy: open, ${accounts}}}\n`;
  const world = await startWorld(t, { config, channelSources: fake.sources, ...more });
  const owner = await world.connect();
  await owner.event('health', ({ channels }) =>
    channels.some(({ account, state }) => account === 'polling' && state === 'running'),
  );
  return { fake, world, owner };
}

type Call = {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};

/** One request as a platform makes it: it names the public host. */
function call(world: GatewayWorld, { path = HOOK, method = 'POST', headers, body }: Call) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { port } = world.gateway;
    const all = { Host: 'claw.example', 'x-secret': SECRET, ...headers };
    const sent = post({ host: '127.0.0.1', port, path, method, headers: all }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(method === 'GET' ? undefined : (body ?? JSON.stringify({ id: 'm1', text: 'hi' })));
  });
}

test('what a platform posts is handed over as it came, and answered when it is accepted', async (t) => {
  const { fake, world } = await open(t);
  const body = '{"id":"m1",  "text":"h\\u0069 \u{1f600}"}';
  const { status } = await call(world, { body });
  assert.equal(status, 200);
  assert.equal(Buffer.from(fake.posts[0]!.body).toString(), body);
  assert.equal(fake.platform.acknowledged.length, 1);
});

test('T14 without the platform’s proof nothing is read, and guesses are slowed', async (t) => {
  let brakes = 0;
  const sleep: (typeof SYSTEM_CLOCK)['sleep'] = async (ms, signal) => {
    if (ms !== 1_000 || signal) return SYSTEM_CLOCK.sleep(ms, signal);
    brakes += 1;
  };
  const { fake, world, owner } = await open(t, webhook(SECRET), {
    clock: { ...SYSTEM_CLOCK, sleep },
  });
  for (const secret of ['', 'wrong', `${SECRET}x`]) {
    const headers = { 'x-secret': secret };
    assert.equal((await call(world, { headers, body: 'not even JSON' })).status, 401);
  }
  const bearer = { 'x-secret': '', authorization: `Bearer ${world.token}` };
  assert.equal((await call(world, { headers: bearer })).status, 401);
  assert.deepEqual([fake.posts, fake.platform.acknowledged], [[], []]);
  const { sessions } = await owner.request('sessions.list', {});
  assert.deepEqual(sessions, []);
  const page = { 'x-secret': SECRET, Origin: 'https://evil.example' };
  for (let again = 0; again < 9; again += 1)
    assert.equal((await call(world, { headers: page })).status, 403);
  assert.deepEqual([fake.posts.length, brakes], [0, 0]);
  for (let guess = 0; guess < 8; guess += 1) await call(world, { headers: { 'x-secret': 'no' } });
  assert.equal(brakes, 2);
});

test('T14 a posted event that is repeated is taken once', async (t) => {
  const { fake, world, owner } = await open(t);
  for (let again = 0; again < 3; again += 1) assert.equal((await call(world, {})).status, 200);
  while (fake.platform.posts.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const { counts } = await owner.request('status', {});
  assert.equal(counts.messages, 1);
});

test('T14 an account without a webhook, with an empty secret or of no such name is not there', async (t) => {
  const { world } = await open(t);
  const missing = '{"error":{"message":"there is nothing here","type":"not_found"}}\n';
  for (const path of ['polling', 'nobody', 'default/', 'default/x', '../default', 'DEFAULT'])
    for (const method of ['POST', 'GET']) {
      const answer = await call(world, {
        path: `/hooks/channels/telegram/${path}`,
        method,
        headers: { Host: `127.0.0.1:${world.gateway.port}` },
      });
      assert.deepEqual([answer.status, answer.text], [404, missing], `${method} ${path}`);
    }
  assert.equal((await call(world, { method: 'GET' })).status, 405);
  assert.equal((await call(world, { path: `${HOOK}?session=main` })).status, 403);
  const { world: closed } = await open(t, webhook(''));
  assert.equal((await call(closed, { headers: { 'x-secret': '' } })).status, 404);
});

test('T14 the public name opens the webhook and nothing else', async (t) => {
  const { world } = await open(t);
  for (const path of ['/', '/healthz', '/metrics', `${HOOK}/../../../../healthz`])
    assert.equal((await call(world, { path, method: 'GET' })).status, 403, path);
});

test('T26 a body that is too large or never ends is cut off', async (t) => {
  const { fake, world } = await open(t);
  const large = 'x'.repeat(1024 * 1024 + 1);
  assert.equal((await call(world, { body: large })).status, 413);
  const headers = { 'Transfer-Encoding': 'chunked' };
  assert.equal((await call(world, { body: large, headers })).status, 413);
  assert.deepEqual(fake.posts, []);

  // Slow ones give way to others, so that they keep nobody out.
  const slow = Array.from({ length: 20 }, () => {
    const socket = connect(world.gateway.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST ${HOOK} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{`);
    return socket;
  });
  const answers = slow.map(
    (socket) =>
      new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString()))),
  );
  assert.match(await Promise.race(answers), /^HTTP\/1\.1 408/u);
  assert.equal((await call(world, {})).status, 200);
  for (const socket of slow) socket.destroy();
});
