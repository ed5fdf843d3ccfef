import {
  type Channel,
  eventOfRequest,
  type MessageRequest,
  openPullAccount,
  PULL_CAPABILITIES,
} from '@coderclaw/channel-kit';
import type { InboundEvent } from '@coderclaw/core';

/** The gateway's chat page and every other client of its WebSocket that chats. Its clients fetch, so the settling commit delivers. */
export const WEBCHAT: Channel = {
  name: 'webchat',
  capabilities: { ...PULL_CAPABILITIES, edits: true, streaming: true },
  open: async ({ account }) => openPullAccount(account, WEBCHAT.capabilities),
};

/** The event of a request. The same request again makes the same event key. Throws CHANNEL_INVALID_INPUT. */
export function eventOfWebchatRequest(request: MessageRequest): InboundEvent {
  return eventOfRequest(WEBCHAT.name, request);
}
