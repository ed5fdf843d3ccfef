import type { AgentId } from '../id/id.ts';
import type { ConversationRef, InboundEvent } from '../message/message.ts';
import type { SessionKey } from '../session/session-key.ts';
import type { SessionMode } from './wiring.ts';

/** The one login of a channel that needs no name in session keys. */
const ONLY_ACCOUNT = 'default';

/**
 * The session in which an agent answers a conversation. Direct conversations are kept apart by channel,
 * account and peer, so that two people never share a session by accident.
 */
export function sessionKeyOf(
  event: Pick<InboundEvent, 'channel' | 'account' | 'conversation' | 'sender'>,
  agentId: AgentId,
  mode: SessionMode = 'thread',
): SessionKey {
  const { channel, account, conversation } = event;
  if (mode === 'shared') return `agent:${agentId}:explicit:shared`;
  if (conversation.kind === 'direct') {
    const login = account === ONLY_ACCOUNT ? '' : `${encodePart(account)}:`;
    return `agent:${agentId}:${channel}:${login}direct:${encodePart(event.sender.identity)}`;
  }
  const place = `agent:${agentId}:${channel}:${kindOf(conversation)}`;
  const { parent, thread, address } = conversation;
  if (conversation.kind !== 'thread' || !parent) return `${place}:${encodePart(address)}`;
  const whole = `${place}:${encodePart(parent.address)}`;
  if (mode === 'conversation') return whole;
  return `${whole}:${thread?.kind ?? 'thread'}:${encodePart(thread?.id ?? address)}`;
}

function kindOf({ kind, parent }: ConversationRef): 'group' | 'channel' {
  return kind === 'channel' || (kind === 'thread' && parent?.kind === 'channel')
    ? 'channel'
    : 'group';
}

/** Half a surrogate pair can not be encoded; a platform that sends one must not break its channel. */
function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
