import Type, { type Static } from 'typebox';
import {
  Count,
  closed,
  Instant,
  Label,
  nullable,
  optional,
  RunKey,
  SessionKey,
  Text,
} from './scalar.ts';
import { Attachment, InFlight, TranscriptMessage, Usage } from './transcript.ts';

export const PermissionMode = Type.Enum(['read-only', 'guarded', 'workspace', 'full']);
export const ToolOverrides = closed({
  mcpServers: optional(Type.Record(Type.String(), Type.Boolean())),
  mcpToolsDeny: optional(Type.Record(Type.String(), Type.Array(Text))),
  skills: optional(Type.Record(Type.String(), Type.Boolean())),
  webSearch: optional(Type.Boolean()),
});
const FastMode = Type.Union([Type.Boolean(), Type.Literal('auto')]);

/** What is set for a session; what is absent follows its agent. */
export const SessionInfo = closed({
  thinkingLevel: optional(Text),
  verboseLevel: optional(Text),
  queueMode: optional(Text),
  model: optional(Text),
  modelProvider: optional(Text),
  contextTokens: optional(Count),
});
export type SessionInfo = Static<typeof SessionInfo>;

/** A session in a list. The published row's fields where they exist; `waiting`, `cursor` and `epoch` are ours. */
export const SessionRow = closed({
  key: Text,
  sessionId: Text,
  kind: Type.Enum(['direct', 'group', 'global', 'unknown']),
  agentId: Text,
  label: optional(Type.String()),
  displayName: optional(Type.String()),
  derivedTitle: optional(Type.String()),
  lastMessagePreview: optional(Type.String()),
  channel: optional(Type.String()),
  isMain: Type.Boolean(),
  updatedAt: Instant,
  createdAt: Instant,
  status: optional(Type.Enum(['queued', 'running', 'done', 'failed', 'killed', 'timeout'])),
  lastRunId: optional(Text),
  hasActiveRun: Type.Boolean(),
  waiting: Count,
  cursor: Count,
  epoch: Count,
  usage: Usage,
  thinkingLevel: optional(Text),
  verboseLevel: optional(Text),
  queueMode: optional(Text),
  model: optional(Text),
});
export type SessionRow = Static<typeof SessionRow>;

/** Acted on: limit, offset, search, agentId, label. The rest is accepted as published and ignored. */
export const SessionsListParams = closed({
  limit: optional(Type.Integer({ minimum: 1 })),
  offset: optional(Count),
  activeMinutes: optional(Type.Integer({ minimum: 1 })),
  requireLastInteraction: optional(Type.Boolean()),
  sortBy: optional(Type.Enum(['updatedAt', 'lastInteractionAt'])),
  includeGlobal: optional(Type.Boolean()),
  includeUnknown: optional(Type.Boolean()),
  configuredAgentsOnly: optional(Type.Boolean()),
  includeDerivedTitles: optional(Type.Boolean()),
  includeLastMessage: optional(Type.Boolean()),
  label: optional(Label),
  boardFace: optional(Type.Enum(['chat', 'dashboard'])),
  creatorId: optional(Text),
  ownerId: optional(Text),
  ownerFirst: optional(Type.Boolean()),
  involvingMe: optional(Type.Boolean()),
  involvingProfileId: optional(Text),
  includePeople: optional(Type.Boolean()),
  spawnedBy: optional(Text),
  agentId: optional(Text),
  search: optional(Type.String()),
  archived: optional(Type.Union([Type.Boolean(), Type.Literal('all')])),
});
export type SessionsListParams = Static<typeof SessionsListParams>;

export const SessionsListResult = closed({
  ts: Instant,
  count: Count,
  totalCount: Count,
  limitApplied: Count,
  hasMore: Type.Boolean(),
  nextOffset: nullable(Count),
  defaults: closed({
    modelProvider: nullable(Text),
    model: nullable(Text),
    contextTokens: nullable(Count),
  }),
  sessions: Type.Array(SessionRow),
});
export type SessionsListResult = Static<typeof SessionsListResult>;

/** Ignored: includeDerivedTitles, includeLastMessage. */
export const SessionsDescribeParams = closed({
  key: Text,
  includeDerivedTitles: optional(Type.Boolean()),
  includeLastMessage: optional(Type.Boolean()),
});
export type SessionsDescribeParams = Static<typeof SessionsDescribeParams>;

export const SessionsDescribeResult = closed({ session: nullable(SessionRow) });
export type SessionsDescribeResult = Static<typeof SessionsDescribeResult>;

/** Acted on: key, idempotencyKey, agentId, label, model, thinkingLevel, message, task. The rest is ignored. */
export const SessionsCreateParams = closed({
  key: optional(Text),
  idempotencyKey: optional(RunKey),
  agentId: optional(Text),
  label: optional(Label),
  displayName: optional(Type.String({ minLength: 1, maxLength: 500 })),
  category: optional(Label),
  model: optional(Text),
  contextWindow: optional(Text),
  thinkingLevel: optional(Text),
  fastMode: optional(FastMode),
  permissionMode: optional(PermissionMode),
  toolOverrides: optional(ToolOverrides),
  incognito: optional(Type.Boolean()),
  visibility: optional(Type.Enum(['shared', 'read-only', 'suggest', 'draft'])),
  catalogId: optional(Text),
  parentSessionKey: optional(Text),
  spawnDepth: optional(Type.Integer({ minimum: 1 })),
  fork: optional(Type.Boolean()),
  forkFrom: optional(Type.Literal('last-completed')),
  emitCommandHooks: optional(Type.Boolean()),
  succeedsParent: optional(Type.Boolean()),
  task: optional(Type.String()),
  message: optional(Type.String()),
  attachments: optional(Type.Array(Attachment)),
  projectId: optional(Text),
  projectGitUrl: optional(Type.String({ minLength: 1, maxLength: 2048 })),
  worktree: optional(Type.Boolean()),
  worktreeBaseRef: optional(Text),
  worktreeName: optional(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })),
  execNode: optional(Text),
  cwd: optional(Text),
});
export type SessionsCreateParams = Static<typeof SessionsCreateParams>;

export const SessionsCreateResult = closed({
  ok: Type.Literal(true),
  key: Text,
  sessionId: Text,
  runStarted: optional(Type.Boolean()),
  runId: optional(Text),
});
export type SessionsCreateResult = Static<typeof SessionsCreateResult>;

/** Acted on: key, agentId, expectedSessionId, label, model, thinkingLevel, verboseLevel. The rest is ignored. */
export const SessionsPatchParams = closed({
  key: Text,
  agentId: optional(Text),
  expectedSessionId: optional(Text),
  expectedLifecycleRevision: optional(Text),
  expectedPermissionMode: optional(nullable(PermissionMode)),
  expectedToolOverrides: optional(nullable(ToolOverrides)),
  expectedMarkedUnreadAt: optional(nullable(Type.Number({ minimum: 0 }))),
  label: optional(nullable(Label)),
  icon: optional(nullable(Type.String())),
  color: optional(nullable(Type.String())),
  category: optional(nullable(Label)),
  boardFace: optional(Type.Enum(['chat', 'dashboard'])),
  statusNote: optional(nullable(Type.String({ maxLength: 120 }))),
  attention: optional(nullable(Type.Enum(['hand', 'key', 'alert', 'flag', 'lock', 'hourglass']))),
  ttlMinutes: optional(Type.Integer({ minimum: 1, maximum: 120 })),
  archived: optional(Type.Boolean()),
  pinned: optional(Type.Boolean()),
  unread: optional(Type.Boolean()),
  contextWindow: optional(nullable(Text)),
  thinkingLevel: optional(nullable(Text)),
  fastMode: optional(nullable(FastMode)),
  toolOverrides: optional(nullable(ToolOverrides)),
  verboseLevel: optional(nullable(Text)),
  traceLevel: optional(nullable(Text)),
  reasoningLevel: optional(nullable(Text)),
  responseUsage: optional(nullable(Type.Enum(['off', 'tokens', 'full', 'on']))),
  elevatedLevel: optional(nullable(Text)),
  execHost: optional(nullable(Text)),
  execSecurity: optional(nullable(Text)),
  execAsk: optional(nullable(Text)),
  execNode: optional(nullable(Text)),
  permissionMode: optional(nullable(PermissionMode)),
  model: optional(nullable(Text)),
  completionOwnerSessionKey: optional(nullable(Text)),
  inheritedToolPolicyVersion: optional(nullable(Type.Literal(1))),
  inheritedToolAllow: optional(nullable(Type.Array(Text))),
  inheritedToolDeny: optional(nullable(Type.Array(Text))),
  sendPolicy: optional(nullable(Type.Enum(['allow', 'deny']))),
  groupActivation: optional(nullable(Type.Enum(['mention', 'always']))),
});
export type SessionsPatchParams = Static<typeof SessionsPatchParams>;

/** After `sessions.patch` and `sessions.reset`: the session as it is now. */
export const SessionChanged = closed({ ok: Type.Literal(true), key: Text, entry: SessionRow });
export type SessionChanged = Static<typeof SessionChanged>;

export const SessionsResetParams = closed({
  key: Text,
  agentId: optional(Text),
  reason: optional(Type.Enum(['new', 'reset'])),
});
export type SessionsResetParams = Static<typeof SessionsResetParams>;

/** Acted on: key, agentId, expectedSessionId. The transcript always leaves with the session. */
export const SessionsDeleteParams = closed({
  key: Text,
  agentId: optional(Text),
  deleteTranscript: optional(Type.Boolean()),
  expectedSessionId: optional(Text),
  expectedLifecycleRevision: optional(Text),
  expectedSessionUpdatedAt: optional(Type.Number({ minimum: 0 })),
  emitLifecycleHooks: optional(Type.Boolean()),
  archivedOnly: optional(Type.Boolean()),
});
export type SessionsDeleteParams = Static<typeof SessionsDeleteParams>;

export const SessionsDeleteResult = closed({
  ok: Type.Literal(true),
  key: Text,
  deleted: Type.Boolean(),
  archived: Type.Array(Text),
});
export type SessionsDeleteResult = Static<typeof SessionsDeleteResult>;

export const SessionsSubscribeResult = closed({ subscribed: Type.Boolean() });
export type SessionsSubscribeResult = Static<typeof SessionsSubscribeResult>;

/** Ignored: includeApprovals. */
export const SessionsMessagesSubscribeParams = closed({
  key: Text,
  agentId: optional(Text),
  includeApprovals: optional(Type.Literal(true)),
});
export type SessionsMessagesSubscribeParams = Static<typeof SessionsMessagesSubscribeParams>;

export const SessionsMessagesUnsubscribeParams = closed({ key: Text, agentId: optional(Text) });
export type SessionsMessagesUnsubscribeParams = Static<typeof SessionsMessagesUnsubscribeParams>;

export const SessionsMessagesSubscribeResult = closed({ subscribed: Type.Boolean(), key: Text });
export type SessionsMessagesSubscribeResult = Static<typeof SessionsMessagesSubscribeResult>;

/**
 * Our own: subscribes to a session and returns what was missed. From the moment of this answer the
 * connection receives every durable event with a higher cursor. `cursor` is the highest one that
 * the client has; without it nothing is replayed.
 */
export const SubscribeParams = closed({ sessionKey: SessionKey, cursor: optional(Count) });
export type SubscribeParams = Static<typeof SubscribeParams>;

/** `complete` is false when more was missed than an answer holds, or the session was reset: fetch `chat.history`. */
export const SubscribeResult = closed({
  sessionKey: Text,
  sessionId: nullable(Text),
  epoch: Count,
  cursor: Count,
  complete: Type.Boolean(),
  messages: Type.Array(TranscriptMessage),
  inFlight: nullable(InFlight),
});
export type SubscribeResult = Static<typeof SubscribeResult>;

/** Event `session.message`: an entry was committed. `messageSeq` is its cursor. */
export const SessionMessageEvent = closed({
  sessionKey: Text,
  agentId: Text,
  sessionId: Text,
  messageId: Text,
  messageSeq: Count,
  message: TranscriptMessage,
});
export type SessionMessageEvent = Static<typeof SessionMessageEvent>;

/** Event `sessions.changed`, to those who subscribed to the list. `session` is absent once deleted. */
export const SessionsChangedEvent = closed({
  sessionKey: Text,
  agentId: Text,
  reason: Type.Enum(['create', 'patch', 'reset', 'delete', 'run', 'message']),
  ts: Instant,
  session: optional(SessionRow),
});
export type SessionsChangedEvent = Static<typeof SessionsChangedEvent>;

const RunState = Type.Enum([
  'PENDING',
  'PLANNING',
  'RUNNING',
  'WAITING',
  'DONE',
  'ERROR',
  'ABORTED',
  'TIMEOUT',
]);
export type RunState = Static<typeof RunState>;

/**
 * Event `run`: every transition of a run, once it is durable. `from` is null for a new run. A client
 * without the capability `run-waiting` is sent RUNNING with a reason in place of WAITING.
 */
export const RunEvent = closed({
  runId: Text,
  sessionKey: Text,
  from: nullable(RunState),
  to: RunState,
  at: Instant,
  reason: optional(Text),
});
export type RunEvent = Static<typeof RunEvent>;
