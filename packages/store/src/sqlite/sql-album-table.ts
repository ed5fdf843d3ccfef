import type { DatabaseSync } from 'node:sqlite';
import type { AlbumName, Tables } from '../transaction/tables.ts';
import * as layout from './layouts.ts';
import { lazily, withQueries } from './sql-query.ts';
import { SqlTable } from './sql-table.ts';

export function albumPieceTable(db: DatabaseSync): Tables['albumPiece'] {
  const table = new SqlTable(db, layout.ALBUM_PIECE);
  const ofAlbum = 'account_id = ? AND address = ? AND identity = ? AND album = ?';
  const open = table.many(`WHERE ${ofAlbum} AND message_id IS NULL ORDER BY sequence LIMIT ? + 0`);
  const count = lazily(
    db,
    `SELECT count(*) - count(message_id) AS open, count(message_id) AS joined FROM album_piece WHERE ${ofAlbum}`,
  );
  const openAlbums = lazily(
    db,
    `SELECT account_id AS accountId, address, identity, album FROM album_piece INDEXED BY album_piece_open
    WHERE message_id IS NULL GROUP BY account_id, address, identity, album ORDER BY min(sequence)`,
  );
  const nameOf = ({ accountId, address, identity, album }: AlbumName) =>
    [accountId, address, identity, album] as const;
  return withQueries(table, () => ({
    byEventKey: table.one('WHERE account_id = ? AND event_key = ?'),
    byPlatformId: table.one(
      `INDEXED BY album_piece_platform JOIN message ON message.id = album_piece.message_id
      WHERE album_piece.account_id = ? AND message.conversation_id = ? AND album_piece.platform_message_id = ?
      AND album_piece.message_id IS NOT NULL ORDER BY album_piece.sequence DESC LIMIT 1`,
    ),
    byMessage: table.many('WHERE message_id = ? ORDER BY sequence'),
    open: (album: AlbumName, limit: number) => open(...nameOf(album), limit),
    count: (album: AlbumName) => ({
      ...(count().get(...nameOf(album)) as { open: number; joined: number }),
    }),
    openAlbums: () => (openAlbums().all() as AlbumName[]).map((row) => ({ ...row })),
  }));
}
