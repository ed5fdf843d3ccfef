import type { AccountPolicy, AgentId } from '@coderclaw/core';
import type { ChannelSchema } from '../schema/channel-keys.ts';
import type { ChannelOptions } from './channel-options.ts';
import { type AccountPlace, DEFAULT_ACCOUNT } from './channel-section.ts';
import type { ChannelSettings } from './channel-settings.ts';
import type { ConfigProblem } from './config-problem.ts';
import { Secret } from './secret.ts';

/** What is wrong in the account's part of the file: half of a rule could let in whom the whole keeps out (T17). */
export function findProblem(
  { schema, account }: AccountPlace,
  problems: readonly ConfigProblem[],
): string | null {
  const section = `channels.${schema.name}`;
  const accounts = `${section}.accounts`;
  const concerns = (path: string): boolean => {
    if (section === path || section.startsWith(`${path}.`) || path === '') return true;
    if (isBelow(path, `${accounts}.${account}`)) return true;
    return isBelow(path, section) && !isBelow(path, accounts);
  };
  const found = problems.find(({ severity, path }) => severity === 'error' && concerns(path));
  return found?.message ?? null;
}

function isBelow(path: string, section: string): boolean {
  return path === section || path.startsWith(`${section}.`) || path.startsWith(`${section}[`);
}

/** What an account can not be without, and what to do about it. */
export function findMissing(
  { schema, account }: AccountPlace,
  path: string,
  options: ChannelOptions,
  policy: AccountPolicy,
  agents: readonly AgentId[],
): string | null {
  const { name, login } = schema;
  if (!options[login.option]) {
    const which = account === DEFAULT_ACCOUNT ? '' : ` --account ${account}`;
    return `${path} has no ${login.option}; run: npx coderclaw channels add ${name}${which}`;
  }
  const webhook = options.webhook as ChannelOptions | undefined;
  if (webhook && !webhook.secret)
    return `${path}.webhook has a url and no secret; run: npx coderclaw config set ${path}.webhook.secret "$(openssl rand -hex 32)"`;
  for (const [address, { agentId }] of policy.groups) {
    if (agentId !== null && !agents.includes(agentId))
      return `${path}.groups.${address}.agent is ${agentId}, which is not in agents.list; add it there, or name one of: ${agents.join(', ')}`;
  }
  return null;
}

/** One login on two accounts would take each other's events away; one address would give them to the wrong one. */
export function refuseShared(
  schema: ChannelSchema,
  settings: ChannelSettings,
  used: Map<string, string>,
): ChannelSettings {
  const { enabled, problem, options, path } = settings;
  if (!enabled || problem) return settings;
  const { option } = schema.login;
  const webhook = options.webhook as ChannelOptions | undefined;
  const claims = [[`the same ${option}`, String(plainOf(options[option]))]];
  if (typeof webhook?.url === 'string') claims.push(['the same webhook.url', webhook.url]);
  for (const [what, value] of claims) {
    const owner = used.get(`${schema.name} ${what} ${value}`);
    if (owner) return { ...settings, problem: `${path} has ${what} as ${owner}; give it its own` };
  }
  for (const [what, value] of claims) used.set(`${schema.name} ${what} ${value}`, path);
  return settings;
}

function plainOf(value: ChannelOptions[string] | undefined): unknown {
  return value instanceof Secret ? value.reveal() : value;
}
