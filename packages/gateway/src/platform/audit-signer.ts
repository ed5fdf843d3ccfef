import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Signer } from '@coderclaw/core';
import { GatewayError } from '../gateway-error.ts';

/**
 * Signs the audit chain with the Ed25519 key in `file` (PKCS #8 PEM, mode 0600), made when there is
 * none. Throws GATEWAY_AUDIT_KEY for a file that is there and holds no such key: a new key would make
 * every old signature look forged.
 */
export function openAuditSigner(file: string): Signer {
  const privateKey = loadKey(file) ?? createKey(file);
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ type: 'spki', format: 'der' });
  return {
    keyId: createHash('sha256').update(raw).digest('hex').slice(0, 16),
    sign: (bytes) => sign(null, bytes, privateKey),
    verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
  };
}

function loadKey(file: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new GatewayError('GATEWAY_AUDIT_KEY', file, { cause });
  }
  throw new GatewayError('GATEWAY_AUDIT_KEY', `${file} holds a key of another kind`);
}

function createKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new GatewayError('GATEWAY_AUDIT_KEY', `${file} can not be written`, { cause });
  }
  return privateKey;
}
