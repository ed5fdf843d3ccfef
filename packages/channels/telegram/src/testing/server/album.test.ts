import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputFile, InputMediaBuilder } from 'grammy';
import { pngImage } from '../file/png-image.ts';
import { openServer, refuses } from './test-server.ts';

const picture = (...sides: [width: number, height: number] | []) =>
  new InputFile(pngImage(...sides), 'a.png');
const photo = (caption = '') => InputMediaBuilder.photo(picture(), { caption, parse_mode: 'HTML' });
const document = (text: string) =>
  InputMediaBuilder.document(new InputFile(Buffer.from(text), `${text}.txt`));

test('an album is one message for each item, each with its caption', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const asked = ann.writes('show me');
  const reply_parameters = { message_id: asked.message_id };
  const sent = await api.sendMediaGroup(ann.id, [photo('<b>one</b>'), photo()], {
    reply_parameters,
  });
  const [first, second] = server.posts;
  assert.deepEqual(
    sent.map(({ message_id }) => message_id),
    [first?.id, second?.id],
  );
  assert.ok(first?.mediaGroupId);
  assert.equal(first.mediaGroupId, second?.mediaGroupId);
  assert.deepEqual([first.text, second?.text], ['one', '']);
  assert.deepEqual([first.replyToId, second?.replyToId], [asked.message_id, asked.message_id]);
  assert.deepEqual(second?.file?.bytes, pngImage());
  const known = sent[0] as { photo: { file_id: string }[] };
  await api.sendMediaGroup(ann.id, [InputMediaBuilder.photo(known.photo.at(-1)!.file_id)]);
  assert.equal(server.posts.at(-1)?.mediaGroupId, undefined);
});

test('a bad album is refused as a whole', async (t) => {
  const { server, api } = await openServer(t);
  const ann = server.person('Ann');
  const send = (...media: readonly object[]) => api.sendMediaGroup(ann.id, media as never);
  await assert.rejects(send(), refuses('Bad Request: there are no messages to send'));
  await assert.rejects(
    send(...Array.from({ length: 11 }, () => photo())),
    refuses('Bad Request: too many messages to send as an album'),
  );
  await assert.rejects(
    send(photo(), document('a')),
    refuses("Bad Request: document can't be mixed with other media types"),
  );
  await assert.rejects(
    send(photo(), { type: 'animation', media: picture() }),
    refuses(
      'Bad Request: can\'t parse InputMedia: type "animation" can\'t be used in sendMediaGroup',
    ),
  );
  await assert.rejects(
    send(photo(), { type: 'photo', media: 'attach://nothing' }),
    refuses("Bad Request: can't parse InputMedia: media not found"),
  );
  await assert.rejects(
    send(photo(), InputMediaBuilder.photo(picture(9_000, 2_000))),
    refuses(
      'Bad Request: failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"',
    ),
  );
  await assert.rejects(
    send(photo(), photo('x'.repeat(1_025))),
    refuses('Bad Request: message caption is too long'),
  );
  assert.equal(server.posts.length, 0);
  await send(document('a'), document('b'));
});
