import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputFile } from 'grammy';
import { pngImage } from '../file/png-image.ts';
import { openServer, refuses } from './test-server.ts';

const MB = 1024 * 1024;
const file = (content: string | Uint8Array, name?: string) =>
  new InputFile(typeof content === 'string' ? Buffer.from(content) : content, name);

test('a picture, a file, a voice note, a video and music are sent and seen, byte for byte', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const asked = ann.writes('show me');
  const picture = pngImage(1600, 800);
  const sent = await api.sendPhoto(ann.id, file(picture, 'a.png'), {
    caption: '<b>A</b> picture',
    parse_mode: 'HTML',
    has_spoiler: true,
    reply_parameters: { message_id: asked.message_id },
    reply_markup: { inline_keyboard: [[{ text: 'More', callback_data: 'more' }]] },
  });
  assert.deepEqual(
    sent.photo.map(({ width, height }) => [width, height]),
    [
      [90, 45],
      [320, 160],
      [800, 400],
      [1280, 640],
      [1600, 800],
    ],
  );
  assert.deepEqual(sent.caption_entities, [{ type: 'bold', offset: 0, length: 1 }]);
  assert.equal(sent.has_media_spoiler, true);
  await api.sendDocument(ann.id, file('a,b', '../etc/my:list.csv'));
  await api.sendVoice(ann.id, file('OggS'), { duration: 7 });
  await api.sendVideo(ann.id, file('mp4'), { width: 16, height: 9, duration: 2 });
  await api.sendAudio(ann.id, file('ID3', 'song.mp3'), { title: 'Song', performer: 'Zoe' });
  const [, seen, ...others] = server.messagesIn(ann.chat);
  assert.deepEqual(
    [seen?.text, seen?.replyToId, seen?.buttons, seen?.file?.kind],
    ['A picture', asked.message_id, [['More']], 'photo'],
  );
  assert.deepEqual(seen?.file?.bytes, picture);
  assert.deepEqual(
    others.map(({ file: seenFile }) => [
      seenFile?.kind,
      seenFile?.name,
      seenFile?.mimeType,
      seenFile?.bytes.toString(),
    ]),
    [
      ['document', 'my list.csv', 'text/csv', 'a,b'],
      ['voice', undefined, 'audio/ogg', 'OggS'],
      ['video', 'video.mp4', 'video/mp4', 'mp4'],
      ['audio', 'song.mp3', 'audio/mpeg', 'ID3'],
    ],
  );
  const [, , voice, video, audio] = server.posts.map(({ message }) => message);
  assert.deepEqual(
    [voice?.voice?.duration, video?.video?.width, video?.video?.duration, audio?.audio?.title],
    [7, 16, 2, 'Song'],
  );
});

test('a file that the platform has is sent again by its id, as what it is', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const topic = server.supergroup('Forum', { forum: true }).opensTopic('Plans', ann);
  const { photo } = await api.sendPhoto(ann.id, file(pngImage(100, 50)));
  const { document } = await api.sendDocument(ann.id, file('x', 'x.txt'));
  const again = await api.sendPhoto(topic.chatId, photo[0]!.file_id, {
    message_thread_id: topic.threadId,
  });
  assert.deepEqual([again.photo, again.message_thread_id], [photo, topic.threadId]);
  await assert.rejects(
    api.sendPhoto(ann.id, document.file_id),
    refuses("Bad Request: can't use file of type Document as Photo"),
  );
  await assert.rejects(
    api.sendDocument(ann.id, 'BQACAgIAAxkBAAIzzz'),
    refuses('Bad Request: wrong file identifier/HTTP URL specified'),
  );
  await assert.rejects(
    api.sendDocument(ann.id, 'https://example.com/x.pdf'),
    refuses('Bad Request: failed to get HTTP URL content'),
  );
});

test('a photo must be a picture of sane sides, and no larger than 10 MB', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const send = (bytes: Uint8Array) => api.sendPhoto(ann.id, file(bytes));
  await send(pngImage(9_000, 1_000));
  await send(pngImage(200, 10));
  const notImage = refuses('Bad Request: IMAGE_PROCESS_FAILED');
  await assert.rejects(send(Buffer.from('no picture')), notImage);
  await assert.rejects(send(pngImage().subarray(0, -20)), notImage);
  await assert.rejects(send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), notImage);
  const badSides = refuses('Bad Request: PHOTO_INVALID_DIMENSIONS');
  await assert.rejects(send(pngImage(9_000, 1_001)), badSides);
  await assert.rejects(send(pngImage(201, 10)), badSides);
  const large = pngImage(8, 8, 10 * MB);
  await assert.rejects(
    send(large),
    refuses(
      `Bad Request: file of size ${large.length} bytes is too big for a photo; the maximum size is 10485760 bytes`,
    ),
  );
  assert.equal(server.posts.length, 2);
});

test('a file that is missing, empty or larger than 50 MB is refused', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const ask = async (method: string) => {
    const url = `${server.apiRoot}/bot${server.token}/${method}?chat_id=${ann.id}`;
    const { description } = (await (await fetch(url)).json()) as { description: string };
    return description;
  };
  assert.equal(await ask('sendPhoto'), 'Bad Request: there is no photo in the request');
  assert.equal(await ask('sendVoice'), 'Bad Request: there is no voice in the request');
  await assert.rejects(
    api.sendDocument(ann.id, file('')),
    refuses('Bad Request: file must be non-empty'),
  );
  const tooLarge = refuses('Request Entity Too Large', 413);
  await assert.rejects(api.sendDocument(ann.id, file(Buffer.alloc(50 * MB + 1))), tooLarge);
  await assert.rejects(api.sendDocument(ann.id, file(Buffer.alloc(55 * MB))), tooLarge);
  assert.equal(server.posts.length, 0);
});

test('a caption has up to 1,024 units after its entities are parsed', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const send = (caption: string) =>
    api.sendDocument(ann.id, file('x'), { caption, parse_mode: 'HTML' });
  await send(`<b>${'&amp;'.repeat(1_022)}</b>😀`);
  await assert.rejects(
    send(`${'x'.repeat(1_023)}😀`),
    refuses('Bad Request: message caption is too long'),
  );
  await assert.rejects(
    send('<x>'),
    refuses('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
  );
  const hall = server.supergroup('Hall', { members: [ann] });
  hall.letsBotWrite(false);
  await assert.rejects(
    api.sendVoice(hall.id, file('x')),
    refuses('Bad Request: not enough rights to send voice notes to the chat'),
  );
});
