import type { SendOutcome } from '@coderclaw/core';
import { type Capabilities, withDefaults } from './capabilities.ts';
import type { ChannelAccount } from './channel.ts';
import { ChannelError, outcomeOfError } from './channel-error.ts';

/** What a channel can do whose clients fetch. */
export const PULL_CAPABILITIES: Capabilities = withDefaults({
  transport: 'pull',
  maxTextUnits: Number.POSITIVE_INFINITY,
});

/** The sending half of a channel whose clients fetch: whole texts, and never a call. */
export function openPullAccount(account: string, capabilities: Capabilities): ChannelAccount {
  return {
    account,
    capabilities,
    split: (text) => (text === '' ? [] : [text]),
    send: async (): Promise<SendOutcome> => outcomeOfError(new ChannelError('CHANNEL_PULL_ONLY')),
    lookUp: async () => undefined,
    preview: async () => ({ kind: 'skipped' }),
    indicate: async () => {},
    download: async () => {
      throw new ChannelError('CHANNEL_PULL_ONLY');
    },
    close: async () => {},
  };
}
