import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
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
    // As an older version left it when it was killed while it wrote the key: nothing was sealed with it.
    if (content.length === 0) return undefined;
    const key = createPrivateKey(content);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new GatewayError('GATEWAY_AUDIT_KEY', file, { cause });
  }
  throw new GatewayError('GATEWAY_AUDIT_KEY', `${file} holds a key of another kind`);
}

/** Under its own name the key is whole or not there, after a power cut too: a part of one would refuse every start. */
function keepKey(file: string, key: KeyObject): void {
  const draft = `${file}.tmp`;
  try {
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeFileSync(descriptor, key.export({ type: 'pkcs8', format: 'pem' }));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
    flushDirectory(dirname(file));
  } catch (cause) {
    throw new GatewayError('GATEWAY_AUDIT_KEY', `${file} can not be written`, { cause });
  }
}

/** Makes the rename itself durable, before anything is sealed. Windows can not open a directory. */
function flushDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
