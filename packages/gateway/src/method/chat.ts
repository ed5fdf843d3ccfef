import type {
  AcceptResult,
  Disposition,
  IntakeStatus,
  LiveRun,
  SessionRecord,
} from '@coderclaw/core';
import { QUEUE_MODES, THINKING_LEVELS, VERBOSE_LEVELS } from '@coderclaw/core';
import { type ChatSendResult, type InFlight, WireError } from '@coderclaw/protocol';
import { toSessionInfo } from '../event/session-row.ts';
import { visibleArguments } from '../event/transcript-message.ts';
import type { Handler, RequestContext } from './context.ts';
import { acceptMessage, boundedTimeout, runOptions } from './incoming-message.ts';
import { getNamedRun, isOver } from './run-lookup.ts';
import { findSession, getSession, nameSession } from './session-lookup.ts';
import { readTranscript } from './transcript.ts';
import { thinkingLevel } from './wanted.ts';

const DEFAULT_LIMIT = 200;
/** What ends a message as its sender wished. */
const SERVED: readonly Disposition[] = ['answered', 'merged', 'command'];

export const chatSend: Handler<'chat.send'> = async (context, params) => {
  const session = nameSession(context, params.sessionKey, params.agentId);
  const { idempotencyKey: name, thinking, timeoutMs, queueMode, sessionId } = params;
  const options = runOptions({
    ...(thinking && { thinking: thinkingLevel(thinking) }),
    ...(timeoutMs && { timeoutMs: boundedTimeout(context, session, timeoutMs) }),
  });
  await acceptMessage(
    context,
    {
      session,
      name,
      text: params.message,
      method: 'chat.send',
      ...(params.attachments && { attachments: params.attachments }),
      ...(sessionId && { expectedSessionId: sessionId }),
      ...(options && { options }),
      ...(queueMode && { queueMode }),
    },
    (result) => context.respond({ runId: name, sessionKey: session.key, status: statusOf(result) }),
  );
  return undefined;
};

function statusOf(result: AcceptResult): ChatSendResult['status'] {
  if (result.kind === 'duplicate') return statusOfRepeated(result.intakes);
  return 'started';
}

function statusOfRepeated(intakes: readonly IntakeStatus[]): ChatSendResult['status'] {
  const dispositions = intakes.map(({ intake }) => intake.disposition);
  if (dispositions.includes(null)) return 'in_flight';
  return dispositions.every((one) => one !== null && SERVED.includes(one)) ? 'ok' : 'error';
}

export const chatHistory: Handler<'chat.history'> = async (context, params) => {
  const named = nameSession(context, params.sessionKey, params.agentId);
  context.connection.follow(named.key);
  const session = await findSession(context, named);
  if (!session) {
    if (params.cursor) return { kind: 'reset' };
    const nothing = { messages: [], hasMore: false, deltaCursor: '0.0', sessionInfo: {} };
    return { sessionKey: named.key, sessionId: null, ...nothing };
  }
  const inFlight = await inFlightOf(context, session);
  const present = {
    sessionInfo: toSessionInfo(session),
    ...(inFlight && { inFlightRun: inFlight }),
  };
  const deltaCursor = `${session.epoch}.${session.cursor}`;
  if (params.cursor) {
    const after = cursorIn(params.cursor, session);
    if (after === null) return { kind: 'reset' };
    const { messages, more } = await readTranscript(context, session, {
      afterCursor: after,
      limit: 1000,
    });
    if (more) return { kind: 'reset' };
    return { kind: 'delta', messages, deltaCursor, ...present };
  }
  const { limit = DEFAULT_LIMIT, offset = 0 } = params;
  const { messages, more } = await readTranscript(context, session, { limit, offset });
  return {
    sessionKey: session.key,
    sessionId: session.id,
    messages,
    hasMore: more,
    ...(more && { nextOffset: offset + limit }),
    deltaCursor,
    ...present,
  };
};

/** The place that a cursor names; null when it is of another epoch or not one of ours. */
function cursorIn(text: string, session: SessionRecord): number | null {
  const match = /^(\d{1,15})\.(\d{1,15})$/u.exec(text);
  if (!match || Number(match[1]) !== session.epoch) return null;
  const cursor = Number(match[2]);
  return cursor <= session.cursor ? cursor : null;
}

/** The answer under way, as far as it has come; undefined when the session has no run. */
export async function inFlightOf(
  { gateway }: RequestContext,
  session: SessionRecord,
): Promise<InFlight | undefined> {
  const live = gateway.kernel.liveRuns(session.key)[0];
  if (!live || !isUnderWay(live.state)) return undefined;
  const run = await gateway.store.findRun(live.run.runId);
  const verbose = gateway.verbosity.levelOf(session.key, session.agentId);
  const tools = verbose === 'off' ? [] : live.tools;
  return {
    runId: live.run.wireId,
    state: live.state,
    step: live.step,
    attempt: Math.max(1, live.run.attempt),
    text: live.text,
    ...(live.thinking && verbose !== 'off' && { thinking: live.thinking }),
    startedAt: run?.startedAt ?? gateway.clock.now(),
    tools: tools.map(({ toolCallId, name, args }) => ({
      toolCallId,
      name,
      args: visibleArguments(args, verbose),
    })),
  };
}

function isUnderWay(state: LiveRun['state']): state is InFlight['state'] {
  return state === 'PENDING' || state === 'PLANNING' || state === 'RUNNING' || state === 'WAITING';
}

export const chatAbort: Handler<'chat.abort'> = async (context, params) => {
  const { gateway, member } = context;
  const session = await getSession(
    context,
    nameSession(context, params.sessionKey, params.agentId),
  );
  const principalId = member.principal.id;
  const reason = 'chat.abort';
  if (params.runId === undefined) {
    const running = gateway.kernel.liveRuns(session.key).map(({ run }) => run.wireId);
    const stopped = await gateway.kernel.stopSession({
      sessionId: session.id,
      principalId,
      reason,
    });
    return { ok: true, aborted: stopped.runs + stopped.waiting > 0, runIds: running };
  }
  const { runId } = params;
  const aborted = await stopNamed(context, session, runId, reason);
  return { ok: true, aborted, runIds: aborted ? [runId] : [] };
};

/** Stops what a name means, wherever it stands by then: what waited at the first look may have got its run meanwhile. */
async function stopNamed(
  context: RequestContext,
  session: SessionRecord,
  name: string,
  reason: string,
): Promise<boolean> {
  const { gateway, member } = context;
  for (;;) {
    const named = await getNamedRun(context, name, session.key);
    const { run, intake } = named;
    if (run && run.sessionId !== session.id) {
      throw new WireError('NOT_FOUND', 'the session has no such run');
    }
    if (isOver(named)) return false;
    if (run) {
      const principalId = member.principal.id;
      return gateway.kernel.stopRun({ runId: run.id, principalId, reason });
    }
    const waiting = { sessionId: session.id, principalId: member.principal.id };
    if ((await gateway.kernel.cancelWaiting({ ...waiting, intakeIds: [intake!.id] })) > 0)
      return true;
  }
}

export const chatMetadata: Handler<'chat.metadata'> = async (context, params) => {
  const named = nameSession(context, params.sessionKey ?? 'main', params.agentId);
  const session = await findSession(context, named);
  return {
    agentId: named.agentId,
    sessionKey: named.key,
    sessionInfo: session ? toSessionInfo(session) : {},
    thinkingLevels: [...THINKING_LEVELS],
    verboseLevels: [...VERBOSE_LEVELS],
    queueModes: [...QUEUE_MODES],
    commands: [],
  };
};
