import { isOwner, type RunEnd } from '@coderclaw/core';
import { type AgentResult, coversScope, missingScope, WireError } from '@coderclaw/protocol';
import type { Handler, RequestContext } from './context.ts';
import { acceptMessage, boundedTimeout, runOptions } from './incoming-message.ts';
import {
  isEnded,
  isOver,
  type NamedRun,
  readAnswer,
  readCommandAnswer,
  waitForEnd,
} from './run-lookup.ts';
import { knownAgent, type NamedSession, nameSession, ownerOnly } from './session-lookup.ts';
import { thinkingLevel } from './wanted.ts';

const DEFAULT_WAIT_MS = 30_000;
const MAX_WAIT_MS = 24 * 60 * 60_000;

/** Answers twice: when the message is durable, and when its run has ended. */
export const agent: Handler<'agent'> = async (context, params) => {
  const { gateway, connection } = context;
  const session = nameSession(context, params.sessionKey || 'main', params.agentId);
  const { idempotencyKey: runId, provider, model, thinking, timeout, cwd, sessionId } = params;
  if (cwd) mayNameWorkspace(context);
  const options = runOptions({
    ...(model && { model: provider ? `${provider}/${model}` : model }),
    ...(thinking && { thinking: thinkingLevel(thinking) }),
    ...(timeout && { timeoutMs: boundedTimeout(context, session, timeout * 1_000) }),
    ...(cwd && { workspace: cwd }),
  });
  const accepted = { runId, sessionKey: session.key, agentId: session.agentId, status: 'accepted' };
  await acceptMessage(
    context,
    {
      session,
      name: runId,
      text: params.message,
      method: 'agent',
      ...(sessionId && { expectedSessionId: sessionId }),
      ...(options && { options }),
    },
    () => context.respond({ ...accepted, acceptedAt: gateway.clock.now() }),
  );
  const over = AbortSignal.any([gateway.stopping, connection.ended]);
  const ended = await waitForEnd(context, runId, session.key, over);
  if (connection.ended.aborted) return undefined;
  return resultOf(context, session, runId, ended);
};

/** A workspace is how far an agent's tools reach: to move it is to change a setting, not to write a message. */
function mayNameWorkspace(context: RequestContext): void {
  ownerOnly(context);
  if (!coversScope(context.member.scopes, 'operator.admin')) throw missingScope('operator.admin');
}

async function resultOf(
  { gateway }: RequestContext,
  { key: sessionKey, agentId }: NamedSession,
  runId: string,
  named: NamedRun,
): Promise<AgentResult> {
  if (!isOver(named)) {
    const message = 'the gateway is stopping; the run goes on at its next start';
    throw new WireError('UNAVAILABLE', message, { retryable: true });
  }
  const { run } = named;
  const answer = run ? await readAnswer(gateway.store, run) : null;
  const told = await readCommandAnswer(gateway.store, named, sessionKey);
  const end = endOf(named);
  const text = told ?? answer?.text ?? '';
  const error = run?.error;
  return {
    runId,
    status: end === 'DONE' ? 'ok' : 'error',
    summary: end === 'DONE' ? 'completed' : (error?.message ?? 'stopped by request'),
    result: {
      end,
      sessionKey,
      agentId,
      text,
      payloads: text === '' ? [] : [{ text }],
      usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0, ...answer?.usage },
      ...(answer?.model && { model: answer.model }),
      ...(error && { error: { code: error.code, message: error.message } }),
    },
  };
}

/** Without a run, a command was answered, or the message was taken out of its lane before its turn. */
function endOf({ run, intake }: NamedRun): RunEnd {
  if (run && isEnded(run)) return run.state;
  return intake?.disposition === 'command' ? 'DONE' : 'ABORTED';
}

export const agentWait: Handler<'agent.wait'> = async (
  context,
  { runId, timeoutMs = DEFAULT_WAIT_MS },
) => {
  const { clock, stopping } = context.gateway;
  const late = new AbortController();
  const over = new AbortController();
  const patience = Math.min(timeoutMs, MAX_WAIT_MS);
  if (patience === 0) late.abort();
  else void clock.sleep(patience, over.signal).then(() => late.abort());
  const { run, intake } = await waitForEnd(
    context,
    runId,
    undefined,
    AbortSignal.any([late.signal, stopping, context.connection.ended]),
  ).finally(() => over.abort());
  if (!run) return { runId, status: statusWithoutRun(intake) };
  const { startedAt, endedAt, error } = run;
  if (!isEnded(run)) return { runId, status: 'timeout', startedAt };
  const status = run.state === 'DONE' ? 'ok' : 'error';
  return {
    runId,
    status,
    end: run.state,
    startedAt,
    endedAt,
    ...(error && { error: error.message }),
  };
};

function statusWithoutRun(intake: NamedRun['intake']): 'ok' | 'error' | 'timeout' {
  if (!intake?.disposition) return 'timeout';
  return intake.disposition === 'command' ? 'ok' : 'error';
}

export const agentsList: Handler<'agents.list'> = ({ gateway, member }) => {
  const { agents, config } = gateway;
  return {
    defaultId: agents.defaultAgentId,
    mainKey: 'main',
    scope: 'per-sender',
    agents: config.settings.agents.map(({ id, workspace, models: [primary, ...fallbacks] }) => ({
      id,
      kind: 'agent',
      name: id,
      ...(isOwner(member.principal.id) && { workspace }),
      model: { ...(primary && { primary }), fallbacks },
      thinkingDefault: agents.find(knownAgent(id, agents))?.thinking ?? 'off',
    })),
  };
};
