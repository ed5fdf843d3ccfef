import { type Instant, REFUSALS_TOLD_MS, type Store } from '@coderclaw/core';

/** Strangers who found too many requests waiting on one of the accounts, within a day. */
export async function countTurnedAway(
  store: Pick<Store, 'countRefusals'>,
  at: Instant,
): Promise<number> {
  const refusals = await store.countRefusals({ since: at - REFUSALS_TOLD_MS });
  return refusals.reduce((sum, { kind, senders }) => (kind === 'full' ? sum + senders : sum), 0);
}
