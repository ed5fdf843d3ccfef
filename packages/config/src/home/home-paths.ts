import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { AgentId } from '@coderclaw/core';

/** The environment as this package reads it; it never writes one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The agent that answers where nobody chose one. */
export const DEFAULT_AGENT = 'main' as AgentId;

/** Where everything of one home lives. Nothing here says that a path exists. */
export type HomePaths = {
  /** CODERCLAW_HOME, or `~/.coderclaw`; absolute. */
  readonly home: string;
  readonly config: string;
  /** The gateway's shared secret, mode 0600. */
  readonly token: string;
  readonly database: string;
  readonly logs: string;
  /** The bytes of files that came and went with messages, mode 0700. */
  readonly media: string;
  /** Signs the audit chain, mode 0600. */
  readonly auditKey: string;
  /** Key pairs of this machine's own clients, mode 0700. */
  readonly devices: string;
  /** What belongs to a running gateway only. */
  readonly run: string;
  readonly runFile: string;
  readonly lock: string;
};

/** The home that `env` names. A relative CODERCLAW_HOME is taken from the working directory. */
export function resolveHome(env: Environment = process.env): HomePaths {
  const named = env.CODERCLAW_HOME?.trim();
  const home = named ? resolve(expandUserHome(named, env)) : join(userHome(env), '.coderclaw');
  const run = join(home, 'run');
  return {
    home,
    config: join(home, 'coderclaw.yaml'),
    token: join(home, 'token'),
    database: join(home, 'coderclaw.db'),
    logs: join(home, 'logs'),
    media: join(home, 'media'),
    auditKey: join(home, 'audit-key'),
    devices: join(home, 'devices'),
    run,
    runFile: join(run, 'gateway.json'),
    lock: join(run, 'lock.db'),
  };
}

/** An agent's home: `workspace` for the default agent, `workspace-<id>` for each other. */
export function agentHome(paths: HomePaths, agentId: AgentId): string {
  return join(paths.home, agentId === DEFAULT_AGENT ? 'workspace' : `workspace-${agentId}`);
}

/**
 * A path as a person writes it in the configuration: a leading `~/.coderclaw` is the home in use,
 * `~` is the user's. Undefined for a relative one, which would mean another place in every shell.
 */
export function resolveConfiguredPath(
  text: string,
  paths: HomePaths,
  env: Environment = process.env,
): string | undefined {
  const [head, second, ...rest] = text.split('/');
  if (head === '~' && second === '.coderclaw') return join(paths.home, ...rest);
  const expanded = expandUserHome(text, env);
  return isAbsolute(expanded) ? resolve(expanded) : undefined;
}

function expandUserHome(text: string, env: Environment): string {
  if (text === '~') return userHome(env);
  return text.startsWith('~/') ? join(userHome(env), text.slice(2)) : text;
}

function userHome(env: Environment): string {
  return env.HOME && isAbsolute(env.HOME) ? env.HOME : homedir();
}
