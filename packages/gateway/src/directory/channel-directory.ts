import { CLI, eventOfCliRequest } from '@coderclaw/channel-cli';
import type { Channel, ChannelAccount, ChannelHost, MessageRequest } from '@coderclaw/channel-kit';
import { REQUEST_ACCOUNT } from '@coderclaw/channel-kit';
import { eventOfWebchatRequest, WEBCHAT } from '@coderclaw/channel-webchat';
import type { AccountRef, ChannelDirectory, InboundEvent } from '@coderclaw/core';
import type { ChannelHealth } from '@coderclaw/protocol';

/** The channels whose clients are the gateway's own. */
const FACES: readonly Channel[] = [WEBCHAT, CLI];

/** The message of a client that signed in, on the channel that its mode belongs to. */
export function eventOfClient(mode: string, request: MessageRequest): InboundEvent {
  return mode === 'cli' ? eventOfCliRequest(request) : eventOfWebchatRequest(request);
}

/** The open accounts of every channel, by channel and account. */
export class OpenChannels implements ChannelDirectory {
  readonly #channels: readonly Channel[];
  readonly #accounts = new Map<string, ChannelAccount>();
  readonly #health: ChannelHealth[] = [];

  constructor(others: readonly Channel[]) {
    this.#channels = [...FACES, ...others];
  }

  /** Logs in everywhere. */
  async open(host: Omit<ChannelHost, 'moved' | 'report'>): Promise<void> {
    for (const channel of this.#channels) {
      const settings = { account: REQUEST_ACCOUNT, options: {} };
      const account = await channel.open(settings, { ...host, moved: async () => {}, report() {} });
      this.#accounts.set(nameOf({ channel: channel.name, account: account.account }), account);
      this.#health.push({ channel: channel.name, account: account.account, state: 'running' });
    }
  }

  find(account: AccountRef): ChannelAccount | undefined {
    return this.#accounts.get(nameOf(account));
  }

  get health(): readonly ChannelHealth[] {
    return this.#health;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#accounts.values()].map((account) => account.close()));
  }
}

function nameOf({ channel, account }: AccountRef): string {
  return `${channel}/${account}`;
}
