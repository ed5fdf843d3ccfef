import type { JsonObject } from '@coderclaw/core';
import type { RequestContext } from './context.ts';

/** Puts on record which settings were changed. Contract: `metadata` holds no value of a secret one. */
export function noteConfigChange(
  { gateway, member }: RequestContext,
  resourceId: string,
  reason: string,
  metadata: JsonObject,
): Promise<void> {
  const { principal, deviceId } = member;
  return gateway.store.appendAudit({
    at: gateway.clock.now(),
    notes: [
      {
        action: 'config.change',
        principalId: principal.id,
        ...(deviceId && { deviceId }),
        resourceType: 'config',
        resourceId,
        result: 'allowed',
        reason,
        metadata,
      },
    ],
  });
}
