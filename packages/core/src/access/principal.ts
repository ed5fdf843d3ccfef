import { OWNER, type PrincipalId, SYSTEM } from '../id/id.ts';

/** Who acts. */
export type Principal = {
  readonly id: PrincipalId;
  readonly kind: 'user' | 'device' | 'service' | 'agent' | 'schedule';
};

/** Whether runs of this principal may touch what is the owner's. Every identity approved as owner belongs to `OWNER`. */
export function isOwner(principalId: PrincipalId): boolean {
  return principalId === OWNER || principalId === SYSTEM;
}

/** A principal sees its own sessions; the owner sees all. */
export function mayReadSession(
  principalId: PrincipalId,
  session: { readonly principalId: PrincipalId },
): boolean {
  return isOwner(principalId) || principalId === session.principalId;
}
