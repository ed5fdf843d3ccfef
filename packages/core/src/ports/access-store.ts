import type { DeviceId, PrincipalId } from '../id/id.ts';
import type { Instant } from './clock.ts';

/** Devices, their tokens and sign-in codes. Secrets are stored as SHA-256 hashes only. */
export interface AccessStore {
  findDevice(deviceId: DeviceId): Promise<DeviceRecord | undefined>;
  listDevices(): Promise<readonly DeviceRecord[]>;
  /** Pairs a device, or adds a role and scopes to one. Never called with more than its approver may grant. */
  pairDevice(command: PairDevice): Promise<DeviceRecord>;
  /** Replaces the token of (device, role) and returns when it is durable. */
  saveDeviceToken(command: {
    readonly at: Instant;
    readonly deviceId: DeviceId;
    readonly role: string;
    readonly scopes: readonly string[];
    readonly tokenHash: string;
  }): Promise<void>;
  findDeviceToken(tokenHash: string): Promise<DeviceTokenRecord | undefined>;
  /** Revokes a device with all its tokens. False when it was not paired. */
  revokeDevice(command: {
    readonly at: Instant;
    readonly deviceId: DeviceId;
    readonly principalId: PrincipalId;
  }): Promise<boolean>;
  saveSignInCode(command: {
    readonly at: Instant;
    readonly codeHash: string;
    readonly principalId: PrincipalId;
    readonly expiresAt: Instant;
  }): Promise<void>;
  /** Uses a code up. The same code is redeemed once, whatever happens afterwards. */
  redeemSignInCode(command: {
    readonly at: Instant;
    readonly codeHash: string;
  }): Promise<RedeemResult>;
}

export type DeviceRecord = {
  readonly id: DeviceId;
  readonly principalId: PrincipalId;
  /** Raw Ed25519 key, base64url without padding. */
  readonly publicKey: string;
  readonly displayName: string;
  readonly platform: string;
  readonly clientId: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly pairedAt: Instant;
  readonly revokedAt: Instant | null;
};

export type DeviceTokenRecord = {
  readonly deviceId: DeviceId;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly revokedAt: Instant | null;
};

export type PairDevice = Omit<DeviceRecord, 'pairedAt' | 'revokedAt'> & {
  readonly at: Instant;
  /** Why it was approved: `loopback`, `sign-in-code`, or who did it. */
  readonly reason: string;
};

export type RedeemResult =
  | { readonly kind: 'redeemed'; readonly principalId: PrincipalId }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' | 'used' };
