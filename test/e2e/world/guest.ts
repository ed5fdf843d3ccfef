import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { PrincipalId } from '@coderclaw/core';
import { createUuidIds, openAuditSigner, SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import type { HelloOk } from '@coderclaw/protocol';
import { openSqliteStore } from '@coderclaw/store';
import type { GatewayWorld } from './gateway-world.ts';
import { createTestDevice, type WireClient } from './wire-client.ts';

const BROWSER = { id: 'webchat-ui', version: '1', platform: 'web', mode: 'webchat' } as const;

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

/** A guest at a browser of theirs. The gateway is started anew for it: who is to be there besides connects after it. */
export async function signInGuest(
  world: GatewayWorld,
): Promise<WireClient & { readonly hello: HelloOk }> {
  const bootstrapToken = await inviteGuest(world);
  const guest = world.dial();
  const scopes = ['operator.read', 'operator.write'];
  const params = { client: BROWSER, auth: { bootstrapToken }, scopes };
  return Object.assign(guest, { hello: await guest.connect(params, createTestDevice()) });
}
