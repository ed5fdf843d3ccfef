import Type, { type Static } from 'typebox';
import {
  AnyRecord,
  Count,
  closed,
  Instant,
  nullable,
  optional,
  RunKey,
  SessionKey,
  Text,
} from './scalar.ts';
import { PermissionMode, SessionInfo, ToolOverrides } from './session.ts';
import { Attachment, InFlight, StreamedMessage, TranscriptMessage, Usage } from './transcript.ts';

export const Provenance = closed({
  kind: Type.Enum(['external_user', 'inter_session', 'internal_system']),
  originSessionId: optional(Type.String()),
  sourceSessionKey: optional(Type.String()),
  sourceChannel: optional(Type.String()),
  sourceTool: optional(Type.String()),
});

/**
 * Acted on: sessionKey, agentId, sessionId, message, thinking, queueMode, attachments, timeoutMs,
 * idempotencyKey. The rest is accepted as published and ignored.
 */
export const ChatSendParams = closed({
  sessionKey: SessionKey,
  agentId: optional(Text),
  sessionId: optional(Text),
  message: Type.String(),
  intent: optional(
    closed({
      kind: Type.Literal('session-goal-start'),
      version: Type.Literal(1),
      issuedAtMs: Instant,
    }),
  ),
  thinking: optional(Type.String()),
  fastMode: optional(Type.Union([Type.Boolean(), Type.Literal('auto')])),
  fastAutoOnSeconds: optional(Type.Integer({ minimum: 1 })),
  queueMode: optional(Type.Enum(['steer', 'followup', 'collect', 'interrupt'])),
  deliver: optional(Type.Boolean()),
  originatingChannel: optional(Type.String()),
  originatingTo: optional(Type.String()),
  originatingAccountId: optional(Type.String()),
  originatingThreadId: optional(Type.String()),
  replyToId: optional(Text),
  attachments: optional(Type.Array(Attachment)),
  toolBindings: optional(Type.Record(Type.String(), Type.Unknown(), { maxProperties: 16 })),
  timeoutMs: optional(Count),
  systemInputProvenance: optional(Provenance),
  systemProvenanceReceipt: optional(Type.String()),
  suppressCommandInterpretation: optional(Type.Boolean()),
  expectedLeafEntryId: optional(nullable(Text)),
  expectedSessionRoutingContract: optional(Text),
  expectedPermissionMode: optional(nullable(PermissionMode)),
  expectedToolOverrides: optional(nullable(ToolOverrides)),
  idempotencyKey: RunKey,
});
export type ChatSendParams = Static<typeof ChatSendParams>;

/** `in_flight`: this key was sent before and its run has not ended; `ok` and `error`: it has. */
export const ChatSendResult = closed({
  runId: Text,
  sessionKey: Text,
  status: Type.Enum(['started', 'in_flight', 'ok', 'error']),
});
export type ChatSendResult = Static<typeof ChatSendResult>;

/** Ignored: maxChars, messageId, inputRunIds, pendingBefore. */
export const ChatHistoryParams = closed({
  sessionKey: Text,
  agentId: optional(Text),
  /** The `deltaCursor` of an earlier answer: only what came after it is wanted. */
  cursor: optional(Type.String()),
  limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  offset: optional(Count),
  pendingBefore: optional(Type.Integer({ minimum: 1 })),
  inputRunIds: optional(Type.Array(RunKey, { minItems: 1, maxItems: 50, uniqueItems: true })),
  messageId: optional(Text),
  sessionId: optional(Text),
  maxChars: optional(Type.Integer({ minimum: 1, maximum: 500_000 })),
});
export type ChatHistoryParams = Static<typeof ChatHistoryParams>;

const HistoryPage = closed({
  sessionKey: Text,
  sessionId: nullable(Text),
  messages: Type.Array(TranscriptMessage),
  /** Older ones exist: ask again with this offset. */
  hasMore: Type.Boolean(),
  nextOffset: optional(Count),
  deltaCursor: Type.String(),
  sessionInfo: SessionInfo,
  inFlightRun: optional(InFlight),
});
const HistoryDelta = closed({
  kind: Type.Literal('delta'),
  messages: Type.Array(TranscriptMessage),
  deltaCursor: Type.String(),
  sessionInfo: SessionInfo,
  inFlightRun: optional(InFlight),
});
/** The cursor is not of this session's present epoch: fetch without one. */
const HistoryReset = closed({ kind: Type.Literal('reset') });
/** Without a cursor a page, oldest first; with one, what came after it or a reset. */
export const ChatHistoryResult = Type.Union([HistoryPage, HistoryDelta, HistoryReset]);
export type ChatHistoryResult = Static<typeof ChatHistoryResult>;
export type HistoryPage = Static<typeof HistoryPage>;
export type HistoryDelta = Static<typeof HistoryDelta>;

/** Ignored: preserveSideRuns. Without a run id every run of the session is stopped. */
export const ChatAbortParams = closed({
  sessionKey: Text,
  agentId: optional(Text),
  runId: optional(Text),
  preserveSideRuns: optional(Type.Boolean()),
});
export type ChatAbortParams = Static<typeof ChatAbortParams>;

export const ChatAbortResult = closed({
  ok: Type.Literal(true),
  aborted: Type.Boolean(),
  runIds: Type.Array(Text),
});
export type ChatAbortResult = Static<typeof ChatAbortResult>;

export const ChatMetadataParams = closed({ agentId: optional(Text), sessionKey: optional(Text) });
export type ChatMetadataParams = Static<typeof ChatMetadataParams>;

/** What a chat page needs to draw its controls. */
export const ChatMetadata = closed({
  agentId: Text,
  sessionKey: Text,
  sessionInfo: SessionInfo,
  thinkingLevels: Type.Array(Text),
  verboseLevels: Type.Array(Text),
  queueModes: Type.Array(Text),
  commands: Type.Array(closed({ name: Text, description: Text })),
});
export type ChatMetadata = Static<typeof ChatMetadata>;

/** The fields of every `chat` event. `seq` counts up by one within a run. */
const identity = {
  runId: Text,
  sessionKey: Text,
  agentId: optional(Text),
  spawnedBy: optional(Text),
  seq: Count,
};

export const ChatStatusEvent = closed({
  ...identity,
  state: Type.Literal('status'),
  phase: Type.Enum([
    'preparing_workspace',
    'naming_worktree',
    'creating_worktree',
    'running_setup',
    'provisioning_environment',
    'preparing_context',
    'starting_model',
  ]),
});
/** `message` holds the cumulative text; `replace` when it does not continue what was streamed before. */
export const ChatDeltaEvent = closed({
  ...identity,
  state: Type.Literal('delta'),
  message: optional(StreamedMessage),
  deltaText: Type.String(),
  replace: optional(Type.Boolean()),
  usage: optional(Usage),
});
export const ChatFinalEvent = closed({
  ...identity,
  state: Type.Literal('final'),
  message: optional(TranscriptMessage),
  usage: optional(Usage),
  stopReason: optional(Type.String()),
});
export const ChatAbortedEvent = closed({
  ...identity,
  state: Type.Literal('aborted'),
  message: optional(TranscriptMessage),
  errorMessage: optional(Type.String()),
  stopReason: optional(Type.String()),
});
export const ChatErrorEvent = closed({
  ...identity,
  state: Type.Literal('error'),
  message: optional(TranscriptMessage),
  errorMessage: optional(Type.String()),
  errorKind: optional(Type.Enum(['refusal', 'timeout', 'rate_limit', 'context_length', 'unknown'])),
  usage: optional(Usage),
  stopReason: optional(Type.String()),
});
export const ChatEvent = Type.Union([
  ChatStatusEvent,
  ChatDeltaEvent,
  ChatFinalEvent,
  ChatAbortedEvent,
  ChatErrorEvent,
]);
export type ChatEvent = Static<typeof ChatEvent>;

/**
 * Event `agent`, the finer grain beneath `chat`. The one departure from the published schema, which
 * is closed: `sessionKey` and `agentId`, as OpenClaw's own gateway adds them.
 */
export const AgentEvent = closed({
  runId: Text,
  seq: Count,
  stream: Type.Enum(['lifecycle', 'assistant', 'tool', 'thinking', 'usage', 'error']),
  ts: Instant,
  sessionKey: Text,
  agentId: Text,
  data: AnyRecord,
});
export type AgentEvent = Static<typeof AgentEvent>;
