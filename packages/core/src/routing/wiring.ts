import type { AgentId, ConversationId, Id } from '../id/id.ts';
import type { GroupRule } from '../ports/channel-policy.ts';

export type WiringId = Id<'wiring'>;

/**
 * When an agent takes up what is said: always, when it is addressed, from then on until it has been quiet
 * for a while, or when a pattern is in the text.
 */
export const ENGAGE_MODES = ['always', 'mention', 'mention-sticky', 'pattern'] as const;
export type EngageMode = (typeof ENGAGE_MODES)[number];

/** Whom it answers. `known`: owners and those whom the configuration lists. */
export const SENDER_SCOPES = ['all', 'known'] as const;
export type SenderScope = (typeof SENDER_SCOPES)[number];

/** What becomes of what it does not take up. */
export const IGNORED_POLICIES = ['drop', 'accumulate'] as const;
export type IgnoredPolicy = (typeof IGNORED_POLICIES)[number];

/** What has a session of its own: the conversation with all its threads, each thread, or none: the agent has one for all that is wired so. */
export const SESSION_MODES = ['conversation', 'thread', 'shared'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];

/** How long a sticky conversation stays engaged after its own last word, whatever is said in others that share the session. */
export const STICKY_MS = 30 * 60_000;

/** Which agent answers in a conversation, and how. */
export type WiringRule = {
  readonly agentId: AgentId;
  readonly engage: EngageMode;
  readonly pattern: string | null;
  readonly senders: SenderScope;
  readonly ignored: IgnoredPolicy;
  readonly sessionMode: SessionMode;
};

/** A wiring that a person made. Those of the configuration have no row. */
export type WiringRecord = WiringRule & {
  readonly id: WiringId;
  readonly conversationId: ConversationId;
};

/** Where nobody wired anything. */
export function defaultWiring(
  agentId: AgentId,
  isDirect: boolean,
  rule: GroupRule | null,
): WiringRule {
  const always = isDirect || rule?.requireMention === false;
  return {
    agentId: rule?.agentId ?? agentId,
    engage: always ? 'always' : 'mention',
    pattern: null,
    senders: 'all',
    ignored: 'drop',
    sessionMode: 'thread',
  };
}
