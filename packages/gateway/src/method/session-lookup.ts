import {
  type AgentId,
  formatSessionKey,
  isAgentId,
  isOwner,
  parseSessionKey,
  type SessionRecord,
} from '@coderclaw/core';
import { WireError } from '@coderclaw/protocol';
import { mayReach } from '../access/session-access.ts';
import type { RequestContext } from './context.ts';

export type NamedSession = { readonly key: string; readonly agentId: AgentId };

/** The full form of a session key as a client wrote it. */
export function nameSession(
  { gateway }: RequestContext,
  text: string,
  agent?: string,
): NamedSession {
  const { agents } = gateway;
  const agentId = agent === undefined ? agents.defaultAgentId : knownAgent(agent, agents);
  const parsed = parseSessionKey(text, agentId);
  if (parsed.kind === 'invalid') throw new WireError('INVALID_REQUEST', parsed.reason);
  const key = formatSessionKey(parsed);
  if (parsed.kind !== 'agent') return { key, agentId };
  if (agent !== undefined && parsed.agentId !== agentId) {
    throw new WireError('INVALID_REQUEST', 'the session key and agentId name different agents');
  }
  return { key, agentId: parsed.agentId };
}

export function knownAgent(text: string, agents: RequestContext['gateway']['agents']): AgentId {
  if (isAgentId(text) && agents.find(text)) return text;
  const details = { code: 'UNKNOWN_AGENT_ID' };
  throw new WireError('INVALID_REQUEST', 'there is no such agent; agents.list names them', {
    details,
  });
}

/** The session of a key; undefined where there is none, or none for this principal. */
export async function findSession(
  { gateway, member }: RequestContext,
  { key }: NamedSession,
): Promise<SessionRecord | undefined> {
  const session = await gateway.store.findSession(key);
  if (!session || !mayReach(member.principal, session.principalId)) return undefined;
  gateway.verbosity.remember(session);
  return session;
}

export async function getSession(
  context: RequestContext,
  named: NamedSession,
  expectedSessionId?: string,
): Promise<SessionRecord> {
  const session = await findSession(context, named);
  if (!session) throw new WireError('NOT_FOUND', 'there is no such session');
  checkSessionId(session, expectedSessionId);
  return session;
}

export function checkSessionId(session: SessionRecord, expected: string | undefined): void {
  if (expected === undefined || expected === session.id) return;
  throw new WireError('CONFLICT', 'the key belongs to another session by now; read it again');
}

/**
 * Refuses to let a principal take a key that is not its own: of what exists, only its own sessions; of
 * what does not, a guest may make none but explicit ones.
 */
export async function findOrRefuse(
  context: RequestContext,
  named: NamedSession,
): Promise<SessionRecord | undefined> {
  const { gateway, member } = context;
  const session = await findSession(context, named);
  if (session) return session;
  const taken = (await gateway.store.findSession(named.key)) !== undefined;
  const explicit = named.key.startsWith(`agent:${named.agentId}:explicit:`);
  if (taken || !(isOwner(member.principal.id) || explicit)) {
    throw new WireError('NOT_FOUND', 'there is no such session');
  }
  return undefined;
}

/** Some things are for the owner of the machine alone, whatever scopes a guest was given. */
export function ownerOnly({ member }: Pick<RequestContext, 'member'>): void {
  if (isOwner(member.principal.id)) return;
  throw new WireError('FORBIDDEN', 'only the owner of this gateway may do this');
}
