import { ChannelError, splitText } from '@coderclaw/channel-kit';
import type { Capabilities, OutboundChannel } from '@coderclaw/core';

/**
 * What is sent on an account that is configured and not connected: it waits. How an answer is best cut
 * is the channel's own affair, so that nothing but its longest text is asked for.
 */
export function closedDoor(capabilities: Capabilities, why: string): OutboundChannel {
  return {
    capabilities,
    split: (text) => splitText(text, capabilities.maxTextUnits),
    send: async () => ({ kind: 'unsent', error: why, retryable: true, scope: 'account' }),
    lookUp: async () => {
      throw new ChannelError('CHANNEL_CLOSED', why);
    },
    preview: async () => ({ kind: 'skipped', error: why }),
    indicate: async () => {},
    download: async () => {
      throw new ChannelError('CHANNEL_CLOSED', why);
    },
  };
}
