import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, Bot } from 'grammy';
import { openServer, refuses } from './test-server.ts';

test('the bot knows itself, under any spelling of a method, and by GET', async (t) => {
  const { server, api } = await openServer(t);
  assert.deepEqual(await api.getMe(), server.bot);
  const answer = await fetch(`${server.apiRoot}/bot${server.token}/GETME?x=1`);
  assert.deepEqual(await answer.json(), { ok: true, result: server.bot });
});

test('a wrong token, a token that is none and a method that is none are refused', async (t) => {
  const { server } = await openServer(t);
  const { apiRoot } = server;
  await assert.rejects(new Api('1:x', { apiRoot }).getMe(), refuses('Unauthorized', 401));
  await assert.rejects(new Api('nonsense', { apiRoot }).getMe(), refuses('Not Found', 404));
  const answer = await fetch(`${apiRoot}/bot${server.token}/noSuchMethod`);
  assert.deepEqual(
    [answer.status, await answer.json()],
    [404, { ok: false, error_code: 404, description: 'Not Found' }],
  );
});

test('a message goes to a private chat, a group, a topic and a channel', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann', { username: 'ann' });
  const group = server.group('Team', { members: [ann] });
  const forum = server.supergroup('Forum', { forum: true, username: 'theforum' });
  const topic = forum.opensTopic('Plans', ann);
  const channel = server.channel('News');
  const sent = await api.sendMessage(ann.id, ' <b>Hi</b> you ', { parse_mode: 'HTML' });
  assert.equal(sent.text, 'Hi you');
  assert.deepEqual(sent.entities, [{ type: 'bold', offset: 0, length: 2 }]);
  assert.equal(sent.chat.type, 'private');
  assert.equal(sent.from?.id, server.bot.id);
  await api.sendMessage(group.id, 'to all');
  const inTopic = await api.sendMessage('@theforum', 'plan', {
    message_thread_id: topic.threadId,
  });
  assert.equal(inTopic.is_topic_message, true);
  const post = await api.sendMessage(channel.id, 'news');
  assert.equal(post.sender_chat?.id, channel.id);
  assert.deepEqual(
    server.posts.map(({ chatId, text }) => [chatId, text]),
    [
      [ann.id, 'Hi you'],
      [group.id, 'to all'],
      [forum.id, 'plan'],
      [channel.id, 'news'],
    ],
  );
});

test('a message is refused in the platform’s words', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const stranger = server.person('Stranger', { started: false });
  const met = server.person('Met', { started: false });
  server.group('Team', { members: [ann, met] });
  const forum = server.supergroup('Forum', { forum: true });
  const send = (chatId: number | string, text: string, other = {}) =>
    api.sendMessage(chatId, text, other);
  await assert.rejects(send(42, 'x'), refuses('Bad Request: chat not found'));
  await assert.rejects(send('@nobody', 'x'), refuses('Bad Request: chat not found'));
  await assert.rejects(send('', 'x'), refuses('Bad Request: chat_id is empty'));
  await assert.rejects(send(stranger.id, 'x'), refuses('Bad Request: chat not found'));
  await assert.rejects(
    send(met.id, 'x'),
    refuses("Forbidden: bot can't initiate conversation with a user", 403),
  );
  await assert.rejects(
    send(server.otherBot('Robo').id, 'x'),
    refuses("Forbidden: bot can't send messages to bots", 403),
  );
  await assert.rejects(
    send(server.deletedAccount().id, 'x'),
    refuses('Forbidden: user is deactivated', 403),
  );
  await assert.rejects(send(ann.id, ''), refuses('Bad Request: message text is empty'));
  await assert.rejects(send(ann.id, ' \n\t'), refuses('Bad Request: text must be non-empty'));
  await assert.rejects(send(ann.id, 'x'.repeat(4097)), refuses('Bad Request: message is too long'));
  await assert.rejects(
    send(ann.id, 'x', { parse_mode: 'BBCode' }),
    refuses('Bad Request: unsupported parse_mode'),
  );
  await assert.rejects(
    send(ann.id, 'ü<x>', { parse_mode: 'HTML' }),
    refuses('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 2'),
  );
  await assert.rejects(
    send(forum.id, 'x', { message_thread_id: 77 }),
    refuses('Bad Request: message thread not found'),
  );
  await assert.rejects(
    send(ann.id, 'x', { reply_parameters: { message_id: 77 } }),
    refuses('Bad Request: message to be replied not found'),
  );
  const alone = await send(ann.id, 'x', {
    reply_parameters: { message_id: 77, allow_sending_without_reply: true },
  });
  assert.equal(alone.reply_to_message, undefined);
  ann.blocksBot();
  await assert.rejects(send(ann.id, 'x'), refuses('Forbidden: bot was blocked by the user', 403));
  ann.startsBot();
  await send(ann.id, 'back');
});

test('the bot’s own messages can be edited, and only by a change', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const buttons = { inline_keyboard: [[{ text: 'Yes', callback_data: 'y' }]] };
  const { message_id: id } = await api.sendMessage(ann.id, 'one', { reply_markup: buttons });
  const edited = await api.editMessageText(ann.id, id, 'two');
  assert.ok(typeof edited === 'object' && 'edit_date' in edited);
  const notModified =
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
  await assert.rejects(api.editMessageText(ann.id, id, ' two '), refuses(notModified));
  await api.editMessageReplyMarkup(ann.id, id, { reply_markup: buttons });
  await assert.rejects(
    api.editMessageReplyMarkup(ann.id, id, { reply_markup: buttons }),
    refuses(notModified),
  );
  await assert.rejects(
    api.editMessageText(ann.id, id, 'x'.repeat(4097)),
    refuses('Bad Request: MESSAGE_TOO_LONG'),
  );
  await assert.rejects(
    api.editMessageText(ann.id, 99, 'x'),
    refuses('Bad Request: message to edit not found'),
  );
  const { message_id: hers } = ann.writes('mine');
  await assert.rejects(
    api.editMessageText(ann.id, hers, 'x'),
    refuses("Bad Request: message can't be edited"),
  );
  const [seen] = server.posts;
  assert.deepEqual(
    [seen?.text, seen?.buttons, seen?.earlierTexts],
    ['two', [['Yes']], ['one', 'two']],
  );
});

test('buttons are checked', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const send = (button: object) =>
    api.sendMessage(ann.id, 'x', { reply_markup: { inline_keyboard: [[button as never]] } });
  await send({ text: 'b', callback_data: 'ü'.repeat(32) });
  await assert.rejects(
    send({ text: 'b', callback_data: `${'ü'.repeat(32)}x` }),
    refuses('Bad Request: BUTTON_DATA_INVALID'),
  );
  await assert.rejects(
    send({ text: 'b' }),
    refuses(
      "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
  );
});

test('a reply carries what it replies to, and a quote must be in it', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const asked = ann.writes('what is the time?');
  const reply = await api.sendMessage(ann.id, 'late', {
    reply_parameters: { message_id: asked.message_id, quote: 'the time' },
  });
  assert.equal(reply.reply_to_message?.message_id, asked.message_id);
  assert.deepEqual(reply.quote, { text: 'the time', position: 8, is_manual: true });
  await assert.rejects(
    api.sendMessage(ann.id, 'late', {
      reply_parameters: { message_id: asked.message_id, quote: 'the place' },
    }),
    refuses('Bad Request: QUOTE_TEXT_INVALID'),
  );
});

test('grammY’s own Bot polls, answers and confirms', async (t) => {
  const { server } = await openServer(t);
  const bot = new Bot(server.token, { client: { apiRoot: server.apiRoot } });
  bot.on('message:text', (context) => context.reply(`you said ${context.message.text}`));
  const running = bot.start();
  const ann = server.person('Ann');
  ann.writes('hello');
  await server.until(() => server.posts.length === 1);
  ann.writes('again');
  await server.until(() => server.posts.length === 2);
  await bot.stop();
  await running;
  assert.deepEqual(
    server.posts.map(({ text }) => text),
    ['you said hello', 'you said again'],
  );
  assert.equal(server.waitingUpdates.length, 0);
});
