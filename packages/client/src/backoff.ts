/** How long to wait before connecting again. Milliseconds. */
export type BackoffPolicy = {
  /** Ceiling of the first wait; doubles with each failure. Default 300. */
  readonly firstDelayMs: number;
  /** Default 15,000. */
  readonly maxDelayMs: number;
};

export const DEFAULT_BACKOFF: BackoffPolicy = { firstDelayMs: 300, maxDelayMs: 15_000 };

/**
 * The wait before attempt `attempt` (1 is the first repetition), with "equal jitter" (M. Brooker, AWS
 * Architecture Blog, 2015), so that a restarted gateway is not met by all its clients at once. Never
 * shorter than the gateway asked for. `random` is in [0, 1).
 */
export function decideDelay(
  policy: BackoffPolicy,
  attempt: number,
  random: number,
  askedMs = 0,
): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return Math.max(askedMs, Math.round(ceiling * (0.5 + random / 2)));
}
