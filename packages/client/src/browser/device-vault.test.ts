import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { ClientError } from '../client-error.ts';
import { openDeviceVault, type Vault } from './device-vault.ts';

function memoryVault(rows = new Map<string, unknown>()): Vault {
  return {
    get: async (key) => rows.get(key),
    put: async (key, value) => void (value === undefined ? rows.delete(key) : rows.set(key, value)),
  };
}

async function open(vault: Vault) {
  const opened = await openDeviceVault(vault);
  assert.ok(opened.kind === 'ready');
  return opened.device;
}

test('a browser keeps one key pair, which signs and can not be read out', async () => {
  const rows = new Map<string, unknown>();
  const device = await open(memoryVault(rows));
  assert.equal((await open(memoryVault(rows))).id, device.id);
  assert.equal((rows.get('key-pair') as CryptoKeyPair).privateKey.extractable, false);
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey },
    format: 'jwk',
  });
  assert.ok(verify(null, Buffer.from('x'), key, Buffer.from(await device.sign('x'), 'base64url')));
});

test('a browser keeps tokens for each gateway and forgets them', async () => {
  const device = await open(memoryVault());
  await device.saveToken('ws://a', 'operator', 'one');
  assert.equal(await device.loadToken('ws://a', 'operator'), 'one');
  assert.equal(await device.loadToken('ws://b', 'operator'), undefined);
  await device.forgetToken('ws://a', 'operator');
  assert.equal(await device.loadToken('ws://a', 'operator'), undefined);
});

test('a storage that fails is an error that says so', async () => {
  const broken: Vault = {
    get: () => Promise.reject(new Error('quota')),
    put: () => Promise.reject(new Error('quota')),
  };
  await assert.rejects(
    openDeviceVault(broken),
    (error) => error instanceof ClientError && error.code === 'CLIENT_DEVICE',
  );
});
