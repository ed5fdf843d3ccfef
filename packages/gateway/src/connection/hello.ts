import { isOwner, mainSessionKey } from '@coderclaw/core';
import {
  coversScope,
  EVENTS,
  type EventName,
  type Health,
  type HelloOk,
  MAX_BUFFERED_BYTES,
  MAX_PAYLOAD_BYTES,
  METHODS,
  type MethodName,
  PROTOCOL_VERSION,
  SERVER_CAPABILITIES,
  TICK_INTERVAL_MS,
} from '@coderclaw/protocol';
import type { IssuedToken } from '../access/handshake.ts';
import type { GatewayContext } from '../method/context.ts';
import { uptimeOf } from '../method/health.ts';
import { METHOD_HANDLERS } from '../method/table.ts';
import type { Member } from './connection.ts';
import type { SignedIn } from './roster.ts';

/** The answer to `connect`: what works for this connection, and how things stand. */
export function formatHello(
  { id: connId, member }: SignedIn,
  gateway: GatewayContext,
  health: Health,
  deviceToken: IssuedToken | null,
): HelloOk {
  const { agents, config, roster, clock } = gateway;
  const { defaultAgentId } = agents;
  return {
    type: 'hello-ok',
    protocol: PROTOCOL_VERSION,
    server: { version: gateway.version, connId, bootId: gateway.bootId },
    features: {
      methods: methodsFor(member),
      events: eventsFor(member.scopes),
      capabilities: Object.values(SERVER_CAPABILITIES),
    },
    snapshot: {
      presence: coversScope(member.scopes, 'operator.read')
        ? roster.presenceFor(member.principal)
        : [],
      health: {
        ...(health.ok && { ok: true }),
        ts: clock.now(),
        durationMs: health.durationMs,
        defaultAgentId,
      },
      stateVersion: { presence: roster.presenceVersion, health: config.version },
      uptimeMs: uptimeOf(gateway),
      sessionDefaults: {
        defaultAgentId,
        modelConfigured: config.settings.defaultModel.source !== 'demo',
        mainKey: 'main',
        mainSessionKey: mainSessionKey(defaultAgentId),
        scope: 'per-sender',
      },
      authMode: config.settings.gateway.auth.mode,
    },
    auth: {
      role: member.role,
      scopes: [...member.scopes],
      ...(deviceToken && { deviceToken: deviceToken.token, issuedAtMs: deviceToken.issuedAt }),
    },
    policy: {
      maxPayload: MAX_PAYLOAD_BYTES,
      maxBufferedBytes: MAX_BUFFERED_BYTES,
      tickIntervalMs: TICK_INTERVAL_MS,
    },
  };
}

function methodsFor({ principal, scopes }: Member): MethodName[] {
  const names = Object.keys(METHOD_HANDLERS) as MethodName[];
  return names.filter((name) => {
    const { scope, ownerOnly } = METHODS[name];
    return coversScope(scopes, scope) && (!ownerOnly || isOwner(principal.id));
  });
}

function eventsFor(scopes: readonly string[]): EventName[] {
  const names = Object.keys(EVENTS) as EventName[];
  return names.filter((name) => {
    const { scope } = EVENTS[name];
    return scope === null || coversScope(scopes, scope);
  });
}
