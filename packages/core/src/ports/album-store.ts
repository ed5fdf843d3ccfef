import type { TenantId } from '../id/id.ts';
import type { AlbumRef } from '../message/album.ts';
import type { InboundEvent } from '../message/message.ts';
import type { Instant } from './clock.ts';
import type { AcceptResult } from './store.ts';

/** Albums whose pieces come one by one. `acceptMessage` makes one message of what is here. */
export interface AlbumStore {
  /**
   * Keeps a piece of an album, once per (channel, account, eventKey), until the album is joined. The
   * event's `album` must be there. Writes nothing where the piece is not `kept`.
   */
  keepPiece(command: {
    readonly at: Instant;
    readonly tenantId: TenantId;
    readonly event: InboundEvent;
  }): Promise<KeptPiece>;
  /** The pieces of an album that wait to be joined, in the order in which they came. */
  listPieces(album: AlbumRef): Promise<readonly InboundEvent[]>;
  /** Albums of which a piece waits, that with the oldest first. */
  listOpenAlbums(): Promise<readonly AlbumRef[]>;
}

/**
 * `kept`: it waits with its album, of which `pieces` wait now; `isNew` is false when it waited before.
 * `duplicate`: it was accepted, alone or with its album. `late`: its album was joined without it, or has as
 * many pieces as an album can have, and it is a message of its own.
 */
export type KeptPiece =
  | { readonly kind: 'kept'; readonly pieces: number; readonly isNew: boolean }
  | Extract<AcceptResult, { kind: 'duplicate' }>
  | { readonly kind: 'late' };
