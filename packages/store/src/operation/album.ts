import {
  type AlbumRef,
  type AlbumStore,
  albumOf,
  type InboundEvent,
  type KeptPiece,
  MAX_PIECES,
} from '@coderclaw/core';
import { demand } from '../transaction/records.ts';
import type { MessageRow } from '../transaction/rows.ts';
import type { AlbumName, Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { openAccount } from './conversation.ts';
import { duplicateOf } from './duplicate.ts';

/** See `AlbumStore.keepPiece`. */
export function keepPiece(
  tx: Transaction,
  { at, tenantId, event }: Parameters<AlbumStore['keepPiece']>[0],
): KeptPiece {
  const { tables } = tx;
  const ref = albumOf(event);
  if (!ref) return { kind: 'late' };
  const account = openAccount(tx, event, tenantId);
  const { address, identity, key } = ref;
  const album: AlbumName = { accountId: account.id, address, identity, album: key };
  const known = tables.albumPiece.byEventKey(account.id, event.eventKey);
  const messageId = known?.messageId;
  const accepted = messageId
    ? demand(tables.message.find(messageId), `message ${messageId}`)
    : tables.message.byEventKey(account.id, event.eventKey);
  if (accepted) return duplicateOf(tables, accepted);
  const { open, joined } = tables.albumPiece.count(album);
  if (known) return { kind: 'kept', pieces: open, isNew: false };
  if (joined > 0 || open >= MAX_PIECES) return { kind: 'late' };
  tables.albumPiece.insert({
    sequence: tx.nextSequence(),
    tenantId,
    ...album,
    eventKey: event.eventKey,
    platformMessageId: event.platformMessageId ?? null,
    event,
    texts: event.content.blocks.filter(({ type }) => type === 'text').length,
    files: event.files?.length ?? 0,
    messageId: null,
    receivedAt: at,
  });
  return { kind: 'kept', pieces: open + 1, isNew: true };
}

/** Pieces that are a message from now on. Their row stays, so that they are known when they come again. */
export function joinTo(
  tx: Transaction,
  { id, accountId }: MessageRow,
  eventKeys: readonly string[],
): void {
  for (const eventKey of eventKeys) {
    const row = tx.tables.albumPiece.byEventKey(accountId, eventKey);
    if (row?.messageId === null) tx.tables.albumPiece.update(row, { messageId: id, event: null });
  }
}

export function listPieces(tables: Tables, ref: AlbumRef): readonly InboundEvent[] {
  const account = tables.account.byName(ref.channel, ref.account);
  if (!account) return [];
  const { address, identity, key } = ref;
  return tables.albumPiece
    .open({ accountId: account.id, address, identity, album: key }, MAX_PIECES)
    .flatMap(({ event }) => event ?? []);
}

export function listOpenAlbums(tables: Tables): readonly AlbumRef[] {
  return tables.albumPiece.openAlbums().map(({ accountId, address, identity, album }) => {
    const { channel, account } = demand(tables.account.find(accountId), `account ${accountId}`);
    return { channel, account, address, identity, key: album };
  });
}
