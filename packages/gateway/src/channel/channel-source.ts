import type { Channel } from '@coderclaw/channel-kit';
import type { JsonObject } from '@coderclaw/core';

/** Who a login belongs to on its platform. */
export type ChannelLogin = { readonly name: string; readonly link: string };

/** A channel's package, once it is loaded. */
export type LoadedChannel = {
  readonly channel: Channel;
  /** Asks the platform who these options log in, and leaves nothing open. Rejects with a ChannelError. */
  check(options: JsonObject, signal: AbortSignal): Promise<ChannelLogin>;
};

/** How each channel that the configuration may name is loaded. */
export type ChannelSources = { readonly [channel: string]: () => Promise<LoadedChannel> };

/**
 * The channels that come with the gateway. A platform's library is read only where an account of it is
 * connected or tested: a start does not wait for it, and nobody else has it in memory.
 */
export const CHANNEL_SOURCES: ChannelSources = {
  telegram: async () => {
    const { checkToken, TELEGRAM } = await import('@coderclaw/channel-telegram');
    return { channel: TELEGRAM, check: checkToken };
  },
};
