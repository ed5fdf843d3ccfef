import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ClientError } from '../client-error.ts';
import { openDeviceFile } from './device-file.ts';

async function temporary(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'coderclaw-device-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const isDeviceError = (words: RegExp) => (error: unknown) =>
  error instanceof ClientError && error.code === 'CLIENT_DEVICE' && words.test(error.message);

test('a device is made once and known again', async () => {
  await using home = await temporary();
  const directory = join(home.path, 'client');
  const opened = await Promise.all([openDeviceFile(directory), openDeviceFile(directory)]);
  const again = await openDeviceFile(directory);
  assert.deepEqual(
    opened.map(({ id }) => id),
    [again.id, again.id],
  );
  assert.match(again.id, /^[0-9a-f]{64}$/u);
  assert.equal((await stat(directory)).mode & 0o777, 0o700);
  assert.equal((await stat(join(directory, 'device-key.pem'))).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(directory), ['device-key.pem']);
});

test('what a device signs verifies with its public key', async () => {
  await using home = await temporary();
  const device = await openDeviceFile(home.path);
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey },
    format: 'jwk',
  });
  assert.ok(verify(null, Buffer.from('ü'), key, Buffer.from(await device.sign('ü'), 'base64url')));
});

test('tokens are kept for each gateway and role, and forgotten', async () => {
  await using home = await temporary();
  const device = await openDeviceFile(home.path);
  await Promise.all([
    device.saveToken('ws://a', 'operator', 'one'),
    device.saveToken('ws://b', 'operator', 'two'),
    device.saveToken('ws://a', 'node', 'three'),
  ]);
  const again = await openDeviceFile(home.path);
  assert.equal(await again.loadToken('ws://a', 'operator'), 'one');
  assert.equal(await again.loadToken('ws://a', 'node'), 'three');
  await again.forgetToken('ws://a', 'operator');
  assert.equal(await device.loadToken('ws://a', 'operator'), undefined);
  assert.equal((await stat(join(home.path, 'device-tokens.json'))).mode & 0o777, 0o600);
  assert.equal((await readdir(home.path)).length, 2);
});

test('a key that others may read, or that is damaged, is refused and left as it is', async () => {
  await using home = await temporary();
  const path = join(home.path, 'device-key.pem');
  await openDeviceFile(home.path);
  await chmod(path, 0o644);
  await assert.rejects(openDeviceFile(home.path), isDeviceError(/chmod 600/u));
  await writeFile(path, 'torn');
  await chmod(path, 0o600);
  await assert.rejects(openDeviceFile(home.path), isDeviceError(/damaged/u));
  assert.equal(await readFile(path, 'utf8'), 'torn');
});
