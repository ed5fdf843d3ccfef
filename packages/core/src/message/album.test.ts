import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AttachmentId } from '../id/id.ts';
import { albumOf, joinPieces, type PieceContent, pieceIn, replacePiece } from './album.ts';
import { type UserContent, userText } from './content.ts';
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

/** A piece as it is in its message: its texts, and a file for each name. */
function contentOf(texts: readonly string[], names: readonly string[]): PieceContent {
  const files = names.map((name) => ({
    type: 'file' as const,
    attachmentId: name as AttachmentId,
    kind: 'photo' as const,
    name,
    mimeType: null,
    bytes: null,
  }));
  return { texts: texts.map((text) => ({ type: 'text', text })), files };
}

/** The message that the store has of an album with these pieces: files stand behind the texts. */
function messageOf(pieces: readonly PieceContent[]): UserContent {
  const joined = joinPieces(
    pieces.map(({ texts }) => piece('', { content: { role: 'user', blocks: texts } })),
  );
  const files = pieces.flatMap((each) => each.files);
  return { ...joined.content, blocks: [...joined.content.blocks, ...files] };
}

const anyText = fc.constantFrom('', 'one', '\n', '\nleading', 'trailing\n');
const anyPiece = fc
  .tuple(fc.array(anyText, { maxLength: 2 }), fc.array(fc.string(), { maxLength: 2 }))
  .map(([texts, names]) => contentOf(texts, names));

test('a piece that is replaced is replaced alone, as if the album had come so', () => {
  fc.assert(
    fc.property(
      fc.array(anyPiece, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(3), anyPiece), { maxLength: 6 }),
      (begun, changes) => {
        let pieces = begun;
        let content = messageOf(pieces);
        for (const [place, changed] of changes) {
          const index = place % pieces.length;
          const shares = pieces.map(({ texts, files }) => ({
            texts: texts.length,
            files: files.length,
          }));
          assert.deepEqual(pieceIn(content, shares, index), pieces[index]);
          content = replacePiece(content, shares, index, changed);
          pieces = pieces.with(index, changed);
          assert.deepEqual(content, messageOf(pieces));
        }
      },
    ),
  );
});
