import type { Clock, FileRef, InboundEvent, Logger } from '@coderclaw/core';
import type { AcceptReceipt, AccountStatus, ChannelHost } from '../channel.ts';
import { HurriedClock } from './hurried-clock.ts';

/** A gateway as an adapter sees it: keeps what it was handed, and refuses when told to. */
export class RecordingHost implements ChannelHost {
  /** Every event that was offered, also those refused. */
  readonly offered: InboundEvent[] = [];
  readonly accepted: InboundEvent[] = [];
  readonly moves: { readonly from: string; readonly to: string }[] = [];
  readonly statuses: AccountStatus[] = [];
  /** By SHA-256. */
  readonly files = new Map<string, Uint8Array>();
  /** Conversations in which an event was offered before the one ahead of it was settled. */
  readonly overlaps: string[] = [];
  readonly #open = new Map<string, number>();
  readonly #stopping = new AbortController();
  /** Refuses this many of the next events and moves. */
  refusals = 0;
  /** Awaited before an event counts as committed. */
  commit: () => Promise<void> = async () => {};

  readonly logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
  readonly clock: Clock;
  readonly signal = this.#stopping.signal;

  constructor(clock: Clock = new HurriedClock()) {
    this.clock = clock;
  }

  async accept(event: InboundEvent): Promise<AcceptReceipt> {
    const { address } = event.conversation;
    this.offered.push(event);
    const open = this.#open.get(address) ?? 0;
    if (open > 0) this.overlaps.push(address);
    this.#open.set(address, open + 1);
    try {
      return await this.#accept(event);
    } finally {
      this.#open.set(address, this.#open.get(address)! - 1);
    }
  }

  async moved(move: { readonly from: string; readonly to: string }): Promise<void> {
    this.#refuse();
    this.moves.push(move);
  }

  async readFile({ sha256 }: FileRef): Promise<Uint8Array> {
    const bytes = this.files.get(sha256);
    if (!bytes) throw new Error(`no such file: ${sha256}`);
    return bytes;
  }

  // Handed on by value in the gateway as well: an adapter need not keep `this`.
  readonly report = (status: AccountStatus): void => {
    this.statuses.push(status);
  };

  stop(): void {
    this.#stopping.abort();
  }

  #refuse(): void {
    if (this.refusals === 0) return;
    this.refusals -= 1;
    throw new Error('nothing was accepted');
  }

  async #accept(event: InboundEvent): Promise<AcceptReceipt> {
    this.#refuse();
    await this.commit();
    const isKnown = this.accepted.some(({ eventKey }) => eventKey === event.eventKey);
    this.accepted.push(event);
    return { kind: isKnown ? 'duplicate' : 'accepted' };
  }
}
