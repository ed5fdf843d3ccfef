import type { InboundEvent, Logger } from '@coderclaw/core';
import type { ChannelHost } from '../channel.ts';

/** A gateway as an adapter sees it: keeps what it was handed, and refuses when told to. */
export class RecordingHost implements ChannelHost {
  /** Every event that was offered, also those refused. */
  readonly offered: InboundEvent[] = [];
  readonly accepted: InboundEvent[] = [];
  readonly #stopping = new AbortController();
  /** Refuses this many of the next events. */
  refusals = 0;
  /** Awaited before an event counts as committed. */
  commit: () => Promise<void> = async () => {};

  readonly logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
  readonly clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} };
  readonly signal = this.#stopping.signal;

  async accept(event: InboundEvent): Promise<void> {
    this.offered.push(event);
    if (this.refusals > 0) {
      this.refusals -= 1;
      throw new Error('nothing was accepted');
    }
    await this.commit();
    this.accepted.push(event);
  }

  stop(): void {
    this.#stopping.abort();
  }
}
