import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '@coderclaw/core';
import { openScene } from '../testing/subject/scene.ts';

test('updates whose ids begin anew are confirmed as others are, and offered once', async (t) => {
  const { server, host, accepted } = await openScene(t);
  const ann = server.person('Ann');
  ann.writes('before');
  const [before] = await accepted(1);
  await server.until(() => server.waitingUpdates.length === 0);
  const who = { id: ann.id, first_name: 'Ann' };
  const message = { message_id: 77, date: 1, text: 'after a week of silence' };
  server.injects({
    update_id: 7,
    message: { ...message, chat: { ...who, type: 'private' }, from: { ...who, is_bot: false } },
  });
  await accepted(2);
  const polls = server.callsOf('getUpdates').length;
  await server.until(() => server.callsOf('getUpdates').length > polls + 2 || server.isPolled);
  assert.deepEqual(server.waitingUpdates, []);
  assert.deepEqual(
    host.accepted.map(({ content }) => textOf(content)),
    [textOf(before!.content), 'after a week of silence'],
  );
});
