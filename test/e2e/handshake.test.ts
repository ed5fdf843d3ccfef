import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectParams } from '@coderclaw/protocol';
import { startWorld } from './world/gateway-world.ts';
import { connectParams, createTestDevice, prove, type WireClient } from './world/wire-client.ts';

const BROWSER = { id: 'webchat-ui', version: '1', platform: 'web', mode: 'webchat' } as const;

async function refusal(client: WireClient, params: Partial<ConnectParams>) {
  const error = await client.connect(params).then(
    () => assert.fail('it was let in'),
    (reason: { shape: { code: string; details?: { code: string } } }) => reason.shape,
  );
  const { code: closeCode } = await client.closed();
  return { code: error.code, detail: error.details?.code, closeCode };
}

test('the hello says exactly what works', async (t) => {
  const world = await startWorld(t);
  const { hello } = await world.connect();
  assert.equal(hello.protocol, 4);
  assert.deepEqual(hello.policy, {
    maxPayload: 26_214_400,
    maxBufferedBytes: 52_428_800,
    tickIntervalMs: 30_000,
  });
  assert.equal(hello.snapshot.sessionDefaults?.mainSessionKey, 'agent:main:main');
  assert.deepEqual(hello.auth.scopes, ['operator.admin']);
  const client = await world.connect();
  for (const method of hello.features.methods) {
    const shape = await client.raw(method, { nonsense: true }).then(
      () => assert.fail(`${method} takes anything`),
      (error: { shape: { message: string } }) => error.shape,
    );
    assert.match(
      shape.message,
      /^invalid [\w.-]+ params: at root: unexpected property "nonsense"/u,
    );
  }
});

test('another protocol is refused with the one we speak', async (t) => {
  const world = await startWorld(t);
  const expected = { code: 'INVALID_REQUEST', detail: 'PROTOCOL_MISMATCH', closeCode: 1002 };
  assert.deepEqual(await refusal(world.dial(), { minProtocol: 2, maxProtocol: 3 }), expected);
  assert.deepEqual(await refusal(world.dial(), { minProtocol: 5, maxProtocol: 6 }), expected);
});

test('a probe may speak the protocol before', async (t) => {
  const world = await startWorld(t);
  const client = { id: 'openclaw-probe', version: '1', platform: 'linux', mode: 'probe' } as const;
  const probe = await world.connect({ client, minProtocol: 3, maxProtocol: 3, scopes: [] });
  assert.equal(probe.hello.protocol, 4);
});

test('the first frame has to be a well-formed connect', async (t) => {
  const world = await startWorld(t);
  for (const frame of [
    '{',
    '[]',
    '{"type":"req","id":"1","method":"health"}',
    '{"type":"nonsense"}',
    '"x"',
  ]) {
    const client = world.dial();
    await client.challenge();
    client.socket.send(frame);
    assert.equal((await client.closed()).code, 1008, frame);
  }
});

test('more than 64 KiB before connect closes the socket, in one frame or many', async (t) => {
  const world = await startWorld(t);
  const one = world.dial();
  await one.challenge();
  one.socket.send('x'.repeat(70_000));
  assert.equal((await one.closed()).code, 1009);
  const many = world.dial();
  await many.challenge();
  for (let count = 0; count < 70; count += 1) many.socket.send('x'.repeat(1_000), { fin: false });
  assert.equal((await many.closed()).code, 1009);
});

test('without a credential, or with a wrong one, nobody is let in', async (t) => {
  const world = await startWorld(t);
  const outcomes = {
    AUTH_REQUIRED: {},
    AUTH_TOKEN_MISMATCH: { auth: { token: 'wrong' } },
    AUTH_PASSWORD_MISMATCH: { auth: { password: 'wrong' } },
    AUTH_DEVICE_TOKEN_MISMATCH: { auth: { deviceToken: 'wrong' } },
    DEVICE_IDENTITY_REQUIRED: { auth: { bootstrapToken: 'wrong' } },
  };
  for (const [detail, params] of Object.entries(outcomes)) {
    const expected = { code: 'INVALID_REQUEST', detail, closeCode: 1008 };
    assert.deepEqual(await refusal(world.dial(), params), expected);
  }
});

test('a signed device on this machine is paired silently, and comes back with its own token', async (t) => {
  const world = await startWorld(t);
  const device = createTestDevice();
  const first = await world.connect(
    { client: BROWSER, scopes: ['operator.read', 'operator.write'] },
    device,
  );
  const deviceToken = first.hello.auth.deviceToken;
  assert.ok(deviceToken);
  const again = world.dial();
  const scopes = ['operator.write'];
  const hello = await again.connect({ client: BROWSER, scopes, auth: { deviceToken } }, device);
  assert.deepEqual(hello.auth, { role: 'operator', scopes });
});

test('a proof that is not of this device, this socket and this minute is refused', async (t) => {
  const world = await startWorld(t);
  const device = createTestDevice();
  const other = createTestDevice();
  const auth = { token: world.token };
  const whole = connectParams({ client: BROWSER, auth });
  const now = Date.now();
  const proofs = {
    DEVICE_AUTH_NONCE_MISMATCH: () => prove(device, whole, '', { nonce: 'of-another-socket' }),
    DEVICE_AUTH_SIGNATURE_EXPIRED: (nonce: string) =>
      prove(device, whole, nonce, { signedAt: now - 121_000 }),
    DEVICE_AUTH_SIGNATURE_INVALID: (nonce: string) => ({
      ...prove(device, whole, nonce),
      signature: prove(other, whole, nonce).signature,
    }),
    DEVICE_AUTH_DEVICE_ID_MISMATCH: (nonce: string) => ({
      ...prove(device, whole, nonce),
      id: other.id,
    }),
    DEVICE_AUTH_PUBLIC_KEY_INVALID: (nonce: string) => ({
      ...prove(device, whole, nonce),
      publicKey: 'AAAA',
    }),
  };
  for (const [detail, proof] of Object.entries(proofs)) {
    const client = world.dial();
    const params = { client: BROWSER, auth, device: proof(await client.challenge()) };
    assert.deepEqual(await refusal(client, params), {
      code: 'INVALID_REQUEST',
      detail,
      closeCode: 1008,
    });
  }
});

test('a sign-in link signs one browser in, once', async (t) => {
  const world = await startWorld(t);
  const { url } = await world.gateway.signInLink();
  const bootstrapToken = new URL(url).hash.slice('#code='.length);
  const first = world.dial();
  const hello = await first.connect(
    { client: BROWSER, auth: { bootstrapToken } },
    createTestDevice(),
  );
  assert.deepEqual(hello.auth.scopes, ['operator.admin']);
  assert.ok(hello.auth.deviceToken);
  const second = world.dial();
  const again = second.connect({ client: BROWSER, auth: { bootstrapToken } }, createTestDevice());
  await assert.rejects(again, /sign-in link was used or has expired/u);
});

test('a client that connects twice, or while it connects, is told off', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  await assert.rejects(client.raw('connect', connectParams()), /signed in already/u);
  const hasty = world.dial();
  await hasty.challenge();
  hasty.send('connect', connectParams({ auth: { token: world.token } }));
  hasty.send('health');
  assert.equal((await hasty.closed()).code, 1008);
});

test('after ten wrong tokens a local client is slowed, not locked out', async (t) => {
  const world = await startWorld(t);
  for (let count = 0; count < 10; count += 1)
    await refusal(world.dial(), { auth: { token: 'wrong' } });
  const { hello } = await world.connect();
  assert.equal(hello.type, 'hello-ok');
});
