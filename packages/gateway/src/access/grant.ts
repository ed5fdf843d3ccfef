import {
  type DeviceRecord,
  type DeviceTokenRecord,
  OWNER,
  type PrincipalId,
} from '@coderclaw/core';
import { coversScope, isScope, SCOPES, type Scope } from '@coderclaw/protocol';

/** What a client proved, apart from its device. */
export type ProvenCredential =
  | { readonly kind: 'shared' }
  | { readonly kind: 'device-token'; readonly record: DeviceTokenRecord }
  | { readonly kind: 'sign-in-code'; readonly principalId: PrincipalId };

/** Everything that the rights of a connection depend on. */
export type GrantFacts = {
  readonly clientId: string;
  readonly clientMode: string;
  readonly role: 'operator' | 'node';
  /** As requested; undefined where the client named none. */
  readonly scopes: readonly string[] | undefined;
  /** The peer is this machine and no proxy stands between. */
  readonly directLoopback: boolean;
  readonly credential: ProvenCredential;
  /** The id of a device whose signature was verified. */
  readonly deviceId: string | null;
  /** What is stored of that device. */
  readonly paired: DeviceRecord | null;
};

export type Grant = {
  readonly kind: 'granted';
  readonly principalId: PrincipalId;
  readonly scopes: readonly string[];
  /** Set when the device is paired by this connection; a device token is issued then. */
  readonly pairing: 'loopback' | 'sign-in-code' | null;
  readonly reason: string;
};

export type GrantRefusal =
  | { readonly kind: 'device-required' }
  | { readonly kind: 'token-mismatch' }
  | { readonly kind: 'not-paired'; readonly reason: PairingReason };

/** As published: what the client lacks. */
export type PairingReason = 'not-paired' | 'role-upgrade' | 'scope-upgrade';

/** The most that anybody but the owner is granted. */
const GUEST_SCOPES: readonly Scope[] = ['operator.read', 'operator.write'];

/**
 * The rights of a connection. They come from what is stored and from where the client is, never from
 * what it says about itself: a requested scope is granted when the server's own state covers it.
 */
export function decideGrant(facts: GrantFacts): Grant | GrantRefusal {
  if (facts.credential.kind === 'device-token') return grantByToken(facts, facts.credential.record);
  if (facts.deviceId === null) return grantWithoutDevice(facts);
  if (facts.credential.kind === 'sign-in-code') {
    return grantByCode(facts, facts.credential.principalId);
  }
  if (facts.paired) return grantPaired(facts, facts.paired);
  if (!facts.directLoopback) return { kind: 'not-paired', reason: 'not-paired' };
  return granted(facts, OWNER, 'loopback', 'device:paired-on-loopback');
}

function grantByToken(facts: GrantFacts, token: DeviceTokenRecord): Grant | GrantRefusal {
  if (facts.deviceId === null) return { kind: 'device-required' };
  const { paired } = facts;
  if (token.revokedAt !== null || token.deviceId !== facts.deviceId)
    return { kind: 'token-mismatch' };
  if (!paired || paired.revokedAt !== null) return { kind: 'token-mismatch' };
  if (token.role !== facts.role) return { kind: 'not-paired', reason: 'role-upgrade' };
  const scopes = facts.scopes ? knownScopes(facts.scopes) : token.scopes;
  if (!coversAll(token.scopes, scopes)) return { kind: 'not-paired', reason: 'scope-upgrade' };
  return {
    kind: 'granted',
    principalId: paired.principalId,
    scopes,
    pairing: null,
    reason: 'device:token',
  };
}

/** Without a device only the two local programs keep their scopes; anybody else may connect and do nothing. */
function grantWithoutDevice(facts: GrantFacts): Grant | GrantRefusal {
  if (facts.role === 'node' || facts.credential.kind !== 'shared')
    return { kind: 'device-required' };
  const program = `${facts.clientId}/${facts.clientMode}`;
  const local = program === 'cli/cli' || program === 'gateway-client/backend';
  if (local && facts.directLoopback) return granted(facts, OWNER, null, 'local-program');
  const reason = 'no-device';
  return { kind: 'granted', principalId: OWNER, scopes: [], pairing: null, reason };
}

/** A code is the owner's approval of one device; it adds nothing to what the device already has. */
function grantByCode(facts: GrantFacts, principalId: PrincipalId): Grant | GrantRefusal {
  if (facts.role !== 'operator') return { kind: 'not-paired', reason: 'role-upgrade' };
  const { paired } = facts;
  if (!paired || paired.revokedAt !== null) {
    return granted(facts, principalId, 'sign-in-code', 'device:sign-in-code');
  }
  if (paired.principalId !== principalId) return { kind: 'not-paired', reason: 'not-paired' };
  const grant = grantPaired(facts, paired);
  return grant.kind === 'granted' ? { ...grant, pairing: 'sign-in-code' } : grant;
}

function grantPaired(facts: GrantFacts, paired: DeviceRecord): Grant | GrantRefusal {
  if (paired.revokedAt !== null) return { kind: 'not-paired', reason: 'not-paired' };
  if (!paired.roles.includes(facts.role)) return { kind: 'not-paired', reason: 'role-upgrade' };
  const scopes = knownScopes(facts.scopes ?? []);
  if (!coversAll(paired.scopes, scopes)) return { kind: 'not-paired', reason: 'scope-upgrade' };
  const { principalId } = paired;
  return { kind: 'granted', principalId, scopes, pairing: null, reason: 'device:paired' };
}

function granted(
  facts: GrantFacts,
  principalId: PrincipalId,
  pairing: Grant['pairing'],
  reason: string,
): Grant {
  const most: readonly Scope[] = principalId === OWNER ? SCOPES : GUEST_SCOPES;
  const wanted = facts.role === 'operator' ? (facts.scopes ?? []) : [];
  const scopes = most.filter((scope) => wanted.includes(scope));
  return { kind: 'granted', principalId, scopes, pairing, reason };
}

function knownScopes(scopes: readonly string[]): readonly Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}

function coversAll(granted: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((scope) => isScope(scope) && coversScope(granted, scope));
}
