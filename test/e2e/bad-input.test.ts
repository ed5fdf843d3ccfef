import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { startWorld } from './world/gateway-world.ts';

/** What the server answers to bytes that no client library would send. */
async function speak(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  await once(socket, 'close');
  return answer;
}

test('a frame that can not be understood is answered, and the connection goes on', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  const bad = [
    '{',
    'null',
    '{"type":"nonsense"}',
    '{"type":"req","id":1,"method":"health"}',
    '{"type":"req","id":"x","method":""}',
  ];
  for (const frame of bad) client.socket.send(frame);
  await client.until(
    () =>
      client.frames.filter((frame) => frame.type === 'res' && frame.id === 'invalid').length ===
      bad.length,
  );
  assert.equal((await client.request('health', {})).status, 'ok');
});

test('unknown methods and params are refused by name', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  await assert.rejects(
    client.raw('no.such.method'),
    /INVALID_REQUEST: unknown method: no\.such\.method/u,
  );
  await assert.rejects(
    client.raw('chat.send', { sessionKey: 'main' }),
    /invalid chat\.send params: at root/u,
  );
  const unknown = { sessionKey: 'main', message: 'x', idempotencyKey: 'a', mesage: 'y' };
  await assert.rejects(
    client.raw('chat.send', unknown),
    /unexpected property "mesage"; the nearest valid name is "message"/u,
  );
});

test('a message that can be none is refused and leaves nothing behind', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  const turn = { sessionKey: 'main', message: 'hi', idempotencyKey: 'a' };
  const bad = [
    { ...turn, message: ' ' },
    { ...turn, message: 'a\0b' },
    { ...turn, sessionKey: 'agent:nobody:main' },
    { ...turn, sessionKey: 'agent:main:' },
    { ...turn, sessionKey: 'with space' },
    { ...turn, idempotencyKey: 'bell\u0007' },
    { ...turn, thinking: 'a lot' },
    { ...turn, attachments: [{ mimeType: 'text/html', content: 'eA==' }] },
    { ...turn, attachments: [{ mimeType: 'image/png', content: 'not base64!' }] },
  ];
  for (const params of bad) {
    await assert.rejects(
      client.raw('chat.send', params),
      /INVALID_REQUEST/u,
      JSON.stringify(params),
    );
  }
  const { counts } = await client.request('status', {});
  assert.deepEqual([counts.messages, counts.sessions], [0, 0]);
});

test('a label that could act on a terminal or turn the text around it is refused', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  for (const label of ['evil\u001b[2J', 'two\nlines', 'txt.\u202eexe', 'half \ud800']) {
    for (const method of ['sessions.create', 'sessions.patch'])
      await assert.rejects(
        client.raw(method, { key: 'labelled', label }),
        /INVALID_REQUEST: label/u,
      );
  }
  const label = 'Família 👨‍👩‍👧';
  const { entry } = await client.request('sessions.patch', { key: 'labelled', label });
  assert.equal(entry.label, label);
});

test('a 26 MiB frame closes the connection', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  client.socket.send('x'.repeat(26 * 1024 * 1024));
  assert.deepEqual(await client.closed(), { code: 1009, reason: 'a frame of more than 25 MiB' });
});

test('binary frames and invalid UTF-8 close the connection', async (t) => {
  const world = await startWorld(t);
  const binary = await world.connect();
  binary.socket.send(Buffer.from('{}'));
  assert.equal((await binary.closed()).code, 1008);
  const broken = await world.connect();
  broken.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
  assert.deepEqual(await broken.closed(), { code: 1007, reason: 'text that is not UTF-8' });
});

test('requests beyond the rate are refused with when to come back', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  for (let count = 0; count < 1_500; count += 1) client.send('sessions.subscribe', {});
  const refused = await client.until((frame) => frame.type === 'res' && !frame.ok);
  assert.ok(refused.type === 'res' && refused.error);
  assert.equal(refused.error.code, 'UNAVAILABLE');
  assert.ok((refused.error.retryAfterMs ?? 0) > 0);
});

test('HTTP answers only what it serves', async (t) => {
  const world = await startWorld(t);
  const { url, port } = world.gateway;
  const answer = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(url + path, init);
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  assert.equal((await answer('/nothing')).status, 404);
  assert.equal((await answer('/v1/chat/completions', { method: 'POST', body: '{}' })).status, 404);
  const posted = await answer('/healthz', { method: 'POST' });
  assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD']);
  assert.equal(
    (await answer('/healthz', { method: 'POST', body: 'x'.repeat(100_000) })).status,
    413,
  );
  assert.equal((await answer('/metrics')).status, 401);
  assert.equal((await answer('/healthz', { method: 'HEAD' })).body, '');
  const metrics = await answer('/metrics', { headers: { authorization: `Bearer ${world.token}` } });
  assert.match(metrics.body, /^# HELP coderclaw_requests_total/u);
  const details = await answer('/readyz', { headers: { authorization: `Bearer ${world.token}` } });
  assert.equal(JSON.parse(details.body).status, 'ok');
  for (const { headers } of [posted, metrics, await answer('/nothing')]) {
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/u);
  }
  assert.match(
    await speak(port, 'GET http://127.0.0.1/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'),
    /^HTTP\/1\.1 421 /u,
  );
  assert.match(await speak(port, 'NONSENSE\r\n\r\n'), /^HTTP\/1\.1 400 /u);
});

test('a reader that does not read is cut off and holds nobody up', async (t) => {
  const world = await startWorld(t, {
    script: [{ text: 'x'.repeat(4_000_000), chunkLength: 4_000_000 }],
  });
  const slow = await world.connect();
  const quick = await world.connect();
  await slow.request('chat.send', { sessionKey: 'main', message: 'go', idempotencyKey: 'a' });
  await slow.event('chat', ({ state }) => state === 'final');
  slow.socket.pause();
  for (let count = 0; count < 40; count += 1) slow.send('chat.history', { sessionKey: 'main' });
  assert.equal((await quick.request('health', {})).ok, true);
  const { reason } = await new Promise<{ reason: string }>((resolve) => {
    setTimeout(() => slow.socket.resume(), 1_500);
    void slow.closed().then(resolve);
  });
  assert.ok(reason === 'slow consumer' || reason === '');
  assert.equal((await quick.request('health', {})).ok, true);
});

test('10,000 idle connections do not keep an honest client out', async (t) => {
  const world = await startWorld(t);
  const { port, url } = world.gateway;
  const idle: Socket[] = [];
  for (let count = 0; count < 10_000; count += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    idle.push(socket);
    if (count % 500 === 499) await once(socket, 'connect').catch(() => {});
  }
  for (let count = 0; count < 100; count += 1) {
    new WebSocket(url.replace('http', 'ws')).on('error', () => {});
  }
  const { hello } = await world.connect();
  assert.equal(hello.type, 'hello-ok');
  const alive = idle.filter((socket) => !socket.destroyed && socket.readyState === 'open').length;
  assert.ok(alive <= 300, `${alive} idle sockets are still held`);
  for (const socket of idle) socket.destroy();
});
