import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type DeviceProof, SIGNATURE_SKEW_MS } from '@coderclaw/protocol';

const RAW_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

export type DeviceVerdict =
  | { readonly valid: true }
  | { readonly valid: false; readonly code: DeviceProblem; readonly message: string };

export type DeviceProblem =
  | 'DEVICE_AUTH_NONCE_MISMATCH'
  | 'DEVICE_AUTH_SIGNATURE_EXPIRED'
  | 'DEVICE_AUTH_PUBLIC_KEY_INVALID'
  | 'DEVICE_AUTH_DEVICE_ID_MISMATCH'
  | 'DEVICE_AUTH_SIGNATURE_INVALID';

/**
 * Whether `proof` shows possession of the device's key on this socket: our nonce, a clock within two
 * minutes of ours, an id that is the key's hash, and a signature over one of `payloads` (the same
 * request in the forms of each signature version).
 */
export function verifyDeviceProof(
  proof: DeviceProof,
  expected: { readonly nonce: string; readonly now: number; readonly payloads: readonly string[] },
): DeviceVerdict {
  if (proof.nonce !== expected.nonce) {
    return invalid('DEVICE_AUTH_NONCE_MISMATCH', 'the nonce is not the one of this connection');
  }
  if (Math.abs(proof.signedAt - expected.now) > SIGNATURE_SKEW_MS) {
    return invalid('DEVICE_AUTH_SIGNATURE_EXPIRED', 'signed too long ago, or the clocks differ');
  }
  const raw = Buffer.from(proof.publicKey, 'base64url');
  const key = raw.length === RAW_KEY_BYTES ? importRawKey(raw) : undefined;
  if (!key)
    return invalid('DEVICE_AUTH_PUBLIC_KEY_INVALID', 'the public key is not an Ed25519 key');
  if (createHash('sha256').update(raw).digest('hex') !== proof.id) {
    return invalid('DEVICE_AUTH_DEVICE_ID_MISMATCH', 'the device id is not the hash of its key');
  }
  const signature = Buffer.from(proof.signature, 'base64url');
  const signed = (payload: string) => verify(null, Buffer.from(payload), key, signature);
  if (signature.length === SIGNATURE_BYTES && expected.payloads.some(signed))
    return { valid: true };
  return invalid('DEVICE_AUTH_SIGNATURE_INVALID', 'the signature does not fit the request');
}

function invalid(code: DeviceProblem, message: string): DeviceVerdict {
  return { valid: false, code, message };
}

function importRawKey(raw: Buffer): KeyObject | undefined {
  const x = raw.toString('base64url');
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    // Ignored: bytes that are no key are the refusal that the caller gives.
    return undefined;
  }
}
