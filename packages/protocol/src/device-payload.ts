/** What a device signs to prove itself on one socket. */
export type DevicePayload = {
  /** Lower-case hex SHA-256 of the raw public key. */
  readonly deviceId: string;
  readonly clientId: string;
  readonly clientMode: string;
  readonly role: string;
  /** As requested in `connect`, in that order. */
  readonly scopes: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly signedAt: number;
  /** The first present of token, deviceToken and bootstrapToken. */
  readonly token?: string | undefined;
  /** Of this socket's `connect.challenge`. */
  readonly nonce: string;
  readonly platform?: string | undefined;
  readonly deviceFamily?: string | undefined;
};

/** The text that is signed with Ed25519, version 3: bound to the client's platform too. */
export function formatDevicePayload(payload: DevicePayload): string {
  const metadata = [payload.platform, payload.deviceFamily].map(normalizeMetadata);
  return [`v3`, ...fieldsOf(payload), ...metadata].join('|');
}

/** Version 2, which older clients sign: without platform and device family. */
export function formatDevicePayloadV2(payload: DevicePayload): string {
  return [`v2`, ...fieldsOf(payload)].join('|');
}

function fieldsOf(payload: DevicePayload): readonly string[] {
  return [
    payload.deviceId,
    payload.clientId,
    payload.clientMode,
    payload.role,
    payload.scopes.join(','),
    String(payload.signedAt),
    payload.token ?? '',
    payload.nonce,
  ];
}

/** Only ASCII letters are lowered: a locale must not change what is signed. */
function normalizeMetadata(text: string | undefined): string {
  return (text ?? '').trim().replace(/[A-Z]/gu, (letter) => letter.toLowerCase());
}
