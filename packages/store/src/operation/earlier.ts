import {
  type Before,
  type PieceContent,
  pieceIn,
  replacePiece,
  textOf,
  type UserContent,
} from '@coderclaw/core';
import { demand } from '../transaction/records.ts';
import type { AlbumPieceRow, MessageRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** What an event is about: an earlier message and, where that is an album, the one piece of it. */
export type Earlier = { readonly message: MessageRow; readonly piece?: Piece };

/** The piece at `index` of those that are one message. */
type Piece = { readonly all: readonly AlbumPieceRow[]; readonly index: number };

/** Undefined for what was never heard of, and for a piece that was taken out. */
export function findEarlier(
  tables: Tables,
  { accountId, conversationId }: MessageRow,
  platformMessageId: string,
): Earlier | undefined {
  const message =
    tables.message.byPlatformId(conversationId, platformMessageId) ??
    albumWith(tables, { accountId, conversationId }, platformMessageId);
  if (!message) return undefined;
  const all = tables.albumPiece.byMessage(message.id);
  if (all.length <= 1) return { message };
  const index = all.findIndex((piece) => piece.platformMessageId === platformMessageId);
  const piece = all[index];
  return piece && isThere(piece) ? { message, piece: { all, index } } : undefined;
}

function albumWith(
  tables: Tables,
  { accountId, conversationId }: Pick<MessageRow, 'accountId' | 'conversationId'>,
  platformMessageId: string,
): MessageRow | undefined {
  const piece = tables.albumPiece.byPlatformId(accountId, conversationId, platformMessageId);
  return piece?.messageId
    ? demand(tables.message.find(piece.messageId), `message ${piece.messageId}`)
    : undefined;
}

/** A piece that was taken out has nothing left in its message. */
function isThere({ texts, files }: AlbumPieceRow): boolean {
  return texts + files > 0;
}

/** Whether nothing of the message is left without it. */
export function isAllThatIsLeft({ piece }: Earlier): boolean {
  return !piece?.all.some((other, index) => index !== piece.index && isThere(other));
}

/** Its words or, where a piece has none, the name of its file. */
export function wordsOf({ message: { content }, piece }: Earlier): Before {
  if (!piece) return { text: content ? textOf(content) : '', isPart: false };
  if (!content) return { text: '', isPart: true };
  const { texts, files } = pieceIn(content, piece.all, piece.index);
  const text = texts.map((block) => block.text).join('\n');
  return { text: text === '' ? (files[0]?.name ?? '') : text, isPart: true };
}

/** The new text takes the old one's place; the files that came with it stay. */
export function rewrite(tx: Transaction, { message, piece }: Earlier, edited: UserContent): void {
  const { content } = message;
  // What was deleted stays so.
  if (!content) return;
  const texts = edited.blocks.filter((block) => block.type === 'text');
  if (piece) {
    const { files } = pieceIn(content, piece.all, piece.index);
    exchange(tx, message, content, piece, { texts, files });
    return;
  }
  const files = content.blocks.filter(({ type }) => type !== 'text');
  tx.tables.message.update(message, { content: { ...content, blocks: [...texts, ...files] } });
}

/** Of a piece of an album, the other pieces stay while there are any. */
export function takeOut(tx: Transaction, earlier: Earlier): void {
  const { message, piece } = earlier;
  if (piece && message.content && !isAllThatIsLeft(earlier))
    exchange(tx, message, message.content, piece, { texts: [], files: [] });
  else tx.tables.message.update(message, { content: null });
}

function exchange(
  tx: Transaction,
  message: MessageRow,
  content: UserContent,
  { all, index }: Piece,
  { texts, files }: PieceContent,
): void {
  const changed = replacePiece(content, all, index, { texts, files });
  tx.tables.message.update(message, { content: changed });
  const row = demand(all[index], `piece ${index} of message ${message.id}`);
  tx.tables.albumPiece.update(row, { texts: texts.length, files: files.length });
}
