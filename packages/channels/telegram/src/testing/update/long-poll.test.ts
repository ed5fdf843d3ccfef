import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@coderclaw/core/testing';
import { Api, type GrammyError } from 'grammy';
import { startBotApiServer } from '../server/bot-api-server.ts';

async function open(t: { after(done: () => Promise<void>): void }, clock = new ManualClock()) {
  const server = await startBotApiServer({ clock });
  t.after(() => server.stop());
  const api = new Api(server.token, { apiRoot: server.apiRoot });
  return { server, api, clock, ann: server.person('Ann') };
}

test('an offset confirms what lies before it, and forgets it', async (t) => {
  const { server, api, ann } = await open(t);
  for (const text of ['a', 'b', 'c']) ann.writes(text);
  const first = await api.getUpdates();
  assert.deepEqual(
    first.map(({ message }) => message?.text),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(await api.getUpdates(), first);
  const second = await api.getUpdates({ offset: first[1]!.update_id, limit: 1 });
  assert.deepEqual(second, [first[1]]);
  assert.equal(server.confirmedOffset, first[1]!.update_id);
  assert.deepEqual(await api.getUpdates(), first.slice(1));
  assert.deepEqual(await api.getUpdates({ offset: -1 }), first.slice(2));
  assert.deepEqual(await api.getUpdates(), first.slice(2));
  assert.deepEqual(await api.getUpdates({ offset: first[2]!.update_id + 1 }), []);
  assert.equal(server.waitingUpdates.length, 0);
});

test('an offset from another time means everything', async (t) => {
  const { api, ann } = await open(t);
  ann.writes('a');
  const updates = await api.getUpdates({ offset: 900_000_000 });
  assert.equal(updates.length, 1);
});

test('a long poll ends with what comes, or with nothing when its time is over', async (t) => {
  const { server, api, ann, clock } = await open(t);
  const poll = api.getUpdates({ timeout: 30 });
  await server.until(() => server.isPolled);
  ann.writes('a');
  ann.writes('b');
  const updates = await poll;
  assert.equal(updates.length, 2);
  const offset = updates[1]!.update_id + 1;
  const empty = api.getUpdates({ offset, timeout: 30 });
  await server.until(() => server.isPolled);
  await clock.advance(30_000);
  assert.deepEqual(await empty, []);
});

test('a second poll ends the first with 409', async (t) => {
  const { server, api, ann } = await open(t);
  const first = api.getUpdates({ timeout: 30 });
  const conflict = assert.rejects(first, (error: GrammyError) => {
    assert.deepEqual(
      [error.error_code, error.description],
      [
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ],
    );
    return true;
  });
  await server.until(() => server.isPolled);
  const second = api.getUpdates({ timeout: 30 });
  await conflict;
  await server.until(() => server.isPolled);
  ann.writes('a');
  assert.equal((await second).length, 1);
});

test('reactions come only when asked for, and what was asked is remembered', async (t) => {
  const { api, ann } = await open(t);
  const message = ann.writes('a');
  ann.reacts(message, '👍');
  const kinds = async (offset: number, other = {}) =>
    (await api.getUpdates({ offset, ...other })).map(
      (update) => Object.keys(update).find((key) => key !== 'update_id')!,
    );
  assert.deepEqual(await kinds(0, { allowed_updates: ['message_reaction'] }), ['message']);
  ann.reacts(message, '🔥');
  ann.writes('b');
  assert.deepEqual(await kinds(-1), ['message_reaction']);
  const [{ message_reaction: reaction } = {}] = await api.getUpdates();
  assert.deepEqual(
    [reaction?.old_reaction, reaction?.new_reaction],
    [[{ type: 'emoji', emoji: '👍' }], [{ type: 'emoji', emoji: '🔥' }]],
  );
});

test('an update is kept for a day', async (t) => {
  const { api, ann, clock } = await open(t);
  ann.writes('a');
  await clock.advance(24 * 60 * 60 * 1_000);
  assert.deepEqual(await api.getUpdates(), []);
});

test('any object can wait as an update, with any id', async (t) => {
  const { server, api, ann } = await open(t);
  ann.writes('a');
  const [first] = await api.getUpdates();
  await api.getUpdates({ offset: first!.update_id + 1 });
  server.repeats(first!);
  assert.deepEqual(await api.getUpdates({ offset: first!.update_id + 1 }), [first]);
  assert.deepEqual(await api.getUpdates({ offset: first!.update_id + 1 }), []);
  server.injects({ update_id: 7, message: { nonsense: true } });
  server.injects({ hello: 'x'.repeat(100_000) });
  const updates = await api.getUpdates({ offset: first!.update_id + 1 });
  assert.deepEqual(
    updates.map(({ update_id }) => update_id),
    [7, 8],
  );
});
