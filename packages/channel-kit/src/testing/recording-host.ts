import type { FileRef, InboundEvent, Logger } from '@coderclaw/core';
import type { AcceptReceipt, AccountStatus, ChannelHost } from '../channel.ts';

/** A gateway as an adapter sees it: keeps what it was handed, and refuses when told to. */
export class RecordingHost implements ChannelHost {
  /** Every event that was offered, also those refused. */
  readonly offered: InboundEvent[] = [];
  readonly accepted: InboundEvent[] = [];
  readonly moves: { readonly from: string; readonly to: string }[] = [];
  readonly statuses: AccountStatus[] = [];
  /** By SHA-256. */
  readonly files = new Map<string, Uint8Array>();
  readonly #stopping = new AbortController();
  /** Refuses this many of the next events. */
  refusals = 0;
  /** Awaited before an event counts as committed. */
  commit: () => Promise<void> = async () => {};

  readonly logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
  readonly clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} };
  readonly signal = this.#stopping.signal;

  async accept(event: InboundEvent): Promise<AcceptReceipt> {
    this.offered.push(event);
    if (this.refusals > 0) {
      this.refusals -= 1;
      throw new Error('nothing was accepted');
    }
    await this.commit();
    const files = (event.files ?? []).map(({ sourceRef }) => sourceRef);
    const known = this.accepted.find(({ eventKey }) => eventKey === event.eventKey);
    this.accepted.push(event);
    if (!known) return { kind: 'accepted', files };
    return { kind: 'duplicate', files: (known.files ?? []).map(({ sourceRef }) => sourceRef) };
  }

  async moved(move: { readonly from: string; readonly to: string }): Promise<void> {
    this.moves.push(move);
  }

  async readFile({ sha256 }: FileRef): Promise<Uint8Array> {
    const bytes = this.files.get(sha256);
    if (!bytes) throw new Error(`no such file: ${sha256}`);
    return bytes;
  }

  report(status: AccountStatus): void {
    this.statuses.push(status);
  }

  stop(): void {
    this.#stopping.abort();
  }
}
