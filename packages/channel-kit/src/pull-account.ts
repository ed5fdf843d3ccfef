import type { SendOutcome } from '@coderclaw/core';
import type { ChannelAccount } from './channel.ts';
import { ChannelError, outcomeOfError } from './channel-error.ts';

/** The sending half of a channel whose clients fetch: whole texts, and never a call. */
export function openPullAccount(account: string): ChannelAccount {
  return {
    account,
    transport: 'pull',
    idempotency: 'none',
    split: (text) => (text === '' ? [] : [text]),
    send: async (): Promise<SendOutcome> => outcomeOfError(new ChannelError('CHANNEL_PULL_ONLY')),
    lookUp: async () => undefined,
    close: async () => {},
  };
}
