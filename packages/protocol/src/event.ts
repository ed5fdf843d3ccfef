import type { EventName } from './schema/registry.ts';
import type { Scope } from './scope.ts';

export type Event = {
  /** What a connection needs to be sent it; null for every connection, also before `connect`. */
  readonly scope: Scope | null;
  /**
   * Who is sent it. `connection`: this one, for its own sake. `everyone`: all who may. `list`: after
   * `sessions.subscribe`. `session`: after `subscribe` or `sessions.messages.subscribe`, and the
   * connection whose request caused it.
   */
  readonly audience: 'connection' | 'everyone' | 'list' | 'session';
};

/** Every event of the wire. Its payload's type is `EventPayload`. */
export const EVENTS: { readonly [Name in EventName]: Event } = {
  'connect.challenge': { scope: null, audience: 'connection' },
  tick: { scope: null, audience: 'everyone' },
  shutdown: { scope: null, audience: 'everyone' },
  health: { scope: 'operator.read', audience: 'everyone' },
  presence: { scope: 'operator.read', audience: 'everyone' },
  chat: { scope: 'operator.read', audience: 'session' },
  agent: { scope: 'operator.read', audience: 'session' },
  'session.message': { scope: 'operator.read', audience: 'session' },
  run: { scope: 'operator.read', audience: 'session' },
  'sessions.changed': { scope: 'operator.read', audience: 'list' },
  'pairing.changed': { scope: 'operator.pairing', audience: 'everyone' },
  'channels.changed': { scope: 'operator.read', audience: 'everyone' },
  'deliveries.changed': { scope: 'operator.read', audience: 'everyone' },
};

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name);
}
