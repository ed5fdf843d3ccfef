import assert from 'node:assert/strict';
import type { EventName, MethodName, ServerFrame } from '@coderclaw/protocol';
import { eventChecks, resultChecks } from '@coderclaw/protocol/payloads';
import { ProtocolSchemas } from '@openclaw/gateway-protocol/schema';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** What OpenClaw publishes of payloads that we send. `agent` is left out: we add two fields there. */
const PUBLISHED_EVENTS = {
  chat: Compile(ProtocolSchemas.ChatEvent as TSchema),
  tick: Compile(ProtocolSchemas.TickEvent as TSchema),
  shutdown: Compile(ProtocolSchemas.ShutdownEvent as TSchema),
  agent: Compile(ProtocolSchemas.AgentEvent as TSchema),
} as const;
const PUBLISHED_RESULTS = {
  connect: Compile(ProtocolSchemas.HelloOk as TSchema),
  'agents.list': Compile(ProtocolSchemas.AgentsListResult as TSchema),
  'models.list': Compile(ProtocolSchemas.ModelsListResult as TSchema),
  'sessions.create': Compile(ProtocolSchemas.SessionsCreateResult as TSchema),
  'sessions.delete': Compile(ProtocolSchemas.SessionsDeleteResult as TSchema),
  'channels.status': Compile(ProtocolSchemas.ChannelsStatusResult as TSchema),
  'commands.list': Compile(ProtocolSchemas.CommandsListResult as TSchema),
  'logs.tail': Compile(ProtocolSchemas.LogsTailResult as TSchema),
  'audit.list': Compile(ProtocolSchemas.AuditListResult as TSchema),
} as const;
const EVENT_FRAME = Compile(ProtocolSchemas.EventFrame as TSchema);
const RESPONSE_FRAME = Compile(ProtocolSchemas.ResponseFrame as TSchema);
const ERROR_SHAPE = Compile(ProtocolSchemas.ErrorShape as TSchema);

type Checker = { Check(value: unknown): boolean; Errors(value: unknown): unknown };

/** Fails for a frame that our own schemas or the published ones do not allow. `method` is what a response answers. */
export function checkFrame(frame: ServerFrame, method: string | undefined): void {
  if (frame.type === 'event') {
    valid(EVENT_FRAME, frame, 'event frame');
    assert.equal(eventChecks[frame.event as EventName]?.(frame.payload), null, frame.event);
    checkPublishedEvent(frame.event, frame.payload);
    return;
  }
  valid(RESPONSE_FRAME, frame, 'response frame');
  if (!frame.ok) {
    valid(ERROR_SHAPE, frame.error, 'error');
    return;
  }
  if (method === 'agent' && (frame.payload as { status: string }).status === 'accepted') return;
  if (method && method in resultChecks) {
    assert.equal(resultChecks[method as MethodName](frame.payload), null, method);
  }
  const published = method && PUBLISHED_RESULTS[method as keyof typeof PUBLISHED_RESULTS];
  if (published) valid(published, frame.payload, method);
}

/** The one departure from what is published: `agent` carries `sessionKey` and `agentId` too. */
function checkPublishedEvent(event: string, payload: unknown): void {
  const published = PUBLISHED_EVENTS[event as keyof typeof PUBLISHED_EVENTS];
  if (!published) return;
  if (event !== 'agent') {
    valid(published, payload, event);
    return;
  }
  const { sessionKey, agentId, ...rest } = payload as Record<string, unknown>;
  assert.ok(sessionKey && agentId);
  valid(published, rest, event);
}

function valid(schema: Checker, value: unknown, what: string): void {
  if (schema.Check(value)) return;
  assert.fail(
    `${what} is not as published: ${JSON.stringify(value)} ${JSON.stringify(schema.Errors(value))}`,
  );
}
