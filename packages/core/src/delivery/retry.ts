import type { SendOutcome } from './delivery.ts';

/** Tries at one part before it is given up as failed. */
export const MAX_PART_ATTEMPTS = 8;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 15 * 60_000;

export type PartVerdict =
  | { readonly state: 'delivered'; readonly platformMessageId: string | null }
  | { readonly state: 'pending'; readonly delayMs: number; readonly error: string }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'unknown'; readonly error: string };

/**
 * What a send's outcome makes of its part. Waiting doubles from one second to fifteen minutes, with
 * "equal jitter" (M. Brooker, AWS Architecture Blog, 2015), and is never shorter than the platform asked for.
 * `random` is in [0, 1).
 */
export function decidePart(outcome: SendOutcome, attempt: number, random: number): PartVerdict {
  if (outcome.kind === 'delivered')
    return { state: 'delivered', platformMessageId: outcome.platformMessageId ?? null };
  if (outcome.kind === 'unknown') return { state: 'unknown', error: outcome.error };
  if (!outcome.retryable || attempt >= MAX_PART_ATTEMPTS)
    return { state: 'failed', error: outcome.error };
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  const delayMs = Math.max(outcome.retryAfterMs ?? 0, Math.round(ceiling * (0.5 + random / 2)));
  return { state: 'pending', delayMs, error: outcome.error };
}
