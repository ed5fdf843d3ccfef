import type { AgentId } from '../id/id.ts';
import type { AccountRef } from '../message/message.ts';
import type { QueueMode } from '../routing/intake.ts';

/** Who may talk to an account, as its owner configured it. The tables can only add what these allow. */
export interface PolicyDirectory {
  /** Undefined where the account is not configured (any more): nobody may talk there. */
  find(account: AccountRef): AccountPolicy | undefined;
  /** What a message does that arrives while a run works, where nothing nearer says so; `steer` by default. */
  readonly queueMode?: QueueMode;
}

export const DM_POLICIES = ['pairing', 'allowlist', 'open', 'disabled'] as const;
export type DmPolicy = (typeof DM_POLICIES)[number];

export const GROUP_POLICIES = ['allowlist', 'open', 'disabled'] as const;
export type GroupPolicy = (typeof GROUP_POLICIES)[number];

export type AccountPolicy = {
  readonly dmPolicy: DmPolicy;
  /** Platform user ids that may write in direct conversations and, where a group names nobody, count as known in groups. */
  readonly allowFrom: readonly string[];
  readonly groupPolicy: GroupPolicy;
  /** By the platform's id of the group. */
  readonly groups: ReadonlyMap<string, GroupRule>;
  /** Words that turn a message in a group to us, besides our name; `*` stands for any characters. */
  readonly mentionPatterns: readonly string[];
  readonly queueMode: QueueMode | null;
};

export type GroupRule = {
  readonly requireMention: boolean;
  /** Who may write there; empty means everybody in the group. */
  readonly allowFrom: readonly string[];
  /** Who answers; the default agent where it is null. */
  readonly agentId: AgentId | null;
  readonly queueMode: QueueMode | null;
};
