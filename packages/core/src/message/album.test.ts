import assert from 'node:assert/strict';
import { test } from 'node:test';
import { albumOf, joinPieces } from './album.ts';
import { userText } from './content.ts';
import type { InboundEvent } from './message.ts';

function piece(text: string, more: Partial<InboundEvent> = {}): InboundEvent {
  return {
    channel: 'fake',
    account: 'one',
    eventKey: `key of ${text}`,
    kind: 'message',
    conversation: { address: 'room', kind: 'group' },
    sender: { identity: 'ada' },
    platformMessageId: `id of ${text}`,
    content: userText(text),
    album: { key: 'holidays' },
    ...more,
  };
}

const file = (sourceRef: string) =>
  ({ kind: 'photo', name: 'a.jpg', mimeType: null, bytes: null, sourceRef }) as const;

test('an album is its first piece with the texts and files of all, in their order', () => {
  const joined = joinPieces([
    piece('one', { files: [file('a')] }),
    piece('two', { files: [file('b'), file('c')] }),
  ]);
  const { album: _, ...first } = piece('one');
  assert.deepEqual(joined, {
    ...first,
    content: { role: 'user', blocks: [...userText('one').blocks, ...userText('\ntwo').blocks] },
    files: [file('a'), file('b'), file('c')],
  });
});

test('an album turns to us, quotes and is labelled as any of its pieces', () => {
  const quoting = { ...userText('two'), quote: { text: 'before' } };
  const joined = joinPieces([
    piece('one', { labels: ['a'] }),
    piece('two', { addressed: 'mention', content: quoting, labels: ['a', 'forwarded'] }),
    piece('three', { addressed: 'reply' }),
  ]);
  assert.equal(joined.addressed, 'mention');
  assert.deepEqual(joined.content.quote, { text: 'before' });
  assert.deepEqual(joined.labels, ['a', 'forwarded']);
});

test('only a message that can be read is a piece of an album', () => {
  assert.deepEqual(albumOf(piece('one')), {
    channel: 'fake',
    account: 'one',
    address: 'room',
    identity: 'ada',
    key: 'holidays',
  });
  const { album: _, ...plain } = piece('one');
  assert.equal(albumOf(plain), undefined);
  assert.equal(albumOf(piece('one', { kind: 'edit' })), undefined);
  assert.equal(albumOf(piece('', { unsupported: 'a poll' })), undefined);
});
