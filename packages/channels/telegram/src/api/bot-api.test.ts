import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ApiFailure } from './api-failure.ts';
import { BotApi } from './bot-api.ts';

test('T11 a Bot API server that sends us elsewhere is not followed', async (t) => {
  const asked: string[] = [];
  const inner = await serve(t, (path, respond) => {
    asked.push(path);
    respond(200, {}, '{"ok":true,"result":{"id":1}}');
  });
  for (const status of [302, 307, 308]) {
    const root = await serve(t, (_, respond) => respond(status, { location: `${inner}/x` }, ''));
    const failure = await failureOfSend(t, root);
    assert.equal(failure.code, 'CHANNEL_UNAVAILABLE');
    assert.match(failure.message, /another address; check apiRoot/u);
  }
  assert.deepEqual(asked, []);
});

test('T26 an answer that unpacks to more than any answer has is given up', async (t) => {
  const bomb = gzipSync(
    `{"ok":true,"result":{"message_id":1,"text":"${'x'.repeat(48 * 1024 * 1024)}"}}`,
  );
  const root = await serve(t, (_, respond) => respond(200, { 'content-encoding': 'gzip' }, bomb));
  const failure = await failureOfSend(t, root);
  assert.deepEqual([failure.code, failure.isTooLarge], ['CHANNEL_ANSWER_LOST', true]);
});

test('T26 an answer without an end is hung up on', { timeout: 20_000 }, async (t) => {
  const hungUp = Promise.withResolvers<void>();
  const server = createServer((_, response) => {
    response.on('close', () => hungUp.resolve());
    const more = () => {
      while (response.write('x'.repeat(1024 * 1024)));
    };
    response.on('drain', more);
    more();
  });
  const failure = await failureOfSend(t, await listen(t, server));
  assert.equal(failure.isTooLarge, true);
  await hungUp.promise;
});

test('T26 a platform can not ask us to wait for ever, or fill the log with its words', async (t) => {
  for (const [asked, waitMs] of [
    [3, 3_000],
    [1e12, 86_400_000],
    ['soon', undefined],
    [-1, undefined],
  ] as const) {
    const description = 'x'.repeat(1024 * 1024);
    const parameters = { retry_after: asked };
    const answer = { ok: false, error_code: 429, description, parameters };
    const root = await serve(t, (_, respond) => respond(429, {}, JSON.stringify(answer)));
    const failure = await failureOfSend(t, root);
    assert.deepEqual([failure.code, failure.retryAfterMs], ['CHANNEL_RATE_LIMITED', waitMs]);
    assert.ok(failure.message.length < 1_000);
  }
});

test('T26 what a platform says of a failure is short, in one line, and without our token', async (t) => {
  const secret = 'a'.repeat(35);
  for (const error_code of [400, 502]) {
    const description = `no /bot1:${secret}/x\u001b[31m\n\u202e${'x'.repeat(900)}${secret.repeat(9)}`;
    const answer = JSON.stringify({ ok: false, error_code, description });
    const root = await serve(t, (_, respond) => respond(error_code, {}, answer));
    const { message } = await failureOfSend(t, root);
    assert.match(message, /no \/bot1:\[token\]\/x/u);
    assert.doesNotMatch(message, /aaaa|[\p{Cc}\u202e]/u);
    assert.ok(message.length < 700);
  }
});

test('a connection that breaks before it is secure has carried nothing', async (t) => {
  const server = createTcpServer((socket) => {
    socket.once('data', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const failure = await failureOfSend(t, `https://127.0.0.1:${port}`);
  assert.equal(failure.code, 'CHANNEL_UNREACHABLE');
});

async function failureOfSend(t: TestContext, apiRoot: string): Promise<ApiFailure> {
  const botToken = `1:${'a'.repeat(35)}`;
  const api = new BotApi({ botToken, apiRoot, streaming: true, webhook: null });
  t.after(() => api.close());
  const { signal } = new AbortController();
  return api
    .call((bot, over) => bot.sendMessage(1, 'secret words', {}, over), { signal })
    .then(
      () => assert.fail('it was sent'),
      (error: ApiFailure) => error,
    );
}

type Respond = (status: number, headers: Record<string, string>, body: string | Uint8Array) => void;

function serve(t: TestContext, answer: (path: string, respond: Respond) => void): Promise<string> {
  const server = createServer((request, response) =>
    answer(request.url ?? '', (status, headers, body) =>
      response.writeHead(status, headers).end(body),
    ),
  );
  return listen(t, server);
}

async function listen(t: TestContext, server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
