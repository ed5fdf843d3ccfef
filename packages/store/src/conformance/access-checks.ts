import assert from 'node:assert/strict';
import { type DeviceId, OWNER, type PairDevice } from '@coderclaw/core';
import { rejectsWith } from './store-driver.ts';
import type { Check } from './suite.ts';

const DEVICE = 'device-a' as DeviceId;

export function accessChecks(check: Check): void {
  const pair = (at: number, more: Partial<PairDevice> = {}): PairDevice => ({
    at,
    id: DEVICE,
    principalId: OWNER,
    publicKey: 'key',
    displayName: 'Browser',
    platform: 'linux',
    clientId: 'web',
    roles: ['operator'],
    scopes: ['read'],
    reason: 'loopback',
    ...more,
  });

  check('a device is paired, extended and listed', async (d) => {
    const device = await d.store.pairDevice(pair(d.tick()));
    assert.deepEqual(await d.store.findDevice(DEVICE), device);
    const more = await d.store.pairDevice(
      pair(d.tick(), { roles: ['node'], scopes: ['read', 'write'] }),
    );
    assert.deepEqual(
      [more.roles, more.scopes, more.pairedAt],
      [['operator', 'node'], ['read', 'write'], device.pairedAt],
    );
    assert.deepEqual(await d.store.listDevices(), [more]);
    await rejectsWith('STORE_CONFLICT', d.store.pairDevice(pair(d.tick(), { publicKey: 'other' })));
    await rejectsWith(
      'STORE_CONFLICT',
      d.store.pairDevice(pair(d.tick(), { principalId: 'other' as never })),
    );
  });

  check('a token is found by its hash until it is replaced', async (d) => {
    const save = (tokenHash: string) =>
      d.store.saveDeviceToken({
        at: d.tick(),
        deviceId: DEVICE,
        role: 'operator',
        scopes: ['read'],
        tokenHash,
      });
    await rejectsWith('STORE_NOT_FOUND', save('h0'));
    await d.store.pairDevice(pair(d.tick()));
    await save('h1');
    assert.deepEqual(await d.store.findDeviceToken('h1'), {
      deviceId: DEVICE,
      role: 'operator',
      scopes: ['read'],
      revokedAt: null,
    });
    await save('h2');
    assert.equal(await d.store.findDeviceToken('h1'), undefined);
    assert.ok(await d.store.findDeviceToken('h2'));
  });

  check(
    'revoking takes device and tokens, and pairing again brings no old right back',
    async (d) => {
      await d.store.pairDevice(pair(d.tick(), { scopes: ['admin'] }));
      await d.store.saveDeviceToken({
        at: d.tick(),
        deviceId: DEVICE,
        role: 'operator',
        scopes: [],
        tokenHash: 'h',
      });
      const revoke = () =>
        d.store.revokeDevice({ at: d.tick(), deviceId: DEVICE, principalId: OWNER });
      assert.equal(await revoke(), true);
      assert.equal(await revoke(), false);
      assert.notEqual((await d.store.findDevice(DEVICE))?.revokedAt, null);
      assert.notEqual((await d.store.findDeviceToken('h'))?.revokedAt, null);
      await rejectsWith(
        'STORE_NOT_FOUND',
        d.store.saveDeviceToken({
          at: d.tick(),
          deviceId: DEVICE,
          role: 'operator',
          scopes: [],
          tokenHash: 'i',
        }),
      );
      const again = await d.store.pairDevice(pair(d.tick()));
      assert.deepEqual([again.scopes, again.revokedAt], [['read'], null]);
      assert.notEqual((await d.store.findDeviceToken('h'))?.revokedAt, null);
    },
  );

  check('a sign-in code is redeemed once, and not after it expired', async (d) => {
    const issue = (codeHash: string, expiresAt: number) =>
      d.store.saveSignInCode({ at: d.tick(), codeHash, principalId: OWNER, expiresAt });
    await issue('good', 4_000_000_000_000);
    await issue('old', 5);
    const redeem = (codeHash: string) => d.store.redeemSignInCode({ at: d.tick(), codeHash });
    const both = await Promise.all([redeem('good'), redeem('good')]);
    assert.deepEqual(both, [
      { kind: 'redeemed', principalId: OWNER },
      { kind: 'refused', reason: 'used' },
    ]);
    assert.deepEqual(await redeem('old'), { kind: 'refused', reason: 'expired' });
    assert.deepEqual(await redeem('never'), { kind: 'refused', reason: 'unknown' });
    const denied = await d.store.listAudit({
      limit: 9,
      action: 'auth.code.redeem',
      result: 'denied',
    });
    assert.equal(denied.length, 3);
  });
}
