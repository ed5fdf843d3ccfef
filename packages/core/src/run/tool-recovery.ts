import type { Replay, StepState } from './run.ts';

/** What to do, after a crash, with a tool call of the last answer that has no result in the journal. */
export type ToolRecovery =
  | { readonly decision: 'execute'; readonly reason: 'never-started' | 'safe-to-repeat' }
  | {
      readonly decision: 'report-unknown';
      readonly reason: 'started-without-result' | 'tool-gone';
    };

/** `step` is the state of the call's row, or null where there is none; `replay` is null where the tool no longer exists. */
export function decideToolRecovery(step: StepState | null, replay: Replay | null): ToolRecovery {
  if (replay === 'safe') return { decision: 'execute', reason: 'safe-to-repeat' };
  if (step !== null) return { decision: 'report-unknown', reason: 'started-without-result' };
  if (replay === null) return { decision: 'report-unknown', reason: 'tool-gone' };
  return { decision: 'execute', reason: 'never-started' };
}
