import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { PrincipalId } from '@coderclaw/core';
import { createUuidIds, openAuditSigner, SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { openSqliteStore } from '@coderclaw/store';
import type { GatewayWorld } from './gateway-world.ts';

/** A sign-in code for somebody who is not the owner, written while the gateway is down. */
export async function inviteGuest(world: GatewayWorld): Promise<string> {
  await world.gateway.stop();
  const signer = openAuditSigner(join(world.home, 'audit-key'));
  const ids = createUuidIds(SYSTEM_CLOCK);
  const store = openSqliteStore({ path: join(world.home, 'coderclaw.db'), ids, signer });
  const at = Date.now();
  const codeHash = createHash('sha256').update('guest-code').digest('hex');
  await store.saveSignInCode({
    at,
    codeHash,
    principalId: 'guest' as PrincipalId,
    expiresAt: at + 60_000,
  });
  await store.close();
  await world.start();
  return 'guest-code';
}
