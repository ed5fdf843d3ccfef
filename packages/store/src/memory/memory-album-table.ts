import type { AlbumPieceRow, MessageRow } from '../transaction/rows.ts';
import type { AlbumName, Tables } from '../transaction/tables.ts';
import type { MemoryTable } from './memory-table.ts';

/** Gives the pieces of albums their queries. */
export function withAlbumQueries(
  pieces: MemoryTable<AlbumPieceRow>,
  messages: MemoryTable<MessageRow>,
): Tables['albumPiece'] {
  const isOpen = (row: AlbumPieceRow) => row.messageId === null;
  const ofAlbum = (album: AlbumName) => pieces.filter((row) => nameOf(row) === nameOf(album));
  return Object.assign(pieces, {
    byEventKey: (accountId: string, eventKey: string) =>
      pieces.first((row) => row.accountId === accountId && row.eventKey === eventKey),
    byPlatformId: (accountId: string, conversationId: string, platformMessageId: string) =>
      pieces
        .filter(
          (row) =>
            row.accountId === accountId &&
            row.platformMessageId === platformMessageId &&
            row.messageId !== null &&
            messages.find(row.messageId)?.conversationId === conversationId,
        )
        .at(-1),
    byMessage: (messageId: string) => pieces.filter((row) => row.messageId === messageId),
    open: (album: AlbumName, limit: number) => ofAlbum(album).filter(isOpen).slice(0, limit),
    count: (album: AlbumName) => {
      const all = ofAlbum(album);
      const open = all.filter(isOpen).length;
      return { open, joined: all.length - open };
    },
    openAlbums: () => [...new Map(pieces.filter(isOpen).map((row) => [nameOf(row), row])).values()],
  });
}

function nameOf({ accountId, address, identity, album }: AlbumName): string {
  return JSON.stringify([accountId, address, identity, album]);
}
