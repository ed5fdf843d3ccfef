/** How many interrupted tries without journal progress a run may have. */
export const MAX_ATTEMPTS = 3;

export type AttemptFacts = {
  readonly attempt: number;
  /** Whether the run had been handed to the agent loop. */
  readonly wasRunning: boolean;
  /** Whether anything was journaled since this attempt began. */
  readonly progressed: boolean;
  /** Whether the process stopped gracefully, putting the run aside. */
  readonly suspended: boolean;
};

export type AttemptDecision =
  | {
      readonly decision: 'resume';
      readonly attempt: number;
      readonly reason: 'suspended' | 'progressed' | 'not-running' | 'retry';
    }
  | { readonly decision: 'give-up'; readonly reason: 'too-many-attempts' };

/**
 * What to do with a run whose executor is gone. An attempt counts only when the run was RUNNING,
 * had journaled nothing since it was last taken up, and no graceful stop came before. The number
 * in `resume` is that of the attempt that now begins; clients let a higher one replace a lower one.
 */
export function decideAttempt(
  facts: AttemptFacts & { readonly counted: number },
): AttemptDecision & { readonly counted: number } {
  const next = facts.attempt + 1;
  if (facts.suspended)
    return { decision: 'resume', attempt: next, reason: 'suspended', counted: facts.counted };
  if (!facts.wasRunning)
    return { decision: 'resume', attempt: next, reason: 'not-running', counted: facts.counted };
  if (facts.progressed)
    return { decision: 'resume', attempt: next, reason: 'progressed', counted: 0 };
  const counted = facts.counted + 1;
  if (counted >= MAX_ATTEMPTS) return { decision: 'give-up', reason: 'too-many-attempts', counted };
  return { decision: 'resume', attempt: next, reason: 'retry', counted };
}
