import { isOwner, mayReadSession, type Principal, type PrincipalId } from '@coderclaw/core';

/**
 * Whether a principal may read or steer what `holder` owns (T15). Where the holder is not known, only
 * the owner may. Who is refused is answered as if there were nothing.
 */
export function mayReach(principal: Principal, holder: PrincipalId | null): boolean {
  if (holder === null) return isOwner(principal.id);
  return mayReadSession(principal.id, { principalId: holder });
}
