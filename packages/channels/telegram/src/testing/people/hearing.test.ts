import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from 'grammy/types';
import { animation, photo, videoNote, voice } from '../content/file-content.ts';
import {
  contact,
  dice,
  game,
  location,
  paidMedia,
  poll,
  story,
  venue,
} from '../content/other-content.ts';
import { openServer } from '../server/test-server.ts';

test('whatever people send comes as its own kind of message', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const channel = server.channel('News');
  const contents = {
    poll: poll('Tea?', ['yes', 'no']),
    location: location(),
    venue: venue(),
    contact: contact(),
    dice: dice(),
    game: game(),
    story: story(channel),
    paid_media: paidMedia(5, { caption: 'look' }),
    video_note: videoNote(),
    animation: animation(),
    voice: voice(),
  } as const;
  for (const content of Object.values(contents)) ann.sends(content);
  const updates = await api.getUpdates();
  assert.equal(updates.length, Object.keys(contents).length);
  for (const [index, kind] of Object.keys(contents).entries())
    assert.ok(updates[index]?.message?.[kind as keyof Message], kind);
});

test('who hides comes as the group or the channel that they write for', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const hall = server.supergroup('Hall', { members: [ann] });
  const channel = server.channel('News');
  ann.writes('as the group', { in: hall, as: hall });
  ann.writes('as a channel', { in: hall, as: channel });
  const updates = await api.getUpdates();
  assert.deepEqual(
    updates.map(({ message }) => [message?.from?.username, message?.sender_chat?.id]),
    [
      ['GroupAnonymousBot', hall.id],
      ['Channel_Bot', channel.id],
    ],
  );
});

test('a channel’s posts, the bot’s too, come to the group that discusses them, and replies are a thread', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const hall = server.supergroup('Hall', { members: [ann] });
  const channel = server.channel('News');
  channel.discussedIn(hall);
  const post = channel.posts('news');
  await api.sendMessage(channel.id, 'more news');
  const [forwarded, mine] = server.messagesIn(hall).map(({ message }) => message);
  const comment = ann.writes('oh', { in: hall, replyTo: forwarded! });
  ann.writes('no', { in: hall, replyTo: comment });
  const updates = await api.getUpdates();
  assert.deepEqual(
    updates.map(({ channel_post, message }) => (channel_post ?? message)?.text),
    ['news', 'news', 'more news', 'oh', 'no'],
  );
  assert.deepEqual(
    [forwarded?.from?.id, forwarded?.sender_chat?.id, forwarded?.is_automatic_forward],
    [777_000, channel.id, true],
  );
  assert.deepEqual(forwarded?.forward_origin, {
    type: 'channel',
    date: post.date,
    chat: channel.wire,
    message_id: post.message_id,
  });
  assert.equal(mine?.text, 'more news');
  const thread = forwarded?.message_id;
  assert.deepEqual(
    updates.slice(3).map(({ message }) => [message?.message_thread_id, message?.is_topic_message]),
    [
      [thread, undefined],
      [thread, undefined],
    ],
  );
});

test('a forward says where it is from, and leaves its place behind', async (t) => {
  const { server } = await openServer(t);
  const ann = server.person('Ann');
  const bob = server.person('Bob');
  const hall = server.supergroup('Hall', { members: [ann, bob] });
  const asked = bob.writes('what?', { in: hall });
  const [picture] = ann
    .album({ in: hall, replyTo: asked })
    .sends(photo({ caption: 'this' })).messages;
  const forwarded = ann.forwards(picture!);
  assert.deepEqual(forwarded.forward_origin, {
    type: 'user',
    date: picture!.date,
    sender_user: ann.user,
  });
  assert.deepEqual([forwarded.caption, forwarded.photo], ['this', picture!.photo]);
  const { reply_to_message, message_thread_id, media_group_id } = forwarded;
  assert.deepEqual(
    [reply_to_message, message_thread_id, media_group_id],
    [undefined, undefined, undefined],
  );
  const again = bob.forwards(forwarded, { in: hall });
  assert.deepEqual(again.forward_origin, forwarded.forward_origin);
});

test('a reply may quote, and may be to a message of another chat', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const hall = server.supergroup('Hall', { members: [ann] });
  const asked = ann.writes('what is the time?', { in: hall });
  const quoting = ann.writes('late', { in: hall, replyTo: asked, quote: 'the time' });
  assert.equal(quoting.reply_to_message?.message_id, asked.message_id);
  assert.deepEqual(quoting.quote, { text: 'the time', position: 8, is_manual: true });
  const elsewhere = ann.writes('look', { replyTo: asked });
  assert.equal(elsewhere.reply_to_message, undefined);
  assert.deepEqual(elsewhere.external_reply, {
    origin: { type: 'user', date: asked.date, sender_user: ann.user },
    chat: hall.wire,
    message_id: asked.message_id,
  });
  assert.deepEqual(elsewhere.quote, { text: 'what is the time?', position: 0 });
  const voiced = ann.sends(voice());
  const reply = await api.sendMessage(hall.id, 'heard', {
    reply_parameters: { chat_id: ann.id, message_id: voiced.message_id },
  });
  assert.deepEqual(reply.external_reply?.voice, voiced.voice);
  assert.deepEqual([reply.external_reply?.chat, reply.reply_to_message], [undefined, undefined]);
});
