import { ChannelError, splitMarkdown } from '@coderclaw/channel-kit';
import type { Capabilities, OutboundChannel } from '@coderclaw/core';

/**
 * What is sent on an account that is configured and not connected: it waits. An answer is
 * cut as most channels cut theirs: once it is written down, its channel sends these parts.
 */
export function closedDoor(capabilities: Capabilities, why: string): OutboundChannel {
  return {
    capabilities,
    split: (text) => splitMarkdown(text, { maxUnits: capabilities.maxTextUnits }),
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
