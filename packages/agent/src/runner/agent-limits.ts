import type { ModelCallLimits } from '../model/model-call.ts';

/** What one run may use up before it is ended with a clear error. */
export type AgentLimits = ModelCallLimits & {
  /** Model answers in one run. */
  readonly maxTurns: number;
  /** Answers in a row that called tools, of which no call could run. */
  readonly maxInvalidTurns: number;
  /** Silence of a model endpoint after which the run times out. */
  readonly idleTimeoutMs: number;
};

export const DEFAULT_AGENT_LIMITS: AgentLimits = {
  maxTurns: 200,
  maxInvalidTurns: 5,
  idleTimeoutMs: 120_000,
  maxTries: 3,
  maxAnswerLength: 10_000_000,
  maxRetryAfterMs: 60_000,
  firstRetryDelayMs: 1_000,
};
