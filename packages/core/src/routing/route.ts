import type { AgentId } from '../id/id.ts';
import type { InboundEvent } from '../message/message.ts';
import { formatSessionKey, parseSessionKey, type SessionKey } from '../session/session-key.ts';
import type { RouteDecision } from './intake.ts';

/** Everything that routing one message depends on. */
export type RouteFacts = {
  readonly event: InboundEvent;
  readonly principalKnown: boolean;
  /** Named by a face that chooses its session. */
  readonly requestedKey: string | undefined;
  readonly defaultAgentId: AgentId;
  readonly agentExists: (agentId: AgentId) => boolean;
};

export type RoutePlan =
  | {
      readonly kind: 'routed';
      readonly agentId: AgentId;
      readonly sessionKey: SessionKey;
      readonly decision: RouteDecision;
      readonly reason: string;
    }
  /** The face asked for something that can not be; nothing is recorded. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Which agent answers a message, in which session, and why. */
export function decideRoute(facts: RouteFacts): RoutePlan {
  return facts.requestedKey === undefined
    ? routeByConversation(facts)
    : routeByKey(facts, facts.requestedKey);
}

function routeByKey(facts: RouteFacts, requestedKey: string): RoutePlan {
  const key = parseSessionKey(requestedKey, facts.defaultAgentId);
  if (key.kind === 'invalid') return { kind: 'refused', reason: key.reason };
  if (key.kind !== 'agent')
    return { kind: 'refused', reason: `${key.kind} sessions take no messages from people` };
  if (!facts.agentExists(key.agentId))
    return { kind: 'refused', reason: `there is no agent '${key.agentId}'` };
  return {
    kind: 'routed',
    agentId: key.agentId,
    sessionKey: formatSessionKey(key),
    decision: 'engage',
    reason: 'session:requested',
  };
}

function routeByConversation(facts: RouteFacts): RoutePlan {
  const agentId = facts.defaultAgentId;
  const sessionKey = sessionKeyOf(facts.event, agentId);
  const to = (decision: RouteDecision, reason: string): RoutePlan => ({
    kind: 'routed',
    agentId,
    sessionKey,
    decision,
    reason,
  });
  if (!facts.principalKnown) return to('drop', 'access:stranger');
  if (facts.event.kind !== 'message') return to('drop', `kind:${facts.event.kind}`);
  return to('engage', 'wiring:default');
}

/** Direct conversations are kept apart by channel and peer, so that two people never share a session by accident. */
function sessionKeyOf(event: InboundEvent, agentId: AgentId): SessionKey {
  const { channel, conversation } = event;
  const address = encodeURIComponent(conversation.address);
  if (conversation.kind === 'direct')
    return `agent:${agentId}:${channel}:direct:${encodeURIComponent(event.sender.identity)}`;
  if (conversation.kind !== 'thread')
    return `agent:${agentId}:${channel}:${conversation.kind}:${address}`;
  const parent = conversation.parent;
  if (!parent) return `agent:${agentId}:${channel}:group:${address}`;
  const kind = parent.kind === 'channel' ? 'channel' : 'group';
  return `agent:${agentId}:${channel}:${kind}:${encodeURIComponent(parent.address)}:thread:${address}`;
}
