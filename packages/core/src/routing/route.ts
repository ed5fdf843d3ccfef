import type { AgentId } from '../id/id.ts';
import type { InboundEvent } from '../message/message.ts';
import { formatSessionKey, parseSessionKey, type SessionKey } from '../session/session-key.ts';
import type { RouteDecision } from './intake.ts';
import { sessionKeyOf } from './session-place.ts';

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

type Target = {
  readonly kind: 'target';
  readonly agentId: AgentId;
  readonly sessionKey: SessionKey;
  readonly reason: string;
};
type Refusal = Extract<RoutePlan, { kind: 'refused' }>;

/** Which agent answers a message, in which session, and why. */
export function decideRoute(facts: RouteFacts): RoutePlan {
  const target =
    facts.requestedKey === undefined
      ? targetOfConversation(facts)
      : targetOfKey(facts, facts.requestedKey);
  if (target.kind === 'refused') return target;
  const { agentId, sessionKey } = target;
  const to = (decision: RouteDecision, reason: string): RoutePlan => ({
    kind: 'routed',
    agentId,
    sessionKey,
    decision,
    reason,
  });
  if (!facts.principalKnown) return to('drop', 'access:stranger');
  if (facts.event.kind !== 'message') return to('drop', `kind:${facts.event.kind}`);
  return to('engage', target.reason);
}

function targetOfKey(facts: RouteFacts, requestedKey: string): Target | Refusal {
  const key = parseSessionKey(requestedKey, facts.defaultAgentId);
  if (key.kind === 'invalid') return { kind: 'refused', reason: key.reason };
  if (key.kind !== 'agent')
    return { kind: 'refused', reason: `${key.kind} sessions take no messages from people` };
  const { agentId } = key;
  if (!facts.agentExists(agentId))
    return { kind: 'refused', reason: `there is no agent '${agentId}'` };
  return {
    kind: 'target',
    agentId,
    sessionKey: formatSessionKey(key),
    reason: 'session:requested',
  };
}

function targetOfConversation(facts: RouteFacts): Target | Refusal {
  const agentId = facts.defaultAgentId;
  const sessionKey = sessionKeyOf(facts.event, agentId);
  const key = parseSessionKey(sessionKey, agentId);
  if (key.kind === 'invalid')
    return { kind: 'refused', reason: `the conversation's ${key.reason}` };
  return { kind: 'target', agentId, sessionKey, reason: 'wiring:default' };
}
