import Type, { type Static } from 'typebox';
import { StateVersion } from './frame.ts';
import { PresenceEntry } from './health.ts';
import { Count, closed, Instant, optional, Text } from './scalar.ts';

/** The part of the published snapshot that we fill; every field of it is the published one. */
export const Snapshot = closed({
  presence: Type.Array(PresenceEntry),
  health: closed({
    ok: optional(Type.Literal(true)),
    ts: optional(Instant),
    durationMs: optional(Count),
    defaultAgentId: optional(Type.String()),
  }),
  stateVersion: StateVersion,
  uptimeMs: Count,
  sessionDefaults: optional(
    closed({
      defaultAgentId: Text,
      modelConfigured: optional(Type.Boolean()),
      mainKey: Text,
      mainSessionKey: Text,
      scope: optional(Text),
    }),
  ),
  authMode: optional(Type.Enum(['none', 'token', 'password', 'trusted-proxy'])),
});
export type Snapshot = Static<typeof Snapshot>;

/** Payload of the response to `connect`. `features` lists exactly what works on this connection. */
export const HelloOk = closed({
  type: Type.Literal('hello-ok'),
  protocol: Type.Integer({ minimum: 1 }),
  server: closed({
    version: Text,
    connId: Text,
    bootId: optional(Type.String({ minLength: 1, maxLength: 96 })),
  }),
  features: closed({
    methods: Type.Array(Text),
    events: Type.Array(Text),
    capabilities: optional(Type.Array(Text)),
  }),
  snapshot: Snapshot,
  auth: closed({
    deviceToken: optional(Text),
    role: Text,
    scopes: Type.Array(Text),
    issuedAtMs: optional(Instant),
  }),
  policy: closed({
    maxPayload: Type.Integer({ minimum: 1 }),
    maxBufferedBytes: Type.Integer({ minimum: 1 }),
    tickIntervalMs: Type.Integer({ minimum: 1 }),
  }),
});
export type HelloOk = Static<typeof HelloOk>;
