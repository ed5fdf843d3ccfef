import type { AccessStore, Instant } from '@coderclaw/core';
import type { ConnectAuth } from '@coderclaw/protocol';
import type { CredentialClass } from './failure-limiter.ts';
import type { ProvenCredential } from './grant.ts';
import { equalSecrets, hashSecret } from './secret.ts';

/** What every operator of this gateway shares. */
export type SharedSecret = { readonly mode: 'token' | 'password'; readonly value: string };

export type CredentialRefusal = { readonly kind: 'refused'; readonly code: CredentialProblem };

export type CredentialProblem =
  | 'AUTH_REQUIRED'
  | 'AUTH_TOKEN_MISMATCH'
  | 'AUTH_PASSWORD_MISMATCH'
  | 'AUTH_DEVICE_TOKEN_MISMATCH'
  | 'AUTH_BOOTSTRAP_TOKEN_INVALID';

/** Under which classes failures of these credentials are counted, in the order in which they are tried. */
export function classesOfCredential(auth: ConnectAuth | undefined): readonly CredentialClass[] {
  const classes: CredentialClass[] = [];
  if (auth?.token || auth?.password) classes.push('shared');
  if (auth?.deviceToken) classes.push('device-token');
  if (auth?.bootstrapToken) classes.push('sign-in-code');
  return classes.length > 0 ? classes : ['none'];
}

/** Whether these credentials, which a device token opened, tried another secret as well. */
export function holdsGuess(auth: ConnectAuth | undefined): boolean {
  return Boolean(auth?.password || (auth?.token && auth.deviceToken));
}

/**
 * What the client's credentials prove. The shared secret comes first; a token that is not it may be the
 * device's own, which clients send in either field. A sign-in code is used up by being tried.
 */
export async function checkCredential(
  auth: ConnectAuth | undefined,
  against: { readonly shared: SharedSecret; readonly store: AccessStore; readonly at: Instant },
): Promise<ProvenCredential | CredentialRefusal> {
  const { shared, store, at } = against;
  const offered = shared.mode === 'token' ? auth?.token : auth?.password;
  if (offered && equalSecrets(offered, shared.value)) return { kind: 'shared' };
  const deviceToken = auth?.deviceToken || auth?.token;
  if (deviceToken) {
    const record = await store.findDeviceToken(hashSecret(deviceToken));
    if (record) return { kind: 'device-token', record };
  }
  if (auth?.deviceToken) return { kind: 'refused', code: 'AUTH_DEVICE_TOKEN_MISMATCH' };
  if (auth?.token) return { kind: 'refused', code: 'AUTH_TOKEN_MISMATCH' };
  if (auth?.password) return { kind: 'refused', code: 'AUTH_PASSWORD_MISMATCH' };
  if (!auth?.bootstrapToken) return { kind: 'refused', code: 'AUTH_REQUIRED' };
  const redeemed = await store.redeemSignInCode({ at, codeHash: hashSecret(auth.bootstrapToken) });
  if (redeemed.kind === 'redeemed') {
    return { kind: 'sign-in-code', principalId: redeemed.principalId };
  }
  return { kind: 'refused', code: 'AUTH_BOOTSTRAP_TOKEN_INVALID' };
}
