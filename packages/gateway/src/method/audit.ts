import type { AuditRecord, JsonObject } from '@coderclaw/core';
import type { AuditEvent } from '@coderclaw/protocol';
import type { Handler } from './context.ts';
import { nameSession } from './session-lookup.ts';

const DEFAULT_LIMIT = 100;
const PAGE = 500;
/** Records that one request looks at: a rare wish over a long trail goes on with the cursor of the answer. */
const MAX_SCANNED = 10 * PAGE;

export const auditRecords: Handler<'audit.records'> = async (context, params) => {
  const limit = params.limit ?? DEFAULT_LIMIT;
  const records = await context.gateway.store.listAudit({ ...params, limit });
  const last = records.at(-1);
  const more = records.length === limit && last && last.sequence > 1;
  return { records: records.map(toRecord), nextBeforeSequence: more ? last.sequence : null };
};

function toRecord({ id, sequence, at, digest, payload }: AuditRecord) {
  return {
    id,
    sequence,
    at,
    digest,
    payload: payload && { ...payload, metadata: { ...payload.metadata } },
  };
}

/** The published view of the trail: the ends of runs, and tool calls, without what they were about. */
export const auditList: Handler<'audit.list'> = async (context, params) => {
  const limit = params.limit ?? DEFAULT_LIMIT;
  const wanted = {
    ...params,
    ...(params.sessionKey && { sessionKey: nameSession(context, params.sessionKey).key }),
  };
  const events: AuditEvent[] = [];
  let before = parseCursor(params.cursor);
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += PAGE) {
    const query = { limit: PAGE, ...(before !== undefined && { beforeSequence: before }) };
    const records = await context.gateway.store.listAudit(query);
    for (const record of records) {
      before = record.sequence;
      const event = toEvent(record);
      if (event && isWanted(event, wanted)) events.push(event);
      if (events.length === limit) return { events, nextCursor: String(before) };
    }
    if (records.length < PAGE) return { events };
  }
  return { events, nextCursor: String(before) };
};

function parseCursor(cursor: string | undefined): number | undefined {
  return cursor !== undefined && /^\d{1,15}$/u.test(cursor) ? Number(cursor) : undefined;
}

type Wanted = Parameters<typeof auditList>[1];

function isWanted(event: AuditEvent, wanted: Wanted): boolean {
  return (
    (wanted.agentId === undefined || event.agentId === wanted.agentId) &&
    (wanted.sessionKey === undefined || event.sessionKey === wanted.sessionKey) &&
    (wanted.runId === undefined || event.runId === wanted.runId) &&
    (wanted.kind === undefined || event.kind === wanted.kind) &&
    (wanted.status === undefined || event.status === wanted.status) &&
    (wanted.after === undefined || event.occurredAt >= wanted.after) &&
    (wanted.before === undefined || event.occurredAt < wanted.before)
  );
}

function toEvent({ id, sequence, at, payload }: AuditRecord): AuditEvent | null {
  if (!payload) return null;
  const { action, sessionKey, metadata = {} } = payload;
  const agentId = textIn(metadata, 'agentId') ?? 'unknown';
  const event = {
    eventId: id,
    sequence,
    sourceSequence: sequence,
    occurredAt: at,
    actor: { type: 'agent' as const, id: agentId },
    agentId,
    ...(sessionKey && { sessionKey }),
    redaction: 'metadata_only' as const,
  };
  if (action === 'run.settle') {
    const outcome = outcomeOfRun(payload.result, payload.reason);
    return {
      ...event,
      kind: 'agent_run',
      action: 'agent.run.finished',
      runId: payload.resourceId,
      ...outcome,
    };
  }
  if (action !== 'tool.start' && action !== 'tool.result') return null;
  const toolCallId = textIn(metadata, 'toolCallId');
  const tool = {
    ...event,
    kind: 'tool_action' as const,
    runId: textIn(metadata, 'runId') ?? 'unknown',
    toolName: payload.resourceId,
    ...(toolCallId && { toolCallId }),
  };
  if (action === 'tool.start') return { ...tool, action: 'tool.action.started', status: 'started' };
  return { ...tool, action: 'tool.action.finished', ...outcomeOfTool(payload.result, metadata) };
}

type Outcome = Pick<AuditEvent, 'status' | 'errorCode'>;

function outcomeOfRun(result: string, reason: string | undefined): Outcome {
  if (result === 'allowed') return { status: 'succeeded' };
  if (reason === 'STOPPED' || reason === 'ABORTED')
    return { status: 'cancelled', errorCode: 'run_cancelled' };
  if (reason?.includes('TIMEOUT')) return { status: 'timed_out', errorCode: 'run_timed_out' };
  if (reason === 'BUDGET_EXHAUSTED') return { status: 'blocked', errorCode: 'run_blocked' };
  return { status: 'failed', errorCode: 'run_failed' };
}

function outcomeOfTool(result: string, metadata: JsonObject): Outcome {
  if (metadata.state === 'unknown') return { status: 'unknown', errorCode: 'tool_outcome_unknown' };
  return result === 'error'
    ? { status: 'failed', errorCode: 'tool_failed' }
    : { status: 'succeeded' };
}

function textIn(metadata: JsonObject, name: string): string | undefined {
  const value = metadata[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const auditVerify: Handler<'audit.verify'> = async (context) => {
  return { ...(await context.gateway.store.verifyAudit()) };
};
