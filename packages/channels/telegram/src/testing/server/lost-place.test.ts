import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Api, GrammyError, InputFile } from 'grammy';
import { pngImage } from '../file/png-image.ts';
import { openServer, refuses } from './test-server.ts';

/** What a bot can do in a chat where it has a message. */
function calls(api: Api, chatId: number, messageId: number): (() => Promise<unknown>)[] {
  return [
    () => api.sendMessage(chatId, 'x'),
    () => api.sendPhoto(chatId, new InputFile(pngImage())),
    () => api.sendChatAction(chatId, 'typing'),
    () => api.editMessageText(chatId, messageId, 'y'),
    () => api.editMessageReplyMarkup(chatId, messageId),
    () => api.deleteMessage(chatId, messageId),
    () => api.setMessageReaction(chatId, messageId, [{ type: 'emoji', emoji: '👍' }]),
  ];
}

test('a bot that may not write, or is not there any more, is told so by every method', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const news = server.channel('News', { bot: 'member' });
  await assert.rejects(
    api.sendMessage(news.id, 'x'),
    refuses('Bad Request: need administrator rights in the channel chat'),
  );
  const silent = server.supergroup('Silent', { members: [ann] });
  silent.letsBotWrite(false);
  await assert.rejects(
    api.sendMessage(silent.id, 'x'),
    refuses('Bad Request: not enough rights to send text messages to the chat'),
  );
  const rooms = [
    [server.group('Team', { members: [ann] }), 'group'],
    [server.supergroup('Hall', { members: [ann] }), 'supergroup'],
    [server.channel('Board'), 'channel'],
  ] as const;
  for (const [room, kind] of rooms) {
    const { message_id: id } = await api.sendMessage(room.id, 'here');
    room.kicksBot(ann);
    for (const call of calls(api, room.id, id))
      await assert.rejects(call, refuses(`Forbidden: bot was kicked from the ${kind} chat`, 403));
    room.addsBot(ann);
    room.vanishes();
    const gone =
      kind === 'group'
        ? refuses('Forbidden: the group chat was deleted', 403)
        : refuses('Bad Request: chat not found');
    for (const call of calls(api, room.id, id)) await assert.rejects(call, gone);
  }
});

test('an account that is deleted takes nothing', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const { message_id: id } = await api.sendMessage(ann.id, 'here');
  ann.deletesAccount();
  for (const call of calls(api, ann.id, id))
    await assert.rejects(call, refuses('Forbidden: user is deactivated', 403));
});

test('a group that became a supergroup says so in both, and every call is sent to its new id', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const group = server.group('Team', { members: [ann] });
  const { message_id: id } = await api.sendMessage(group.id, 'here');
  const hall = group.migrates(ann);
  for (const call of calls(api, group.id, id))
    await assert.rejects(call, (error) => {
      refuses('Bad Request: group chat was upgraded to a supergroup chat')(error);
      assert.ok(error instanceof GrammyError);
      assert.deepEqual(error.parameters, { migrate_to_chat_id: hall.id });
      return true;
    });
  await api.sendMessage(hall.id, 'here now');
  const updates = await api.getUpdates();
  assert.deepEqual(
    updates.map(({ message }) => [
      message?.chat.id,
      message?.migrate_to_chat_id,
      message?.migrate_from_chat_id,
    ]),
    [
      [group.id, hall.id, undefined],
      [hall.id, undefined, group.id],
    ],
  );
});

test('a topic that is closed or gone takes no messages', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const forum = server.supergroup('Forum', { forum: true, members: [ann] });
  const topic = forum.opensTopic('Plans', ann);
  const send = (other = {}) =>
    api.sendMessage(forum.id, 'x', { message_thread_id: topic.threadId, ...other });
  const { message_id: id } = await send();
  topic.closes(ann);
  await assert.rejects(send(), refuses('Bad Request: TOPIC_CLOSED'));
  topic.reopens(ann);
  await send();
  topic.vanishes();
  await assert.rejects(send(), refuses('Bad Request: message thread not found'));
  await assert.rejects(
    api.sendMessage(forum.id, 'x', { reply_parameters: { message_id: id } }),
    refuses('Bad Request: message to be replied not found'),
  );
});

test('without what it replies to a message is refused, or sent alone when that is allowed', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const asked = ann.writes('what?');
  ann.deletes(asked);
  const { message_id } = asked;
  const send = (other = {}) =>
    api.sendPhoto(ann.id, new InputFile(pngImage()), {
      reply_parameters: { message_id, ...other },
    });
  await assert.rejects(send(), refuses('Bad Request: message to be replied not found'));
  const alone = await send({ allow_sending_without_reply: true, quote: 'what' });
  assert.deepEqual([alone.reply_to_message, alone.quote], [undefined, undefined]);
});
