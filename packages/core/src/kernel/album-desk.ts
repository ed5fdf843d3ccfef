import { type AlbumRef, joinPieces, MAX_PIECES } from '../message/album.ts';
import type { AccountRef, InboundEvent } from '../message/message.ts';
import type { KeptPiece } from '../ports/album-store.ts';
import { StoreError } from '../ports/store-error.ts';
import { type KernelPorts, retryDelayMs } from './kernel-ports.ts';

/** An album is complete when no piece came for so long: by webhook each waits for the answer to the one before. */
const QUIET_MS = 1_000;
/** After a start the platform has to find us again before it can bring the rest. */
const QUIET_AFTER_START_MS = 5_000;
/** Tries at what fails in a way that no other try should mend. */
const HOPELESS_TRIES = 5;

type OpenAlbum = {
  readonly album: AlbumRef;
  /** By the monotonic clock: when it is complete if nothing more comes. */
  quietAt: number;
  /** Aborts when nothing more is waited for. */
  readonly complete: AbortController;
  /** The try at joining it that is under way. */
  joining: Promise<void> | undefined;
  hopeless: number;
};

/** Has an album accepted: T1 of its message, which says that these pieces are joined. */
type AcceptAlbum = (event: InboundEvent, pieces: readonly string[]) => Promise<unknown>;

/**
 * Keeps pieces of albums and joins each album when it is complete: when it was quiet for a while, has as
 * many pieces as one can have, or something else comes behind it that must not overtake it. What is known
 * here are names; the pieces are in the store.
 */
export class AlbumDesk {
  readonly #ports: KernelPorts;
  readonly #stopping: AbortSignal;
  readonly #accept: AcceptAlbum;
  /** By conversation: those that are open, the oldest first. */
  readonly #open = new Map<string, OpenAlbum[]>();

  constructor(ports: KernelPorts, stopping: AbortSignal, accept: AcceptAlbum) {
    this.#ports = ports;
    this.#stopping = stopping;
    this.#accept = accept;
  }

  /** Goes on with what a previous process had not joined. */
  async recover(): Promise<void> {
    for (const album of await this.#ports.store.listOpenAlbums())
      this.#expect(album, QUIET_AFTER_START_MS);
  }

  /** Resolves once the piece is durable. Rejects as `receive` does. */
  async keep(album: AlbumRef, event: InboundEvent): Promise<KeptPiece> {
    const { store, clock, tenantId, checkpoint } = this.#ports;
    // Who begins an album has sent all of the one before.
    for (const open of this.#in(placeOf(album)))
      if (open.album.identity === album.identity && open.album.key !== album.key)
        await this.#completeFirst(open);
    if (this.#stopping.aborted) throw new StoreError('STORE_CLOSED', 'the gateway is stopping');
    checkpoint.reach('piece.commit:before');
    const kept = await store.keepPiece({ at: clock.now(), tenantId, event });
    checkpoint.reach('piece.commit:after');
    if (kept.kind === 'kept') {
      const open = this.#expect(album, QUIET_MS);
      if (kept.pieces >= MAX_PIECES) open.complete.abort();
    }
    return kept;
  }

  /** Joins what is open where the event comes from, so that it stays behind it. Rejects as `receive` does. */
  async completeBefore({ channel, account, conversation }: InboundEvent): Promise<void> {
    if (this.#open.size === 0) return;
    const place = placeOf({ channel, account, address: conversation.address });
    for (const open of this.#in(place)) await this.#completeFirst(open);
  }

  /** Resolves when none is being joined. Call after the stop signal aborted. */
  async settled(): Promise<void> {
    const open = [...this.#open.values()].flat();
    await Promise.allSettled(open.flatMap(({ joining }) => joining ?? []));
  }

  #in(place: string): readonly OpenAlbum[] {
    return [...(this.#open.get(place) ?? [])];
  }

  /** More of an album may come, for so long. */
  #expect(album: AlbumRef, quietMs: number): OpenAlbum {
    const place = placeOf(album);
    const quietAt = this.#ports.clock.monotonic() + quietMs;
    const known = this.#in(place).find((open) => isSame(open.album, album));
    if (known) {
      known.quietAt = quietAt;
      return known;
    }
    const complete = new AbortController();
    const open: OpenAlbum = { album, quietAt, complete, joining: undefined, hopeless: 0 };
    this.#open.set(place, [...this.#in(place), open]);
    void this.#collect(open);
    return open;
  }

  #forget(open: OpenAlbum): void {
    const place = placeOf(open.album);
    const others = this.#in(place).filter((other) => other !== open);
    if (others.length > 0) this.#open.set(place, others);
    else this.#open.delete(place);
  }

  async #collect(open: OpenAlbum): Promise<void> {
    const { clock } = this.#ports;
    const over = AbortSignal.any([open.complete.signal, this.#stopping]);
    while (!over.aborted && clock.monotonic() < open.quietAt)
      await clock.sleep(open.quietAt - clock.monotonic(), over);
    for (let failures = 0; !this.#stopping.aborted; failures += 1) {
      try {
        await this.#complete(open);
        return;
      } catch (error) {
        if (this.#stopping.aborted) return;
        const delayMs = retryDelayMs(failures);
        this.#ports.logger.warn('an album could not be joined and is tried again', {
          delayMs,
          error,
        });
        await clock.sleep(delayMs, this.#stopping);
      }
    }
  }

  /** Joins it, or gives it up. What only says something of the album is not said of who waits behind it. */
  async #completeFirst(open: OpenAlbum): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        await this.#complete(open);
        return;
      } catch (error) {
        if (this.#stopping.aborted || mayPass(error)) throw error;
        await this.#ports.clock.sleep(retryDelayMs(failures), this.#stopping);
      }
    }
  }

  /** One try at joining it; the one under way, if there is one. Rejects where another may succeed. */
  #complete(open: OpenAlbum): Promise<void> {
    open.complete.abort();
    open.joining ??= this.#join(open).finally(() => {
      open.joining = undefined;
    });
    return open.joining;
  }

  async #join(open: OpenAlbum): Promise<void> {
    const { store, logger } = this.#ports;
    try {
      // What came while its message was on its way is a message of its own.
      for (;;) {
        const pieces = await store.listPieces(open.album);
        if (pieces.length === 0) break;
        await this.#accept(
          joinPieces(pieces),
          pieces.map(({ eventKey }) => eventKey),
        );
      }
    } catch (error) {
      if (this.#stopping.aborted || mayPass(error)) throw error;
      open.hopeless += 1;
      if (open.hopeless < HOPELESS_TRIES) throw error;
      // What is behind it must not wait for it for ever.
      const { album } = open;
      logger.error('an album could not be joined; the next start tries again', { album, error });
    }
    this.#forget(open);
  }
}

function placeOf({ channel, account, address }: AccountRef & Pick<AlbumRef, 'address'>): string {
  return JSON.stringify([channel, account, address]);
}

/** Of two in one conversation. */
function isSame(one: AlbumRef, other: AlbumRef): boolean {
  return one.identity === other.identity && one.key === other.key;
}

/** Whether it says nothing of the album: a disk may have room again, and a store that is closed takes nothing. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof StoreError)) return false;
  return error.retryable || error.code === 'STORE_CLOSED' || error.code === 'STORE_CORRUPT';
}
