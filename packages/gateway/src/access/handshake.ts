import {
  type Clock,
  type DeviceId,
  type DeviceRecord,
  type Ids,
  type Logger,
  type Principal,
  STRANGER,
  type Store,
} from '@coderclaw/core';
import {
  type ConnectParams,
  formatDevicePayload,
  formatDevicePayloadV2,
  MIN_PROBE_PROTOCOL_VERSION,
  PROTOCOL_VERSION,
} from '@coderclaw/protocol';
import { briefClient } from './brief-client.ts';
import {
  type ConnectRefusal,
  refuseCredential,
  refuseDevice,
  refuseForNow,
  refuseProtocol,
  refuseRole,
  refuseUnpaired,
  refuseWithoutDevice,
} from './connect-refusal.ts';
import {
  checkCredential,
  classesOfCredential,
  holdsGuess,
  type SharedSecret,
} from './credential.ts';
import { type DeviceVerdict, verifyDeviceProof } from './device-signature.ts';
import type { CredentialClass, FailureLimiter } from './failure-limiter.ts';
import { decideGrant, type Grant, type PairingReason } from './grant.ts';
import { createSecret, hashSecret } from './secret.ts';

/** What a connection may do, fixed when it signed in. Nothing in it is the client's own word. */
export type Access = {
  readonly principal: Principal;
  readonly role: Role;
  readonly scopes: readonly string[];
  readonly deviceId: DeviceId | null;
};
export type Role = 'operator' | 'node';

/** What the gateway itself knows about the socket that asks. */
export type Peer = {
  readonly address: string;
  readonly loopback: boolean;
  /** Loopback, and no header shows that somebody else stands behind it. */
  readonly directLoopback: boolean;
  readonly nonce: string;
};

export type HandshakePorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly limiter: FailureLimiter;
  readonly shared: () => SharedSecret;
};

export type ConnectOutcome =
  | { readonly kind: 'accepted'; readonly access: Access; readonly deviceToken: IssuedToken | null }
  | ConnectRefusal;

export type IssuedToken = { readonly token: string; readonly issuedAt: number };

/** One request to connect, on its way through the handshake. */
type Attempt = {
  readonly params: ConnectParams;
  readonly role: Role;
  readonly peer: Peer;
  readonly ports: HandshakePorts;
  readonly credentialClasses: readonly CredentialClass[];
};

/**
 * Who a client is and what it may do: protocol, failures so far, device, credential, rights, pairing.
 * Rejects only where the store fails; whoever calls it refuses then.
 */
export async function signIn(
  params: ConnectParams,
  peer: Peer,
  ports: HandshakePorts,
): Promise<ConnectOutcome> {
  if (!speaksOurProtocol(params)) return refuseProtocol();
  const role = params.role ?? 'operator';
  if (role !== 'operator' && role !== 'node') return refuseRole();
  const attempt = {
    params,
    role,
    peer,
    ports,
    credentialClasses: classesOfCredential(params.auth),
  } as const;
  const patience = ports.limiter.decide(peer.address, attempt.credentialClasses, peer.loopback);
  if (patience.kind === 'locked-out') return refuseForNow(patience.retryAfterMs);
  if (patience.delayMs > 0) await ports.clock.sleep(patience.delayMs);

  const device = verifyDevice(attempt);
  if (device && !device.valid) return failed(attempt, refuseDevice(device.code, device.message));
  // A code is used up by being tried, so a client that could not be paired does not get to try.
  if (!device && attempt.credentialClasses[0] === 'sign-in-code') return refuseWithoutDevice();
  return authorise(attempt);
}

function speaksOurProtocol({ minProtocol, maxProtocol, client }: ConnectParams): boolean {
  if (client.mode === 'probe') return maxProtocol >= MIN_PROBE_PROTOCOL_VERSION;
  return minProtocol <= PROTOCOL_VERSION && maxProtocol >= PROTOCOL_VERSION;
}

function verifyDevice({ params, role, peer, ports }: Attempt): DeviceVerdict | null {
  const { device, client, auth } = params;
  if (!device) return null;
  const payload = {
    deviceId: device.id,
    clientId: client.id,
    clientMode: client.mode,
    role,
    scopes: params.scopes ?? [],
    signedAt: device.signedAt,
    token: auth?.token ?? auth?.deviceToken ?? auth?.bootstrapToken,
    nonce: peer.nonce,
    platform: client.platform,
    deviceFamily: client.deviceFamily,
  };
  const payloads = [formatDevicePayload(payload), formatDevicePayloadV2(payload)];
  return verifyDeviceProof(device, { nonce: peer.nonce, now: ports.clock.now(), payloads });
}

async function authorise(attempt: Attempt): Promise<ConnectOutcome> {
  const { params, role, peer, ports } = attempt;
  const at = ports.clock.now();
  const credential = await checkCredential(params.auth, {
    shared: ports.shared(),
    store: ports.store,
    at,
  });
  if (credential.kind === 'refused') return failed(attempt, refuseCredential(credential.code));
  // A guest's good device token must not let it guess the owner's secret beside it for ever.
  if (credential.kind === 'device-token' && holdsGuess(params.auth))
    ports.limiter.recordFailure(peer.address, 'shared');
  const deviceId = params.device ? (params.device.id as DeviceId) : null;
  const paired = deviceId ? ((await ports.store.findDevice(deviceId)) ?? null) : null;
  const grant = decideGrant({
    clientId: params.client.id,
    clientMode: params.client.mode,
    role,
    scopes: params.scopes,
    directLoopback: peer.directLoopback,
    credential,
    deviceId,
    paired,
  });
  if (grant.kind === 'device-required') return refuseWithoutDevice();
  if (grant.kind === 'token-mismatch') {
    return failed(attempt, refuseCredential('AUTH_DEVICE_TOKEN_MISMATCH'));
  }
  if (grant.kind === 'not-paired') return unpaired(attempt, grant.reason);
  ports.limiter.recordSuccess(peer.address, credential.kind);
  return accepted(attempt, grant, deviceId, paired);
}

async function failed(attempt: Attempt, refusal: ConnectRefusal): Promise<ConnectRefusal> {
  const { peer, params, ports, credentialClasses } = attempt;
  for (const tried of credentialClasses) ports.limiter.recordFailure(peer.address, tried);
  const reason = refusal.error.detailCode ?? refusal.error.code;
  ports.logger.warn('a client was refused', {
    reason,
    address: peer.address,
    client: params.client.id,
  });
  await ports.store.appendAudit({
    at: ports.clock.now(),
    notes: [
      {
        action: 'auth.connect',
        // Whoever it was, nothing shows that it was the owner.
        principalId: STRANGER,
        resourceType: 'auth',
        resourceId: peer.address,
        result: 'denied',
        reason,
        metadata: { client: params.client.id, mode: params.client.mode },
      },
    ],
  });
  return refusal;
}

function unpaired({ params, role, peer, ports }: Attempt, reason: PairingReason): ConnectRefusal {
  const request = {
    requestId: ports.ids.next(),
    reason,
    deviceId: params.device?.id ?? '',
    requestedRole: role,
    requestedScopes: params.scopes ?? [],
  };
  ports.logger.warn(
    'a device asks to be paired; `coderclaw dashboard` makes a link that signs one in',
    {
      ...request,
      address: peer.address,
      client: params.client.id,
    },
  );
  return refuseUnpaired(request);
}

async function accepted(
  attempt: Attempt,
  grant: Grant,
  deviceId: DeviceId | null,
  paired: DeviceRecord | null,
): Promise<ConnectOutcome> {
  const { peer, ports, role } = attempt;
  const { principalId, scopes } = grant;
  const at = ports.clock.now();
  const isNew = paired === null || paired.revokedAt !== null;
  if (grant.pairing && deviceId && isNew) await pair(attempt, grant, deviceId);
  const deviceToken = grant.pairing && deviceId ? await issueToken(attempt, grant, deviceId) : null;
  await ports.store.appendAudit({
    at,
    notes: [
      {
        action: 'auth.connect',
        principalId,
        ...(deviceId && { deviceId }),
        resourceType: 'auth',
        resourceId: peer.address,
        result: 'allowed',
        reason: grant.reason,
        metadata: { client: attempt.params.client.id, role, scopes },
      },
    ],
  });
  const principal: Principal = { id: principalId, kind: 'user' };
  return { kind: 'accepted', access: { principal, role, scopes, deviceId }, deviceToken };
}

async function pair({ params, role, ports }: Attempt, grant: Grant, id: DeviceId): Promise<void> {
  const { device } = params;
  const client = briefClient(params.client);
  await ports.store.pairDevice({
    at: ports.clock.now(),
    id,
    principalId: grant.principalId,
    publicKey: device!.publicKey,
    displayName: client.displayName ?? client.id,
    platform: client.platform,
    clientId: client.id,
    roles: [role],
    scopes: grant.scopes,
    reason: grant.pairing!,
  });
}

async function issueToken(
  { role, ports }: Attempt,
  grant: Grant,
  deviceId: DeviceId,
): Promise<IssuedToken> {
  const token = createSecret();
  const issuedAt = ports.clock.now();
  const { scopes } = grant;
  await ports.store.saveDeviceToken({
    at: issuedAt,
    deviceId,
    role,
    scopes,
    tokenHash: hashSecret(token),
  });
  return { token, issuedAt };
}
