import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GrammyError, HttpError } from 'grammy';
import { document, photo } from '../content/file-content.ts';
import { openServer } from '../server/test-server.ts';

async function open(t: { after(done: () => Promise<void>): void }) {
  const { server, api } = await openServer(t);
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
  for (const fault of ['lost-answer', 'truncated', 'cut', 'not-json'] as const) {
    server.fails('sendMessage', fault);
    await assert.rejects(api.sendMessage(ann.id, fault), HttpError);
  }
  assert.deepEqual(
    server.posts.map(({ text }) => text),
    ['lost-answer', 'truncated', 'cut', 'not-json'],
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

test('an answer, and a file, may be huge, and one may hang up on it', async (t) => {
  const { server, api, ann } = await open(t);
  server.fails('sendMessage', { kind: 'huge', bytes: 1_000_000 });
  assert.equal((await api.sendMessage(ann.id, 'huge')).text, 'huge');
  const { document: file } = ann.sends(document({ bytes: Buffer.from('bytes'), name: 'a.txt' }));
  const { file_path } = await api.getFile(file!.file_id);
  const url = `${server.apiRoot}/file/bot${server.token}/${file_path}`;
  server.fails('file', { kind: 'huge', bytes: Number.MAX_SAFE_INTEGER });
  const endless = await fetch(url);
  const reader = endless.body!.getReader();
  let read = 0;
  while (read < 1_000_000) read += (await reader.read()).value!.length;
  await reader.cancel();
  server.fails('file', 'cut');
  await assert.rejects(fetch(url).then((answer) => answer.bytes()));
  assert.equal(await (await fetch(url)).text(), 'bytes');
});

test('updates come twice, in the wrong order, from another time, and the rest of an album late', async (t) => {
  const { server, api, ann } = await open(t);
  server.skewsDates(-3_600);
  const first = ann.writes('first');
  assert.ok(first.date < Date.now() / 1_000 - 3_500);
  ann.writes('second');
  server.reversesUpdates();
  const [later, earlier] = await api.getUpdates();
  assert.deepEqual([later?.message?.text, earlier?.message?.text], ['second', 'first']);
  assert.ok(later!.update_id > earlier!.update_id);
  const offset = later!.update_id + 1;
  assert.deepEqual(await api.getUpdates({ offset }), []);
  server.repeats(earlier!);
  assert.deepEqual(await api.getUpdates({ offset }), [earlier]);
  const album = ann.album().sends(photo({ caption: 'these' }));
  const [begun] = await api.getUpdates({ offset });
  album.sends(photo());
  const [rest] = await api.getUpdates({ offset: begun!.update_id + 1 });
  assert.equal(rest?.message?.media_group_id, begun?.message?.media_group_id);
});
