import { ChannelError, type ChannelHost } from '@coderclaw/channel-kit';
import type { InboundEvent } from '@coderclaw/core';
import { eventOf } from './inbound-event.ts';
import type { Me, PlatformApi, PlatformEvent } from './platform-api.ts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

export type ReaderPorts = {
  readonly channel: string;
  readonly account: string;
  readonly me: Me;
  readonly api: PlatformApi;
  readonly host: ChannelHost;
  /** Aborts when nothing more is to be read. */
  readonly signal: AbortSignal;
};

/** One login: what comes in. Reads events and hands them over, one after the other. */
export class EventReader {
  readonly #ports: ReaderPorts;

  constructor(ports: ReaderPorts) {
    this.#ports = ports;
  }

  /** Until the signal aborts. Never rejects. */
  async run(): Promise<void> {
    const { api, signal } = this.#ports;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const events = await api.listEvents(signal);
        failures = 0;
        this.#report(null);
        for (const event of events) await this.#handOver(event);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#report(error);
        await this.#wait(failures, (error as Partial<ChannelError>).retryAfterMs);
      }
    }
  }

  /** Accepted first, acknowledged after: in between a crash makes the platform offer it once more. */
  async #handOver(event: PlatformEvent): Promise<void> {
    const { api, host, signal } = this.#ports;
    const inbound = this.#read(event);
    if (signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
    if (inbound) await host.accept(inbound);
    if (signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
    await api.acknowledge(event.id, signal);
  }

  /** One that can not be read would be in the way of all behind it for ever: it is skipped, and said so. */
  #read(event: PlatformEvent): InboundEvent | null {
    const { channel, account, me, host } = this.#ports;
    try {
      return eventOf(event, { channel, account, me });
    } catch (error) {
      host.logger.error('an event could not be read and is skipped', { event: event.id, error });
      return null;
    }
  }

  #report(error: unknown): void {
    const { host, me } = this.#ports;
    if (error === null) host.report({ state: 'running', name: me.name, link: me.link });
    else if (error instanceof ChannelError) {
      const state = error.code === 'CHANNEL_AUTH' ? 'refused' : 'waiting';
      host.report({ state, problem: error.message });
    }
    // What the gateway did not accept is no trouble of the platform's, and is offered again.
    else host.logger.warn('an event was not accepted and is read again', { error });
  }

  async #wait(failures: number, askedForMs = 0): Promise<void> {
    const { host, signal } = this.#ports;
    const ownMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, failures - 1));
    await host.clock.sleep(Math.max(ownMs, askedForMs), signal);
  }
}
