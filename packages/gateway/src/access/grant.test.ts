import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceId, DeviceRecord, DeviceTokenRecord, PrincipalId } from '@coderclaw/core';
import { SCOPES } from '@coderclaw/protocol';
import fc from 'fast-check';
import { decideGrant, type GrantFacts } from './grant.ts';

const DEVICE = 'device' as DeviceId;
const GUEST = 'guest' as PrincipalId;
const OWNER = 'owner' as PrincipalId;

const paired: DeviceRecord = {
  id: DEVICE,
  principalId: OWNER,
  publicKey: 'key',
  displayName: 'Phone',
  platform: 'web',
  clientId: 'webchat-ui',
  roles: ['operator'],
  scopes: ['operator.write'],
  pairedAt: 0,
  revokedAt: null,
};
const token: DeviceTokenRecord = {
  deviceId: DEVICE,
  role: 'operator',
  scopes: ['operator.write'],
  revokedAt: null,
};
const facts: GrantFacts = {
  clientId: 'webchat-ui',
  clientMode: 'webchat',
  role: 'operator',
  scopes: ['operator.read'],
  directLoopback: true,
  credential: { kind: 'shared' },
  deviceId: DEVICE,
  paired: null,
};
const byToken = (record: Partial<DeviceTokenRecord> = {}) =>
  ({ credential: { kind: 'device-token', record: { ...token, ...record } }, paired }) as const;
const byCode = (principalId = OWNER) =>
  ({ credential: { kind: 'sign-in-code', principalId } }) as const;

const CASES: readonly (readonly [name: string, Partial<GrantFacts>, expected: string])[] = [
  ['a new device on this machine', {}, 'device:paired-on-loopback operator.read'],
  ['a new device elsewhere', { directLoopback: false }, 'not-paired not-paired'],
  ['a paired device', { paired }, 'device:paired operator.read'],
  ['a paired device elsewhere', { paired, directLoopback: false }, 'device:paired operator.read'],
  [
    'a paired device that wants more',
    { paired, scopes: ['operator.admin'] },
    'not-paired scope-upgrade',
  ],
  ['a paired device in another role', { paired, role: 'node' }, 'not-paired role-upgrade'],
  ['a revoked device', { paired: { ...paired, revokedAt: 1 } }, 'not-paired not-paired'],
  ['a device token', byToken(), 'device:token operator.read'],
  [
    'a device token without a wish',
    { ...byToken(), scopes: undefined },
    'device:token operator.write',
  ],
  [
    'a device token that wants more',
    { ...byToken(), scopes: ['operator.admin'] },
    'not-paired scope-upgrade',
  ],
  ['a device token in another role', { ...byToken(), role: 'node' }, 'not-paired role-upgrade'],
  ['a revoked device token', byToken({ revokedAt: 1 }), 'token-mismatch'],
  ["another device's token", byToken({ deviceId: 'other' as DeviceId }), 'token-mismatch'],
  [
    'a token of a revoked device',
    { ...byToken(), paired: { ...paired, revokedAt: 1 } },
    'token-mismatch',
  ],
  ['a token of an unknown device', { ...byToken(), paired: null }, 'token-mismatch'],
  ['a device token without its device', { ...byToken(), deviceId: null }, 'device-required'],
  ['a code', { ...byCode(), directLoopback: false }, 'device:sign-in-code operator.read'],
  ['a code without a device', { ...byCode(), deviceId: null }, 'device-required'],
  ['a code for a node', { ...byCode(), role: 'node' }, 'not-paired role-upgrade'],
  [
    'a code for a paired device that wants more',
    { ...byCode(), paired, scopes: ['operator.admin'] },
    'not-paired scope-upgrade',
  ],
  ['a code of another principal', { ...byCode(GUEST), paired }, 'not-paired not-paired'],
  [
    'a code for a revoked device',
    { ...byCode(), paired: { ...paired, revokedAt: 1 } },
    'device:sign-in-code operator.read',
  ],
  [
    "a guest's code",
    { ...byCode(GUEST), scopes: ['operator.read', 'operator.admin'] },
    'device:sign-in-code operator.read',
  ],
  ['no device', { deviceId: null }, 'no-device '],
  ['a node without a device', { deviceId: null, role: 'node' }, 'device-required'],
  [
    'the command line',
    { deviceId: null, clientId: 'cli', clientMode: 'cli' },
    'local-program operator.read',
  ],
  [
    'the command line elsewhere',
    { deviceId: null, clientId: 'cli', clientMode: 'cli', directLoopback: false },
    'no-device ',
  ],
  [
    'a local backend',
    { deviceId: null, clientId: 'gateway-client', clientMode: 'backend' },
    'local-program operator.read',
  ],
  [
    'a client that mixes two',
    { deviceId: null, clientId: 'cli', clientMode: 'backend' },
    'no-device ',
  ],
  ['a client without a wish', { scopes: undefined }, 'device:paired-on-loopback '],
  [
    'a wish for what does not exist',
    { scopes: ['operator.everything'] },
    'device:paired-on-loopback ',
  ],
];

for (const [name, changed, expected] of CASES) {
  test(`${name}: ${expected}`, () => {
    const decision = decideGrant({ ...facts, ...changed });
    const { kind } = decision;
    if (kind === 'granted')
      assert.equal(`${decision.reason} ${decision.scopes.join(' ')}`, expected);
    else assert.equal(kind === 'not-paired' ? `${kind} ${decision.reason}` : kind, expected);
  });
}

test('no wish is ever granted beyond what the server knows', () => {
  const scopes = fc.subarray([...SCOPES]);
  fc.assert(
    fc.property(scopes, scopes, fc.boolean(), (known, wanted, hasToken) => {
      const record = { ...token, scopes: known };
      const decision = decideGrant({
        ...facts,
        directLoopback: false,
        scopes: wanted,
        paired: { ...paired, scopes: known },
        credential: hasToken ? { kind: 'device-token', record } : { kind: 'shared' },
      });
      if (decision.kind !== 'granted') return;
      const most = new Set<string>(known);
      if (most.has('operator.admin')) for (const scope of SCOPES) most.add(scope);
      if (most.has('operator.write')) most.add('operator.read');
      assert.ok(decision.scopes.every((scope) => most.has(scope)));
    }),
  );
});
