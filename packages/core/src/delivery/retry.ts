import type { SendIdempotency, SendOutcome } from './delivery.ts';

/** Tries at a part whose answer is lost each time, before its fate is given up as unknown. */
export const MAX_PART_ATTEMPTS = 8;
/** How old a part may get before it is given up as failed: an outage of a platform must lose nothing. */
export const MAX_PART_AGE_MS = 24 * 60 * 60_000;
/** Not before so many tries, whatever the clock says: it may have leapt. */
export const MIN_TRIES = 30;
const FIRST_DELAY_MS = 1_000;
/** The longest wait that is ours; a platform may ask for a longer one. */
export const MAX_DELAY_MS = 5 * 60_000;

export type PartVerdict =
  | { readonly state: 'delivered'; readonly platformMessageId: string | null }
  | {
      readonly state: 'pending';
      readonly delayMs: number;
      readonly error: string;
      /** Of an edit or a reaction: it changes nothing any more, and is a text from now on, which is not sent twice. */
      readonly becomesText?: true;
      /** It was put back before the platform was asked: this was no try. */
      readonly untried?: true;
    }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'unknown'; readonly error: string };

/** What is known of a part when a send of it ended. */
export type PartFacts = {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Since it was made. */
  readonly ageMs: number;
  /** Null when the adapter is missing. */
  readonly idempotency: SendIdempotency | null;
  /** In [0, 1). */
  readonly random: number;
};

/**
 * What a send's outcome makes of its part. Waiting doubles from one second to five minutes, with
 * "equal jitter" (M. Brooker, AWS Architecture Blog, 2015), and is never shorter than the platform asked for;
 * what is wrong with the account as a whole makes no part wait longer.
 * A lost answer is unknown only where trying again could double the message.
 */
export function decidePart(outcome: SendOutcome, facts: PartFacts): PartVerdict {
  const { attempt, ageMs, idempotency, random } = facts;
  const { kind } = outcome;
  if (kind === 'moved')
    return { state: 'pending', delayMs: 0, error: `moved to ${outcome.address}` };
  if (kind === 'held')
    return { state: 'pending', delayMs: outcome.waitMs, error: 'waits for room', untried: true };
  if (kind === 'gone')
    return { state: 'pending', delayMs: 0, error: 'what it changes is gone', becomesText: true };
  if (kind === 'delivered')
    return { state: 'delivered', platformMessageId: outcome.platformMessageId ?? null };
  const { error } = outcome;
  const repeatable =
    kind === 'unsent'
      ? outcome.retryable && (ageMs < MAX_PART_AGE_MS || attempt < MIN_TRIES)
      : idempotent(idempotency) && attempt < MAX_PART_ATTEMPTS;
  if (!repeatable) return { state: kind === 'unknown' ? 'unknown' : 'failed', error };
  // What keeps the whole account from sending is waited for at its gate, which lets all go on at once.
  const isOfAccount = kind === 'unsent' && outcome.scope === 'account';
  const failures = isOfAccount ? 0 : Math.min(30, attempt - 1);
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  const askedFor = kind === 'unsent' ? (outcome.retryAfterMs ?? 0) : 0;
  const delayMs = Math.max(askedFor, Math.round(ceiling * (0.5 + random / 2)));
  return { state: 'pending', delayMs, error };
}

function idempotent(idempotency: SendIdempotency | null): boolean {
  return idempotency === 'key' || idempotency === 'lookup';
}
