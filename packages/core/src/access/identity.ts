import type { PrincipalId } from '../id/id.ts';

/** The principal of a platform user whom nobody linked to another one. It is made of platform ids only. */
export function principalOfIdentity(channel: string, identity: string): PrincipalId {
  return `${channel}:${encodeURIComponent(identity.toWellFormed())}` as PrincipalId;
}

/** The principal that a place of several people stands for: what is said there belongs to none of them alone. */
export function principalOfPlace(channel: string, address: string): PrincipalId {
  return `${channel}:place:${encodeURIComponent(address.toWellFormed())}` as PrincipalId;
}
