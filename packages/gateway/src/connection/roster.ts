import type { DeviceId, Principal, PrincipalId } from '@coderclaw/core';
import {
  CLOSE_CODES,
  coversScope,
  EVENTS,
  type EventName,
  type EventPayload,
  type PresenceEntry,
  type StateVersion,
} from '@coderclaw/protocol';
import { mayReach } from '../access/session-access.ts';
import type { Connection, Member } from './connection.ts';

/** Sockets that one principal may hold at once; the oldest gives way to the next. */
const MAX_OF_PRINCIPAL = 512;

/** Where an event belongs, for the question of who may be told of it. */
export type Belonging = {
  /** Null for what belongs to no session in particular. */
  readonly sessionKey: string | null;
  /** Whose it is; null where that is not known, and then only the owner is told. */
  readonly principalId: PrincipalId | null;
};

export type SignedIn = Connection & { readonly member: Member };

/** What belongs to nobody in particular is told to the owner alone. */
export const OWNERS: Belonging = { sessionKey: null, principalId: null };

/** The signed-in connections, and who of them is told what. */
export class Roster {
  readonly #members = new Set<SignedIn>();
  #presenceVersion = 0;
  #revocations = 0;

  get size(): number {
    return this.#members.size;
  }

  get presenceVersion(): number {
    return this.#presenceVersion;
  }

  /** Counts up whenever somebody's right to be here was taken back. */
  get revocations(): number {
    return this.#revocations;
  }

  add(connection: SignedIn): void {
    this.#members.add(connection);
    this.#presenceVersion += 1;
    this.#makeRoom(connection.member.principal);
  }

  remove(connection: Connection): boolean {
    const removed = this.#members.delete(connection as SignedIn);
    if (removed) this.#presenceVersion += 1;
    return removed;
  }

  [Symbol.iterator](): Iterator<SignedIn> {
    return this.#members.values();
  }

  /** Those who may be told of `event` and asked to be. */
  *audienceOf(event: EventName, belonging: Belonging | null): Iterable<SignedIn> {
    for (const connection of this.#members) {
      if (mayBeTold(connection, event, belonging)) yield connection;
    }
  }

  broadcast<Name extends EventName>(
    event: Name,
    payload: EventPayload<Name>,
    belonging: Belonging | null = null,
    stateVersion?: StateVersion,
  ): void {
    let json: string | undefined;
    for (const connection of this.audienceOf(event, belonging)) {
      json ??= JSON.stringify(payload);
      connection.tellJson(event, json, stateVersion);
    }
  }

  /** Who is connected, as far as a principal may know: the owner everybody, others themselves. */
  presenceFor(principal: Principal): PresenceEntry[] {
    const known = [...this.#members].filter(({ member }) =>
      mayReach(principal, member.principal.id),
    );
    return known.map(({ member }) => ({
      host: member.client.displayName ?? member.client.id,
      version: member.client.version,
      platform: member.client.platform,
      mode: member.client.mode,
      ...(member.client.deviceFamily && { deviceFamily: member.client.deviceFamily }),
      ...(member.client.modelIdentifier && { modelIdentifier: member.client.modelIdentifier }),
      ...(member.client.instanceId && { instanceId: member.client.instanceId }),
      ...(member.deviceId && { deviceId: member.deviceId }),
      reason: 'connect',
      ts: member.since,
      onlineSince: member.since,
      roles: [member.role],
      scopes: [...member.scopes],
    }));
  }

  /** Closes every socket that a revoked device holds. */
  closeDevice(deviceId: DeviceId): void {
    this.#close((member) => member.deviceId === deviceId, 'device revoked');
  }

  /** Closes every socket that has nothing but the shared secret to show, which is another one now. */
  closeDeviceless(): void {
    this.#close((member) => member.deviceId === null, 'credential changed');
  }

  #makeRoom({ id }: Principal): void {
    const own = [...this.#members].filter(
      ({ member, isClosing }) => member.principal.id === id && !isClosing,
    );
    if (own.length > MAX_OF_PRINCIPAL)
      own[0]!.close(CLOSE_CODES.policy, 'too many connections of this principal');
  }

  #close(concerned: (member: Member) => boolean, reason: string): void {
    this.#revocations += 1;
    for (const connection of this.#members) {
      if (concerned(connection.member)) connection.close(CLOSE_CODES.policy, reason);
    }
  }
}

function mayBeTold(connection: SignedIn, name: EventName, belonging: Belonging | null): boolean {
  const { scope, audience } = EVENTS[name];
  if (scope && !coversScope(connection.member.scopes, scope)) return false;
  if (!belonging) return true;
  if (!mayReach(connection.member.principal, belonging.principalId)) return false;
  if (audience === 'list') return connection.watchesList;
  if (audience !== 'session') return true;
  return belonging.sessionKey !== null && connection.follows(belonging.sessionKey);
}
