import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@coderclaw/core/testing';
import { dice } from '../content/other-content.ts';
import { openServer, refuses } from './test-server.ts';

const HOUR_MS = 60 * 60 * 1_000;

test('a button that was pressed can be answered once, and not for long', async (t) => {
  const clock = new ManualClock();
  const { server, api } = await openServer(t, { clock });
  const ann = server.person('Ann');
  const message = await api.sendMessage(ann.id, 'Sure?', {
    reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'y' }]] },
  });
  const first = ann.presses(message, 'Yes');
  await assert.rejects(
    api.answerCallbackQuery(first, { text: 'x'.repeat(201) }),
    refuses('Bad Request: MESSAGE_TOO_LONG'),
  );
  await api.answerCallbackQuery(first, { text: 'Done', show_alert: true });
  const { text, alert } = server.answerTo(first)!;
  assert.deepEqual([text, alert], ['Done', true]);
  const tooOld = refuses(
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  );
  await assert.rejects(api.answerCallbackQuery(first), tooOld);
  await assert.rejects(api.answerCallbackQuery('4711'), tooOld);
  const late = ann.presses(message, 'Yes');
  await clock.advance(150_000);
  await assert.rejects(api.answerCallbackQuery(late), tooOld);
  assert.equal(server.answerTo(late), undefined);
});

test('the bot puts one reaction of the allowed ones on a message, and takes it away', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const hall = server.supergroup('Hall', { members: [ann] });
  const { message_id: id } = ann.writes('hello', { in: hall });
  const react = (...emojis: string[]) =>
    api.setMessageReaction(
      hall.id,
      id,
      emojis.map((emoji) => ({ type: 'emoji', emoji }) as never),
    );
  const seen = () => server.messagesIn(hall)[0]?.reactions;
  await react('👀');
  assert.deepEqual(seen(), [{ userId: server.bot.id, emoji: '👀' }]);
  await react('👍');
  assert.deepEqual(seen(), [{ userId: server.bot.id, emoji: '👍' }]);
  const invalid = refuses('Bad Request: REACTION_INVALID');
  await assert.rejects(react('✅'), invalid);
  // With a variation selector it is another emoji.
  await assert.rejects(react('❤️'), invalid);
  await assert.rejects(react('👍', '🔥'), refuses('Bad Request: REACTIONS_TOO_MANY'));
  await assert.rejects(api.setMessageReaction(hall.id, id, [{ type: 'paid' }]), invalid);
  await assert.rejects(
    api.setMessageReaction(hall.id, 77, []),
    refuses('Bad Request: message to react not found'),
  );
  hall.allowsReactions('🔥');
  await assert.rejects(react('👀'), invalid);
  await react();
  assert.deepEqual(seen(), []);
});

test('the bot deletes its own messages, others’ where it may, and nothing after 48 hours', async (t) => {
  const clock = new ManualClock();
  const { server, api } = await openServer(t, { clock });
  const ann = server.person('Ann');
  const hall = server.supergroup('Hall', { members: [ann] });
  const own = await api.sendMessage(ann.id, 'own');
  await api.deleteMessage(ann.id, own.message_id);
  assert.deepEqual(server.messagesIn(ann.chat), []);
  assert.equal(server.posts[0]?.deleted, true);
  await assert.rejects(
    api.deleteMessage(ann.id, own.message_id),
    refuses('Bad Request: message to delete not found'),
  );
  await assert.rejects(
    api.sendMessage(ann.id, 'x', { reply_parameters: { message_id: own.message_id } }),
    refuses('Bad Request: message to be replied not found'),
  );
  await api.deleteMessage(ann.id, ann.writes('hers').message_id);
  const forEveryone = refuses("Bad Request: message can't be deleted for everyone");
  await assert.rejects(api.deleteMessage(ann.id, ann.sends(dice()).message_id), forEveryone);
  const { message_id: hers } = ann.writes('hers', { in: hall });
  const notAllowed = refuses("Bad Request: message can't be deleted");
  await assert.rejects(api.deleteMessage(hall.id, hers), notAllowed);
  hall.promotesBot(ann);
  await api.deleteMessage(hall.id, hers);
  const { message_id: old } = await api.sendMessage(ann.id, 'old');
  await clock.advance(48 * HOUR_MS);
  await assert.rejects(api.deleteMessage(ann.id, old), forEveryone);
});
