import type { AccessStore, Clock, Instant, PrincipalId } from '@coderclaw/core';
import { createSecret, hashSecret } from './secret.ts';

const CODE_LIFETIME_MS = 10 * 60_000;

export type SignInLink = { readonly url: string; readonly expiresAt: Instant };

/**
 * A link that signs one browser in, once, within ten minutes. Its code stands in the fragment, which
 * no browser sends to a server or writes to a log; only its hash is stored.
 */
export async function issueSignInLink(
  baseUrl: string,
  principalId: PrincipalId,
  { store, clock }: { readonly store: AccessStore; readonly clock: Pick<Clock, 'now'> },
): Promise<SignInLink> {
  const code = createSecret();
  const at = clock.now();
  const expiresAt = at + CODE_LIFETIME_MS;
  await store.saveSignInCode({ at, codeHash: hashSecret(code), principalId, expiresAt });
  return { url: `${baseUrl}/#code=${code}`, expiresAt };
}
