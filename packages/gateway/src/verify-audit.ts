import { existsSync } from 'node:fs';
import { type Environment, resolveHome } from '@coderclaw/config';
import type { AuditVerification } from '@coderclaw/core';
import { openSqliteStore } from '@coderclaw/store';
import { GatewayError } from './gateway-error.ts';
import { openAuditSigner } from './platform/audit-signer.ts';
import { SYSTEM_CLOCK } from './platform/system-clock.ts';
import { createUuidIds } from './platform/uuid-ids.ts';

/** Checks the audit chain of a database without a gateway; by default that of the home. */
export async function verifyAudit(
  options: { readonly file?: string; readonly env?: Environment } = {},
): Promise<AuditVerification> {
  const paths = resolveHome(options.env);
  const path = options.file ?? paths.database;
  if (!existsSync(path)) throw new GatewayError('GATEWAY_NO_DATABASE', path);
  const signer = openAuditSigner(paths.auditKey);
  const store = openSqliteStore({ path, ids: createUuidIds(SYSTEM_CLOCK), signer });
  try {
    return await store.verifyAudit();
  } finally {
    await store.close();
  }
}
