import type { TransitionTable } from '../machine/state-machine.ts';

/**
 * PENDING: a row exists. PLANNING: the prompt is being assembled. RUNNING: handed to the agent loop.
 * WAITING: for a person or a task; holds its lane and no process resources.
 */
export const RUN_TRANSITIONS = {
  PENDING: ['PLANNING', 'ABORTED', 'ERROR', 'TIMEOUT'],
  PLANNING: ['RUNNING', 'ABORTED', 'ERROR', 'TIMEOUT'],
  RUNNING: ['WAITING', 'DONE', 'ABORTED', 'ERROR', 'TIMEOUT'],
  WAITING: ['RUNNING', 'ABORTED', 'ERROR', 'TIMEOUT'],
  DONE: [],
  ERROR: [],
  ABORTED: [],
  TIMEOUT: [],
} as const satisfies TransitionTable<string>;

export type RunState = keyof typeof RUN_TRANSITIONS;
export type RunEnd = 'DONE' | 'ERROR' | 'ABORTED' | 'TIMEOUT';

/** The disposition of the intakes that a run answered, by how the run ended. */
export const DISPOSITION_OF_END = {
  DONE: 'answered',
  ERROR: 'failed',
  TIMEOUT: 'failed',
  ABORTED: 'cancelled',
} as const satisfies Record<RunEnd, string>;
