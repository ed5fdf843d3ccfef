import {
  type Channel,
  eventOfRequest,
  type MessageRequest,
  openPullAccount,
  PULL_CAPABILITIES,
} from '@coderclaw/channel-kit';
import type { InboundEvent } from '@coderclaw/core';

/** The command line: `coderclaw agent`. Its clients fetch, so the settling commit delivers. */
export const CLI: Channel = {
  name: 'cli',
  capabilities: { ...PULL_CAPABILITIES, edits: true, streaming: true },
  open: async ({ account }) => openPullAccount(account, CLI.capabilities),
};

/** The event of a request. The same request again makes the same event key. Throws CHANNEL_INVALID_INPUT. */
export function eventOfCliRequest(request: MessageRequest): InboundEvent {
  return eventOfRequest(CLI.name, request);
}
