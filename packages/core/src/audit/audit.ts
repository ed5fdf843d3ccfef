import type { AuditId, PrincipalId, TenantId } from '../id/id.ts';
import type { JsonObject } from '../json.ts';
import type { Instant } from '../ports/clock.ts';

/** What happened, who did it and why; written in the transaction of its effect. */
export type AuditNote = {
  readonly action: AuditAction;
  readonly principalId: PrincipalId;
  readonly deviceId?: string;
  readonly sessionKey?: string;
  readonly resourceType:
    | 'message'
    | 'run'
    | 'tool'
    | 'delivery'
    | 'attachment'
    | 'session'
    | 'device'
    | 'config'
    | 'auth'
    | 'pairing'
    | 'wiring'
    | 'conversation';
  readonly resourceId: string;
  readonly result: 'allowed' | 'denied' | 'error';
  readonly reason?: string;
  readonly metadata?: JsonObject;
};

export const AUDIT_ACTIONS = [
  'message.accept',
  'run.settle',
  'run.stop',
  'run.reclaim',
  'tool.start',
  'tool.result',
  'delivery.outcome',
  'delivery.retry',
  'delivery.drop',
  'attachment.fetch',
  'attachment.release',
  'session.create',
  'command.answer',
  'pairing.offer',
  'pairing.approve',
  'pairing.deny',
  'pairing.expire',
  'pairing.revoke',
  'wiring.save',
  'wiring.remove',
  'conversation.move',
  'session.patch',
  'session.reset',
  'session.delete',
  'auth.connect',
  'auth.code.issue',
  'auth.code.redeem',
  'device.pair',
  'device.revoke',
  'config.change',
  'gateway.start',
  'gateway.stop',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** A stored note. `payload` is null once redacted; its digest stays. */
export type AuditRecord = {
  readonly id: AuditId;
  readonly sequence: number;
  readonly tenantId: TenantId;
  readonly at: Instant;
  /** SHA-256 over salt and canonical payload, hex. */
  readonly digest: string;
  readonly payload: AuditNote | null;
};

/**
 * Result of checking the chain. `unsealed` counts committed records that no seal covers yet;
 * `brokenAt` is the sequence of the first record or seal that does not hold.
 */
export type AuditVerification = {
  readonly ok: boolean;
  readonly records: number;
  readonly seals: number;
  readonly unsealed: number;
  readonly brokenAt: number | null;
  readonly problem: string | null;
  /** Head of the chain, hex; keep it elsewhere to detect that the tail was cut off. */
  readonly head: string;
};

/** Signs the audit chain's heads. Synchronous: it runs inside the group commit. */
export interface Signer {
  readonly keyId: string;
  sign(bytes: Uint8Array): Uint8Array;
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}
