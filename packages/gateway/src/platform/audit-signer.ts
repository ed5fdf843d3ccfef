import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Signer } from '@coderclaw/core';
import { GatewayError } from '../gateway-error.ts';

/**
 * Signs the audit chain with the Ed25519 key in `file` (PKCS #8 PEM, mode 0600). Where there is none, one is
 * made, and written with the first signature: a key file tells that there was a database with something in
 * it. Throws GATEWAY_AUDIT_KEY for a file that is there and holds no such key: a new key would make every
 * old signature look forged.
 */
export function openAuditSigner(file: string): Signer {
  const kept = loadKey(file);
  const privateKey = kept ?? generateKeyPairSync('ed25519').privateKey;
  const publicKey = createPublicKey(privateKey);
  const raw = publicKey.export({ type: 'spki', format: 'der' });
  let isKept = kept !== undefined;
  return {
    keyId: createHash('sha256').update(raw).digest('hex').slice(0, 16),
    sign: (bytes) => {
      if (!isKept) keepKey(file, privateKey);
      isKept = true;
      return sign(null, bytes, privateKey);
    },
    verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
  };
}

function loadKey(file: string): KeyObject | undefined {
  try {
    const content = readFileSync(file);
    // What a process leaves that was killed while it wrote the key: nothing was sealed with it.
    if (content.length === 0) return undefined;
    const key = createPrivateKey(content);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new GatewayError('GATEWAY_AUDIT_KEY', file, { cause });
  }
  throw new GatewayError('GATEWAY_AUDIT_KEY', `${file} holds a key of another kind`);
}

function keepKey(file: string, key: KeyObject): void {
  try {
    rmSync(file, { force: true });
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, key.export({ type: 'pkcs8', format: 'pem' }).toString());
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new GatewayError('GATEWAY_AUDIT_KEY', `${file} can not be written`, { cause });
  }
}
