import Type, { type Static } from 'typebox';
import { Count, closed, Instant, nullable, optional, Text } from './scalar.ts';

/** One connected client or node, as others see it. */
export const PresenceEntry = closed({
  host: optional(Text),
  ip: optional(Text),
  version: optional(Text),
  platform: optional(Text),
  deviceFamily: optional(Text),
  modelIdentifier: optional(Text),
  timeZone: optional(Text),
  mode: optional(Text),
  lastInputSeconds: optional(Count),
  reason: optional(Text),
  tags: optional(Type.Array(Text)),
  text: optional(Type.String()),
  ts: Instant,
  onlineSince: optional(Instant),
  lastActivityAt: optional(Instant),
  deviceId: optional(Text),
  roles: optional(Type.Array(Text)),
  scopes: optional(Type.Array(Text)),
  instanceId: optional(Text),
});
export type PresenceEntry = Static<typeof PresenceEntry>;

export const ActiveSession = closed({
  sessionKey: Text,
  agentId: Text,
  runId: Text,
  state: Text,
  since: Instant,
});
export type ActiveSession = Static<typeof ActiveSession>;

/** Event `presence`: who is connected, and which sessions have a run. */
export const PresenceEvent = closed({
  presence: Type.Array(PresenceEntry),
  sessions: Type.Array(ActiveSession),
});
export type PresenceEvent = Static<typeof PresenceEvent>;

/** Published without a schema. Ignored: probe. What is told is always fresh, and no model is asked. */
export const HealthParams = closed({ probe: optional(Type.Boolean()) });
export type HealthParams = Static<typeof HealthParams>;

export const ChannelHealth = closed({
  channel: Text,
  account: Text,
  state: Type.Enum(['starting', 'running', 'degraded', 'stopped', 'failed']),
  detail: optional(Text),
});
export type ChannelHealth = Static<typeof ChannelHealth>;

/** Result of `health` and payload of the event `health`. `degraded`: works, but `problems` is not empty. */
export const Health = closed({
  ok: Type.Boolean(),
  status: Type.Enum(['ok', 'degraded', 'failing']),
  version: Text,
  ts: Instant,
  durationMs: Count,
  uptimeMs: Count,
  defaultAgentId: Text,
  channels: Type.Array(ChannelHealth),
  problems: Type.Array(Text),
});
export type Health = Static<typeof Health>;

/** Ignored: includeChannelSummary. The channels are always told. */
export const StatusParams = closed({ includeChannelSummary: optional(Type.Boolean()) });
export type StatusParams = Static<typeof StatusParams>;

export const Status = closed({
  version: Text,
  protocol: Type.Integer({ minimum: 1 }),
  ts: Instant,
  startedAt: Instant,
  uptimeMs: Count,
  defaultAgentId: Text,
  agents: Count,
  /** `demo` when nothing else is configured; null when nothing can answer. */
  model: nullable(Text),
  modelConfigured: Type.Boolean(),
  channels: Type.Array(ChannelHealth),
  connections: Count,
  counts: closed({
    sessions: Count,
    messages: Count,
    activeRuns: Count,
    waitingIntakes: Count,
    pendingParts: Count,
    unknownParts: Count,
    failedParts: Count,
  }),
  /** Bytes that stored files take, and may take. */
  files: closed({ usedBytes: Count, limitBytes: Count }),
  problems: Type.Array(Text),
});
export type Status = Static<typeof Status>;

export const TickEvent = closed({ ts: Instant });
export type TickEvent = Static<typeof TickEvent>;

export const ShutdownEvent = closed({ reason: Text, restartExpectedMs: optional(Count) });
export type ShutdownEvent = Static<typeof ShutdownEvent>;
