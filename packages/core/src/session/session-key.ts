import type { AgentId } from '../id/id.ts';

/**
 * A session key names a session: it routes, and never authorises. Grammar (all parts non-empty):
 *
 *     agent:<id>:main
 *     agent:<id>:explicit:<name>
 *     agent:<id>:subagent:<uuid>
 *     agent:<id>:[<channel>:[<account>:]]direct:<peer>
 *     agent:<id>:<channel>:(group|channel):<gid>[:(topic|thread):<t>]
 *     cron:<jobId>[:run:<uuid>]
 *     hook:<uuid>
 */
export type SessionKey = string;

export const MAX_SESSION_KEY_LENGTH = 512;

export type ParsedSessionKey =
  | { readonly kind: 'agent'; readonly agentId: AgentId; readonly rest: string }
  | { readonly kind: 'cron' | 'hook'; readonly rest: string };

export type SessionKeyProblem = { readonly kind: 'invalid'; readonly reason: string };

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point.
const FORBIDDEN = /[\u0000-\u0020\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const AGENT_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/u;

export function isAgentId(text: string): text is AgentId {
  return AGENT_ID.test(text);
}

export function mainSessionKey(agentId: AgentId): SessionKey {
  return `agent:${agentId}:main`;
}

/** Reads a key as a client sent it. `main` and `global` mean the default agent's main session; any other bare name is an explicit session of the default agent. */
export function parseSessionKey(
  text: string,
  defaultAgentId: AgentId,
): ParsedSessionKey | SessionKeyProblem {
  if (text.length === 0) return { kind: 'invalid', reason: 'session key is empty' };
  if (text.length > MAX_SESSION_KEY_LENGTH) {
    return {
      kind: 'invalid',
      reason: `session key is longer than ${MAX_SESSION_KEY_LENGTH} characters`,
    };
  }
  if (FORBIDDEN.test(text)) {
    return { kind: 'invalid', reason: 'session key has a space, control or invisible character' };
  }
  if (text === 'main' || text === 'global')
    return { kind: 'agent', agentId: defaultAgentId, rest: 'main' };
  const [head, second, ...tail] = text.split(':');
  if (head === 'agent') {
    if (!second || !isAgentId(second))
      return { kind: 'invalid', reason: 'session key names no valid agent' };
    if (tail.length === 0 || tail.some((part) => part === '')) {
      return { kind: 'invalid', reason: 'session key has an empty part' };
    }
    return { kind: 'agent', agentId: second, rest: tail.join(':') };
  }
  if (head === 'cron' || head === 'hook') {
    if (!second) return { kind: 'invalid', reason: `${head} session key has no id` };
    return { kind: head, rest: [second, ...tail].join(':') };
  }
  return { kind: 'agent', agentId: defaultAgentId, rest: `explicit:${text}` };
}

export function formatSessionKey(key: ParsedSessionKey): SessionKey {
  return key.kind === 'agent' ? `agent:${key.agentId}:${key.rest}` : `${key.kind}:${key.rest}`;
}
