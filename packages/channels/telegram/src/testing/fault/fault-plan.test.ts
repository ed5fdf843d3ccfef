import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, type GrammyError, HttpError } from 'grammy';
import { startBotApiServer } from '../server/bot-api-server.ts';

async function open(t: { after(done: () => Promise<void>): void }) {
  const server = await startBotApiServer({ floodControl: 'off' });
  t.after(() => server.stop());
  const api = new Api(server.token, { apiRoot: server.apiRoot });
  return { server, api, ann: server.person('Ann') };
}

test('a fault that precedes the act leaves nothing behind', async (t) => {
  const { server, api, ann } = await open(t);
  server.fails('sendMessage', 'reset');
  server.fails('sendmessage', { kind: 'proxy', status: 502 });
  server.fails('sendMessage', { kind: 'rate-limited', retryAfter: 17 });
  server.fails('*', { kind: 'error', code: 500, description: 'Internal Server Error' });
  const send = () => api.sendMessage(ann.id, 'x');
  await assert.rejects(send(), HttpError);
  await assert.rejects(send(), HttpError);
  await assert.rejects(send(), (error: GrammyError) => {
    assert.equal(error.description, 'Too Many Requests: retry after 17');
    assert.equal(error.parameters.retry_after, 17);
    return true;
  });
  await assert.rejects(send(), (error: GrammyError) => error.error_code === 500);
  assert.equal(server.posts.length, 0);
  await send();
  assert.deepEqual(
    server.callsOf('sendMessage').map(({ status }) => status),
    [undefined, 502, 429, 500, 200],
  );
});

test('a lost answer, half an answer and one that is no JSON come after the act', async (t) => {
  const { server, api, ann } = await open(t);
  for (const fault of ['lost-answer', 'truncated', 'not-json'] as const) {
    server.fails('sendMessage', fault);
    await assert.rejects(api.sendMessage(ann.id, fault), HttpError);
  }
  assert.deepEqual(
    server.posts.map(({ text }) => text),
    ['lost-answer', 'truncated', 'not-json'],
  );
});

test('a call that hangs does so until the caller gives up, and one that is held until it is let go', async (t) => {
  const { server, api, ann } = await open(t);
  server.fails('sendMessage', 'hang');
  server.fails('sendMessage', 'silent');
  for (const text of ['hang', 'silent']) {
    const giveUp = new AbortController();
    const hanging = api.sendMessage(ann.id, text, {}, giveUp.signal as never);
    await server.until(() => server.calls.some(({ values }) => values.text === text));
    giveUp.abort();
    await assert.rejects(hanging);
  }
  assert.deepEqual(
    server.posts.map(({ text }) => text),
    ['silent'],
  );
  const gate = Promise.withResolvers<void>();
  server.fails('sendMessage', { kind: 'held', until: gate.promise });
  const held = api.sendMessage(ann.id, 'held');
  await server.until(() => server.posts.length === 2);
  gate.resolve();
  assert.equal((await held).text, 'held');
});

test('a server that is down refuses connections, and comes back on its port with what waited', async (t) => {
  const { server, api, ann } = await open(t);
  const { apiRoot } = server;
  const poll = assert.rejects(api.getUpdates({ timeout: 30 }), HttpError);
  await server.until(() => server.isPolled);
  await server.goesDown();
  await poll;
  ann.writes('meanwhile');
  await assert.rejects(api.getMe(), HttpError);
  await server.comesBack();
  assert.equal(server.apiRoot, apiRoot);
  assert.equal((await api.getUpdates()).length, 1);
});

test('a token that is revoked works no more', async (t) => {
  const { server, api } = await open(t);
  const { token } = server;
  server.revokesToken();
  await assert.rejects(
    api.getMe(),
    (error: GrammyError) => error.error_code === 401 && error.description === 'Unauthorized',
  );
  server.issuesToken(token);
  await api.getMe();
});
