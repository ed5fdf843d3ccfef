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

/** Whatever a person does not see as a character of its own: two keys that look the same are the same. */
const FORBIDDEN =
  /[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]/u;
const AGENT_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/u;

export function isAgentId(text: string): text is AgentId {
  return AGENT_ID.test(text);
}

export function mainSessionKey(agentId: AgentId): SessionKey {
  return `agent:${agentId}:main`;
}

/**
 * Reads a key as a client sent it. `main` and `global` mean the default agent's main session; any other
 * bare name is an explicit session of the default agent. What it returns, formatted, parses to itself.
 */
export function parseSessionKey(
  text: string,
  defaultAgentId: AgentId,
): ParsedSessionKey | SessionKeyProblem {
  const tooLong = invalid(`session key is longer than ${MAX_SESSION_KEY_LENGTH} characters`);
  if (text.length > MAX_SESSION_KEY_LENGTH) return tooLong;
  if (FORBIDDEN.test(text))
    return invalid('session key has a space, control or invisible character');
  const key = readParts(text, defaultAgentId);
  // A bare name grows when it is written out.
  const fits = key.kind === 'invalid' || formatSessionKey(key).length <= MAX_SESSION_KEY_LENGTH;
  return fits ? key : tooLong;
}

function readParts(text: string, defaultAgentId: AgentId): ParsedSessionKey | SessionKeyProblem {
  if (text === '') return invalid('session key is empty');
  if (text === 'main' || text === 'global')
    return { kind: 'agent', agentId: defaultAgentId, rest: 'main' };
  const parts = text.split(':');
  if (parts.includes('')) return invalid('session key has an empty part');
  const [head, second, ...tail] = parts;
  if (head === 'agent') {
    if (!second || !isAgentId(second)) return invalid('session key names no valid agent');
    if (tail.length === 0) return invalid('session key names no session of its agent');
    return { kind: 'agent', agentId: second, rest: tail.join(':') };
  }
  if (head === 'cron' || head === 'hook') {
    if (!second) return invalid(`${head} session key has no id`);
    return { kind: head, rest: [second, ...tail].join(':') };
  }
  return { kind: 'agent', agentId: defaultAgentId, rest: `explicit:${text}` };
}

function invalid(reason: string): SessionKeyProblem {
  return { kind: 'invalid', reason };
}

export function formatSessionKey(key: ParsedSessionKey): SessionKey {
  return key.kind === 'agent' ? `agent:${key.agentId}:${key.rest}` : `${key.kind}:${key.rest}`;
}
