import Type, { type Static } from 'typebox';
import { Provenance } from './chat.ts';
import { NoParams } from './frame.ts';
import { AnyRecord, Count, closed, Instant, nullable, optional, RunKey, Text } from './scalar.ts';
import { Usage } from './transcript.ts';

export const AgentsListParams = NoParams;
export type AgentsListParams = Static<typeof AgentsListParams>;

export const AgentSummary = closed({
  id: Text,
  kind: optional(Type.Enum(['agent', 'system'])),
  name: optional(Text),
  workspace: optional(Text),
  model: optional(closed({ primary: optional(Text), fallbacks: optional(Type.Array(Text)) })),
  thinkingLevels: optional(Type.Array(closed({ id: Text, label: Text }))),
  thinkingDefault: optional(Text),
});
export type AgentSummary = Static<typeof AgentSummary>;

export const AgentsListResult = closed({
  defaultId: Text,
  mainKey: Text,
  scope: Type.Enum(['per-sender', 'global']),
  agents: Type.Array(AgentSummary),
});
export type AgentsListResult = Static<typeof AgentsListResult>;

const TaskCompletion = closed({
  type: Type.Literal('task_completion'),
  source: Type.Enum([
    'subagent',
    'cron',
    'image_generation',
    'video_generation',
    'music_generation',
  ]),
  childSessionKey: Type.String(),
  childSessionId: optional(Type.String()),
  announceType: Type.String(),
  taskLabel: Type.String(),
  status: Type.Enum(['ok', 'timeout', 'error', 'unknown']),
  statusLabel: Type.String(),
  result: Type.String(),
  modelRouteChange: optional(Type.String()),
  attachments: optional(
    Type.Array(
      closed({
        type: optional(Type.Enum(['image', 'audio', 'video', 'file'])),
        path: optional(Type.String()),
        url: optional(Type.String()),
        mediaUrl: optional(Type.String()),
        filePath: optional(Type.String()),
        mimeType: optional(Type.String()),
        name: optional(Type.String()),
        sizeBytes: optional(Type.Number()),
        durationMs: optional(Type.Number()),
        width: optional(Type.Number()),
        height: optional(Type.Number()),
      }),
    ),
  ),
  mediaUrls: optional(Type.Array(Type.String())),
  statsLine: optional(Type.String()),
  replyInstruction: Type.String(),
});

/**
 * Acted on: message, agentId, provider, model, sessionId, sessionKey, thinking, timeout (seconds, 0 for
 * none), cwd, label, idempotencyKey. The rest is accepted as published and ignored.
 */
export const AgentParams = closed({
  message: Text,
  agentId: optional(Text),
  provider: optional(Type.String()),
  model: optional(Type.String()),
  to: optional(Type.String()),
  replyTo: optional(Type.String()),
  sessionId: optional(Type.String()),
  sessionKey: optional(Type.String({ maxLength: 512 })),
  expectedExistingSessionId: optional(Text),
  thinking: optional(Type.String()),
  deliver: optional(Type.Boolean()),
  attachments: optional(Type.Array(Type.Unknown())),
  channel: optional(Type.String()),
  replyChannel: optional(Type.String()),
  accountId: optional(Type.String()),
  replyAccountId: optional(Type.String()),
  threadId: optional(Type.String()),
  groupId: optional(Type.String()),
  groupChannel: optional(Type.String()),
  groupSpace: optional(Type.String()),
  timeout: optional(Count),
  bestEffortDeliver: optional(Type.Boolean()),
  lane: optional(Type.String()),
  cwd: optional(Text),
  cleanupBundleMcpOnRunEnd: optional(Type.Boolean()),
  modelRun: optional(Type.Boolean()),
  promptMode: optional(Type.Enum(['full', 'minimal', 'none'])),
  extraSystemPrompt: optional(Type.String()),
  bootstrapContextMode: optional(Type.Enum(['full', 'lightweight'])),
  bootstrapContextRunKind: optional(Type.Enum(['default', 'heartbeat', 'cron'])),
  acpTurnSource: optional(Type.Literal('manual_spawn')),
  internalRuntimeHandoffId: optional(Text),
  internalExecutionIdentityRetry: optional(Type.Boolean()),
  internalExecutionIdentityRecoveryAttempt: optional(Type.Integer({ minimum: 1 })),
  execApprovalFollowupExpectedSessionId: optional(Text),
  internalEvents: optional(Type.Array(TaskCompletion)),
  inputProvenance: optional(Provenance),
  suppressPromptPersistence: optional(Type.Boolean()),
  sessionEffects: optional(Type.Enum(['visible', 'internal'])),
  sourceReplyDeliveryMode: optional(Type.Enum(['automatic', 'message_tool_only'])),
  disableMessageTool: optional(Type.Boolean()),
  swarmCollector: optional(Type.Boolean()),
  swarmOutputSchema: optional(AnyRecord),
  forceRestartSafeTools: optional(Type.Boolean()),
  forceCodeModeTools: optional(Type.Boolean()),
  voiceWakeTrigger: optional(Type.String()),
  idempotencyKey: RunKey,
  label: optional(Type.String({ minLength: 1, maxLength: 512 })),
});
export type AgentParams = Static<typeof AgentParams>;

/** The first of two answers on one request id: the message is durably accepted. */
export const AgentAccepted = closed({
  runId: Text,
  sessionKey: Text,
  agentId: Text,
  status: Type.Literal('accepted'),
  acceptedAt: Instant,
});
export type AgentAccepted = Static<typeof AgentAccepted>;

/** `end` is the run's own word; `status` is what OpenClaw's clients know. */
export const AgentResult = closed({
  runId: Text,
  status: Type.Enum(['ok', 'error']),
  summary: Type.String(),
  result: closed({
    end: Type.Enum(['DONE', 'ERROR', 'ABORTED', 'TIMEOUT']),
    sessionKey: Text,
    agentId: Text,
    text: Type.String(),
    /** What OpenClaw's command line prints. */
    payloads: Type.Array(closed({ text: Type.String() })),
    usage: Usage,
    model: optional(Text),
    error: optional(closed({ code: Text, message: Text })),
  }),
});
export type AgentResult = Static<typeof AgentResult>;

export const AgentWaitParams = closed({ runId: Text, timeoutMs: optional(Count) });
export type AgentWaitParams = Static<typeof AgentWaitParams>;

/** `timeout` with no `end`: the wait ended and the run goes on. */
export const AgentWaitResult = closed({
  runId: Text,
  status: Type.Enum(['ok', 'error', 'timeout']),
  end: optional(Type.Enum(['DONE', 'ERROR', 'ABORTED', 'TIMEOUT'])),
  startedAt: optional(Instant),
  endedAt: optional(nullable(Instant)),
  error: optional(Type.String()),
});
export type AgentWaitResult = Static<typeof AgentWaitResult>;
