import type { AccountPolicy, GroupRule } from '../ports/channel-policy.ts';
import type { QueueMode } from './intake.ts';

/** Where a queue mode may be set; the nearest one counts. */
export type QueueModeFacts = {
  /** What a person set for the session. */
  readonly own: QueueMode | null | undefined;
  readonly rule: Pick<GroupRule, 'queueMode'> | null;
  readonly policy: Pick<AccountPolicy, 'queueMode'> | undefined;
  /** The gateway's own; `steer` where it says nothing. */
  readonly standing: QueueMode | undefined;
};

export type QueueModeDecision = {
  readonly mode: QueueMode;
  readonly source: 'session' | 'group' | 'account' | 'standing';
};

/** What becomes of a message that arrives while a run works, and who said so. */
export function decideQueueMode({
  own,
  rule,
  policy,
  standing,
}: QueueModeFacts): QueueModeDecision {
  if (own) return { mode: own, source: 'session' };
  if (rule?.queueMode) return { mode: rule.queueMode, source: 'group' };
  if (policy?.queueMode) return { mode: policy.queueMode, source: 'account' };
  return { mode: standing ?? 'steer', source: 'standing' };
}
