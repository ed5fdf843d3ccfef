import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import {
  type ConnectAuth,
  type ConnectParams,
  formatDevicePayload,
  WireError,
} from '@coderclaw/protocol';
import { createClient } from './client.ts';
import type { Device } from './device.ts';
import { startFakeGateway } from './testing/fake-gateway.ts';

function memoryDevice(
  tokens = new Map<string, string>(),
): Device & { readonly tokens: Map<string, string> } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    tokens,
    id: 'device',
    publicKey: publicKey.export({ format: 'jwk' }).x!,
    sign: async (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
    loadToken: async (_gateway, role) => tokens.get(role),
    saveToken: async (_gateway, role, token) => void tokens.set(role, token),
    forgetToken: async (_gateway, role) => void tokens.delete(role),
  };
}

/** Connects with the given means to a gateway that accepts `accepts`; returns what was shown, in order. */
async function show(auth: ConnectAuth, device: Device, accepts: string, times = 1) {
  const shown: ConnectAuth[] = [];
  const gateway = await startFakeGateway({
    onConnect: (params, nonce) => {
      shown.push(params.auth ?? {});
      assertSigned(params, nonce);
      if (Object.values(params.auth ?? {}).includes(accepts)) return { deviceToken: 'issued' };
      throw new WireError('INVALID_REQUEST', 'unauthorized', {
        details: { code: 'AUTH_TOKEN_MISMATCH' },
      });
    },
  });
  const client = createClient({
    url: gateway.url,
    client: { id: 'test', version: '1', platform: ' Linux', mode: 'test', deviceFamily: 'PC' },
    auth,
    device,
    reconnect: { firstDelayMs: 1, maxDelayMs: 1 },
  });
  let refusal: unknown;
  try {
    for (let time = 1; time <= times; time += 1) {
      await client.connect();
      if (time === times) break;
      const waiting = new Promise<void>((resolve) =>
        client.onState(({ kind }) => kind === 'waiting' && resolve()),
      );
      gateway.connections.at(-1)!.cut();
      accepts = 'issued';
      await waiting;
    }
  } catch (error) {
    refusal = error;
  }
  client.close();
  await gateway.stop();
  return { shown, refusal };
}

function assertSigned(
  { client, role = '', scopes = [], auth, device }: ConnectParams,
  nonce: string,
): void {
  assert.ok(device);
  const token = auth?.token ?? auth?.deviceToken ?? auth?.bootstrapToken;
  const { platform, deviceFamily, id: clientId, mode: clientMode } = client;
  const subject = {
    deviceId: device.id,
    clientId,
    clientMode,
    role,
    scopes,
    signedAt: device.signedAt,
  };
  const text = formatDevicePayload({ ...subject, token, nonce, platform, deviceFamily });
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey },
    format: 'jwk',
  });
  assert.ok(verify(null, Buffer.from(text), key, Buffer.from(device.signature, 'base64url')));
  assert.equal(device.nonce, nonce);
}

test('a sign-in code is shown once; from then on the token that was issued for it', async () => {
  const device = memoryDevice();
  const { shown } = await show({ bootstrapToken: 'code' }, device, 'code', 2);
  assert.deepEqual(shown, [{ bootstrapToken: 'code' }, { deviceToken: 'issued' }]);
  assert.equal(device.tokens.get('operator'), 'issued');
});

test('a token that was given comes before one that was issued', async () => {
  const { shown } = await show(
    { token: 'given' },
    memoryDevice(new Map([['operator', 'issued']])),
    'given',
  );
  assert.deepEqual(shown, [{ token: 'given' }]);
});

test('when the given token is refused the issued one is tried', async () => {
  const { shown, refusal } = await show(
    { token: 'old' },
    memoryDevice(new Map([['operator', 'issued']])),
    'issued',
  );
  assert.deepEqual(shown, [{ token: 'old' }, { deviceToken: 'issued' }]);
  assert.equal(refusal, undefined);
});

test('an issued token that is refused is forgotten', async () => {
  const device = memoryDevice(new Map([['operator', 'revoked']]));
  const { shown, refusal } = await show({}, device, 'other');
  assert.deepEqual(shown, [{ deviceToken: 'revoked' }]);
  assert.ok(refusal instanceof WireError);
  assert.equal(device.tokens.size, 0);
});

test('nothing is tried twice', async () => {
  const { shown, refusal } = await show(
    { token: 'wrong', bootstrapToken: 'spent' },
    memoryDevice(),
    'other',
  );
  assert.deepEqual(shown, [{ bootstrapToken: 'spent' }, { token: 'wrong' }]);
  assert.ok(refusal instanceof WireError);
});
