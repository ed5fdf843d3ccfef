import Type, { type Static } from 'typebox';
import { NoParams } from './frame.ts';
import {
  AnyRecord,
  Count,
  closed,
  Instant,
  nullable,
  optional,
  SessionKey,
  Text,
} from './scalar.ts';

/** What an operator looks at: logs, deliveries, the audit trail, sign-in links. */

export const LogsTailParams = closed({
  /** Of an earlier answer: only what was written since is wanted. */
  cursor: optional(Count),
  limit: optional(Type.Integer({ minimum: 1, maximum: 5000 })),
  maxBytes: optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
});
export type LogsTailParams = Static<typeof LogsTailParams>;

export const LogsTailResult = closed({
  file: Text,
  cursor: Count,
  size: Count,
  lines: Type.Array(Type.String()),
  truncated: optional(Type.Boolean()),
  reset: optional(Type.Boolean()),
  skippedBytes: optional(Count),
});
export type LogsTailResult = Static<typeof LogsTailResult>;

const PartState = Type.Enum(['pending', 'sending', 'delivered', 'failed', 'unknown', 'dropped']);
export type PartState = Static<typeof PartState>;

export const Part = closed({
  id: Text,
  index: Count,
  /**
   * An `edit` replaces the text of an earlier part; a `file` has its name in `text` where it has no caption,
   * a `reaction` its emoji.
   */
  kind: Type.Enum(['text', 'edit', 'file', 'reaction']),
  state: PartState,
  text: Type.String(),
  attempt: Count,
  nextAttemptAt: Instant,
  platformMessageId: nullable(Text),
  error: nullable(Type.String()),
});
export type Part = Static<typeof Part>;

export const Delivery = closed({
  id: Text,
  runId: nullable(Text),
  channel: Text,
  account: Text,
  conversationId: Text,
  address: Type.String(),
  /** What the platform calls the conversation; null where it has no name. */
  title: nullable(Type.String()),
  kind: Type.Enum(['reply', 'notice', 'command', 'pairing']),
  state: PartState,
  createdAt: Instant,
  parts: Type.Array(Part),
});
export type Delivery = Static<typeof Delivery>;

export const DeliveriesListParams = closed({
  state: optional(PartState),
  sessionKey: optional(SessionKey),
  /** The id of the last one of the page before: what follows was made earlier. */
  before: optional(Type.String({ minLength: 1, maxLength: 128 })),
  limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
export type DeliveriesListParams = Static<typeof DeliveriesListParams>;

export const DeliveriesListResult = closed({ deliveries: Type.Array(Delivery) });
export type DeliveriesListResult = Static<typeof DeliveriesListResult>;

/** Sends a delivery's failed and unknown parts again: a person decides that a repetition does no harm. */
export const DeliveriesRetryParams = closed({ id: Type.String({ minLength: 1, maxLength: 128 }) });
export type DeliveriesRetryParams = Static<typeof DeliveriesRetryParams>;

export const DeliveriesRetryResult = closed({ ok: Type.Literal(true), delivery: Delivery });
export type DeliveriesRetryResult = Static<typeof DeliveriesRetryResult>;

export const DeliveriesShowParams = closed({ id: Type.String({ minLength: 1, maxLength: 128 }) });
export type DeliveriesShowParams = Static<typeof DeliveriesShowParams>;

export const DeliveriesShowResult = closed({ delivery: Delivery });
export type DeliveriesShowResult = Static<typeof DeliveriesShowResult>;

/** Gives up what of a delivery is pending, failed or unknown. */
export const DeliveriesDropParams = closed({ id: Type.String({ minLength: 1, maxLength: 128 }) });
export type DeliveriesDropParams = Static<typeof DeliveriesDropParams>;

export const DeliveriesDropResult = closed({ ok: Type.Literal(true), delivery: Delivery });
export type DeliveriesDropResult = Static<typeof DeliveriesDropResult>;

/** Event `deliveries.changed`: a delivery came into being or a part of it changed its state. */
export const DeliveriesChangedEvent = closed({ delivery: Delivery });
export type DeliveriesChangedEvent = Static<typeof DeliveriesChangedEvent>;

const AuditKind = Type.Enum(['agent_run', 'tool_action']);
const AuditStatus = Type.Enum([
  'started',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
  'blocked',
  'unknown',
]);

/** The published view: runs and tool calls only. `audit.records` shows everything. */
export const AuditListParams = closed({
  agentId: optional(Text),
  sessionKey: optional(Text),
  runId: optional(Text),
  kind: optional(AuditKind),
  status: optional(AuditStatus),
  after: optional(Instant),
  before: optional(Instant),
  limit: optional(Type.Integer({ minimum: 1, maximum: 500 })),
  cursor: optional(Text),
});
export type AuditListParams = Static<typeof AuditListParams>;

export const AuditEvent = closed({
  eventId: Text,
  sequence: Type.Integer({ minimum: 1 }),
  sourceSequence: Type.Integer({ minimum: 1 }),
  occurredAt: Instant,
  kind: AuditKind,
  action: Type.Enum([
    'agent.run.started',
    'agent.run.finished',
    'tool.action.started',
    'tool.action.finished',
  ]),
  status: AuditStatus,
  errorCode: optional(
    Type.Enum([
      'run_failed',
      'run_cancelled',
      'run_timed_out',
      'run_blocked',
      'tool_failed',
      'tool_cancelled',
      'tool_timed_out',
      'tool_blocked',
      'tool_outcome_unknown',
    ]),
  ),
  actor: closed({ type: Type.Enum(['agent', 'system']), id: Text }),
  agentId: Text,
  sessionKey: optional(Text),
  sessionId: optional(Text),
  runId: Text,
  toolCallId: optional(Text),
  toolName: optional(Text),
  redaction: Type.Literal('metadata_only'),
});
export type AuditEvent = Static<typeof AuditEvent>;

export const AuditListResult = closed({
  events: Type.Array(AuditEvent),
  nextCursor: optional(Text),
});
export type AuditListResult = Static<typeof AuditListResult>;

/** Our own: the whole trail, newest first. */
export const AuditRecordsParams = closed({
  limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  beforeSequence: optional(Type.Integer({ minimum: 1 })),
  action: optional(Type.String({ minLength: 1, maxLength: 64 })),
  principalId: optional(Type.String({ minLength: 1, maxLength: 128 })),
  result: optional(Type.Enum(['allowed', 'denied', 'error'])),
});
export type AuditRecordsParams = Static<typeof AuditRecordsParams>;

/** `payload` is null once redacted; its digest stays. */
export const AuditRecord = closed({
  id: Text,
  sequence: Type.Integer({ minimum: 1 }),
  at: Instant,
  digest: Text,
  payload: nullable(
    closed({
      action: Text,
      principalId: Text,
      deviceId: optional(Text),
      sessionKey: optional(Text),
      resourceType: Text,
      resourceId: Type.String(),
      result: Type.Enum(['allowed', 'denied', 'error']),
      reason: optional(Type.String()),
      metadata: optional(AnyRecord),
    }),
  ),
});
export type AuditRecord = Static<typeof AuditRecord>;

export const AuditRecordsResult = closed({
  records: Type.Array(AuditRecord),
  nextBeforeSequence: nullable(Count),
});
export type AuditRecordsResult = Static<typeof AuditRecordsResult>;

export const AuditVerifyParams = NoParams;
export type AuditVerifyParams = Static<typeof AuditVerifyParams>;

/** Keep `head` elsewhere: with it one sees that the tail was cut off. */
export const AuditVerifyResult = closed({
  ok: Type.Boolean(),
  records: Count,
  seals: Count,
  unsealed: Count,
  brokenAt: nullable(Count),
  problem: nullable(Type.String()),
  head: Type.String(),
});
export type AuditVerifyResult = Static<typeof AuditVerifyResult>;

export const AuthLinkParams = NoParams;
export type AuthLinkParams = Static<typeof AuthLinkParams>;

/** `url` holds a single-use sign-in code in its fragment: never log it. */
export const AuthLinkResult = closed({ url: Text, expiresAt: Instant });
export type AuthLinkResult = Static<typeof AuthLinkResult>;
