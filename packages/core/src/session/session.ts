import type { AgentId, EntryId, PrincipalId, RunId, SessionId, TenantId } from '../id/id.ts';
import type { TokenUsage } from '../message/content.ts';
import type { Instant } from '../ports/clock.ts';
import type { QueueMode, ThinkingLevel } from '../routing/intake.ts';

export const VERBOSE_LEVELS = ['off', 'on', 'full'] as const;
export type VerboseLevel = (typeof VERBOSE_LEVELS)[number];

/** What a person set for this session; each field overrides the agent's. */
export type SessionSettings = {
  readonly label?: string;
  readonly model?: string;
  readonly thinking?: ThinkingLevel;
  readonly verbose?: VerboseLevel;
  readonly queueMode?: QueueMode;
};

/** One agent's memory of a conversation. */
export type SessionRecord = {
  readonly id: SessionId;
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
  readonly agentId: AgentId;
  readonly key: string;
  /** Counts up at each reset; entries of earlier epochs are kept and no longer shown to the model. */
  readonly epoch: number;
  readonly headId: EntryId | null;
  /** Counts up with each durable event of the session. */
  readonly cursor: number;
  /** The run that holds the lane, if any. */
  readonly activeRunId: RunId | null;
  readonly settings: SessionSettings;
  readonly usage: TokenUsage;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type SessionSummary = SessionRecord & {
  /** First words of the epoch's first user message, for lists; null in an empty session. */
  readonly title: string | null;
  readonly lastText: string | null;
  readonly waiting: number;
};
