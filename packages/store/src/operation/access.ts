import {
  type AccessStore,
  DEFAULT_TENANT,
  type DeviceRecord,
  type PairDevice,
  type RedeemResult,
  StoreError,
  SYSTEM,
} from '@coderclaw/core';
import { demand } from '../transaction/records.ts';
import type { DeviceRow, DeviceTokenRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { openPrincipal } from './open-session.ts';

export function pairDevice(tx: Transaction, command: PairDevice): DeviceRecord {
  const { at, reason, ...device } = command;
  openPrincipal(tx, { at, principalId: device.principalId, tenantId: DEFAULT_TENANT });
  const known = tx.tables.device.find(device.id);
  const paired = known
    ? extendDevice(tx, known, command)
    : { ...device, pairedAt: at, revokedAt: null };
  if (!known) tx.tables.device.insert(paired);
  tx.audit(at, {
    action: 'device.pair',
    principalId: paired.principalId,
    deviceId: paired.id,
    resourceType: 'device',
    resourceId: paired.id,
    result: 'allowed',
    reason,
    metadata: { roles: paired.roles, scopes: paired.scopes },
  });
  return paired;
}

/** A device that was revoked starts anew; the rights that were taken from it do not come back. */
function extendDevice(
  tx: Transaction,
  known: DeviceRow,
  { at, displayName, platform, clientId, ...device }: PairDevice,
): DeviceRow {
  if (known.publicKey !== device.publicKey)
    throw new StoreError('STORE_CONFLICT', `device ${known.id} was paired with another key`);
  if (known.principalId !== device.principalId)
    throw new StoreError('STORE_CONFLICT', `device ${known.id} belongs to another principal`);
  const kept = known.revokedAt === null ? known : { roles: [], scopes: [] };
  return tx.tables.device.update(known, {
    displayName,
    platform,
    clientId,
    roles: union(kept.roles, device.roles),
    scopes: union(kept.scopes, device.scopes),
    pairedAt: known.revokedAt === null ? known.pairedAt : at,
    revokedAt: null,
  });
}

export function saveDeviceToken(
  tx: Transaction,
  command: Parameters<AccessStore['saveDeviceToken']>[0],
): void {
  const { at, deviceId, role, scopes, tokenHash } = command;
  const device = demand(tx.tables.device.find(deviceId), `device ${deviceId}`);
  if (device.revokedAt !== null)
    throw new StoreError('STORE_NOT_FOUND', `device ${deviceId} was revoked`);
  const row: DeviceTokenRow = { deviceId, role, scopes, tokenHash, issuedAt: at, revokedAt: null };
  const known = tx.tables.deviceToken.find(deviceId, role);
  if (known) tx.tables.deviceToken.update(known, row);
  else tx.tables.deviceToken.insert(row);
}

export function revokeDevice(
  tx: Transaction,
  { at, deviceId, principalId }: Parameters<AccessStore['revokeDevice']>[0],
): boolean {
  const device = tx.tables.device.find(deviceId);
  if (!device || device.revokedAt !== null) return false;
  tx.tables.device.update(device, { revokedAt: at });
  for (const token of tx.tables.deviceToken.byDevice(deviceId)) {
    if (token.revokedAt === null) tx.tables.deviceToken.update(token, { revokedAt: at });
  }
  tx.audit(at, {
    action: 'device.revoke',
    principalId,
    deviceId,
    resourceType: 'device',
    resourceId: deviceId,
    result: 'allowed',
  });
  return true;
}

export function saveSignInCode(
  tx: Transaction,
  { at, codeHash, principalId, expiresAt }: Parameters<AccessStore['saveSignInCode']>[0],
): void {
  if (tx.tables.signInCode.find(codeHash))
    throw new StoreError('STORE_CONFLICT', 'this sign-in code was issued before');
  openPrincipal(tx, { at, principalId, tenantId: DEFAULT_TENANT });
  tx.tables.signInCode.insert({ codeHash, principalId, issuedAt: at, expiresAt, usedAt: null });
  tx.audit(at, {
    action: 'auth.code.issue',
    principalId,
    resourceType: 'auth',
    resourceId: nameOf(codeHash),
    result: 'allowed',
  });
}

export function redeemSignInCode(
  tx: Transaction,
  { at, codeHash }: Parameters<AccessStore['redeemSignInCode']>[0],
): RedeemResult {
  const code = tx.tables.signInCode.find(codeHash);
  const refusal = !code
    ? 'unknown'
    : code.usedAt !== null
      ? 'used'
      : code.expiresAt <= at
        ? 'expired'
        : null;
  if (code && refusal === null) tx.tables.signInCode.update(code, { usedAt: at });
  tx.audit(at, {
    action: 'auth.code.redeem',
    principalId: code?.principalId ?? SYSTEM,
    resourceType: 'auth',
    resourceId: nameOf(codeHash),
    result: refusal === null ? 'allowed' : 'denied',
    ...(refusal && { reason: refusal }),
  });
  if (!code || refusal !== null) return { kind: 'refused', reason: refusal ?? 'unknown' };
  return { kind: 'redeemed', principalId: code.principalId };
}

/** Enough of a hash to recognise a code in the audit trail. */
function nameOf(codeHash: string): string {
  return codeHash.slice(0, 12);
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}
