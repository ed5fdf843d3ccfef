import {
  type ClientInfo,
  type ConnectAuth,
  type DeviceProof,
  formatDevicePayload,
} from '@coderclaw/protocol';

/**
 * The key pair by which a gateway knows this device again, and the tokens that gateways gave it.
 * Contract: the private key never leaves the implementation; `loadToken` returns undefined where there is none.
 */
export interface Device {
  /** Lower-case hex SHA-256 of the raw public key. */
  readonly id: string;
  /** The raw 32 bytes, base64url without padding. */
  readonly publicKey: string;
  /** Ed25519 over the text's UTF-8, base64url without padding. */
  sign(text: string): Promise<string>;
  /** `gateway` is the gateway's address without path. */
  loadToken(gateway: string, role: string): Promise<string | undefined>;
  saveToken(gateway: string, role: string, token: string): Promise<void>;
  forgetToken(gateway: string, role: string): Promise<void>;
}

type ProofSubject = {
  readonly device: Device;
  readonly client: ClientInfo;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly auth: ConnectAuth;
  readonly nonce: string;
  readonly signedAt: number;
};

/** Signs one socket's nonce together with everything that the connection asks for. */
export async function proveDevice(subject: ProofSubject): Promise<DeviceProof> {
  const { device, client, role, scopes, auth, nonce, signedAt } = subject;
  const payload = formatDevicePayload({
    deviceId: device.id,
    clientId: client.id,
    clientMode: client.mode,
    role,
    scopes,
    signedAt,
    token: auth.token || auth.deviceToken || auth.bootstrapToken,
    nonce,
    platform: client.platform,
    deviceFamily: client.deviceFamily,
  });
  return {
    id: device.id,
    publicKey: device.publicKey,
    signature: await device.sign(payload),
    signedAt,
    nonce,
  };
}

/** Bytes as base64url without padding (RFC 4648 §5), in Node and browsers alike. */
export function formatBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
}
