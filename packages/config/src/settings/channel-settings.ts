import type { AccountPolicy, AgentId, Json, JsonObject, QueueMode } from '@coderclaw/core';
import type { Environment } from '../home/home-paths.ts';
import { CHANNEL_SCHEMAS, type ChannelSchema } from '../schema/channel-keys.ts';
import { type ChannelOptions, environmentLogin, optionsOf, policyOf } from './channel-options.ts';
import { findMissing, findProblem, refuseShared } from './channel-problem.ts';
import { type AccountPlace, DEFAULT_ACCOUNT, isSection, sectionAt } from './channel-section.ts';
import type { ConfigProblem } from './config-problem.ts';

/** One account as it is configured. */
export type ChannelSettings = {
  readonly channel: string;
  readonly account: string;
  /** Where it stands in the file, such as `channels.telegram`. */
  readonly path: string;
  readonly enabled: boolean;
  readonly options: ChannelOptions;
  readonly policy: AccountPolicy;
  /** Why it is not to be connected, and what to do; null where nothing is wrong. */
  readonly problem: string | null;
};

/** What `checkConfig` leaves of the section `channels`. */
export type DeclaredChannels = { readonly [channel: string]: JsonObject };

export type ChannelFacts = {
  readonly declared: DeclaredChannels;
  /** What was found wrong in the file so far. */
  readonly problems: readonly ConfigProblem[];
  readonly agents: readonly AgentId[];
  readonly queueMode: QueueMode;
  readonly env: Environment;
};

/**
 * Every account that file and environment name, whether it can be connected or not. What is wrong with
 * one account keeps that account closed and nothing else.
 */
export function listChannels(facts: ChannelFacts): readonly ChannelSettings[] {
  const used = new Map<string, string>();
  return CHANNEL_SCHEMAS.flatMap((schema) =>
    listAccounts(schema, facts).map((account) => refuseShared(schema, account, used)),
  );
}

function listAccounts(schema: ChannelSchema, facts: ChannelFacts): readonly ChannelSettings[] {
  const section = facts.declared[schema.name] ?? {};
  const accounts = sectionAt(section, ['accounts']);
  const names = new Set([DEFAULT_ACCOUNT, ...Object.keys(accounts)]);
  return [...names].flatMap((account) => {
    const place = { schema, section, account, own: sectionAt(accounts, [account]) };
    return isThere(place, facts) ? [settingsOf(place, facts)] : [];
  });
}

/** The default account is there once anything is said of it; what only the other accounts inherit says nothing. */
function isThere({ schema, section, account, own }: AccountPlace, { env }: ChannelFacts): boolean {
  if (account !== DEFAULT_ACCOUNT || Object.keys(own).length > 0) return true;
  if (section[schema.login.option] !== undefined) return true;
  const others = Object.entries(sectionAt(section, ['accounts']));
  const token = environmentLogin(schema, env);
  // Whoever moved the environment's token into an account of the file means that account.
  if (token) return !others.some(([, other]) => loginIn(schema, other) === token.reveal());
  return others.length === 0 && Object.keys(section).length > 0;
}

function loginIn({ login }: ChannelSchema, account: Json | undefined): Json | undefined {
  return isSection(account) ? account[login.option] : undefined;
}

function settingsOf(place: AccountPlace, facts: ChannelFacts): ChannelSettings {
  const { schema, section, account, own } = place;
  const path = Object.hasOwn(sectionAt(section, ['accounts']), account)
    ? `channels.${schema.name}.accounts.${account}`
    : `channels.${schema.name}`;
  const enabled = section.enabled !== false && own.enabled !== false;
  const options = optionsOf(place, facts.env);
  const policy = policyOf(place, facts.queueMode);
  const problem = enabled
    ? (findProblem(place, facts.problems) ??
      findMissing(place, path, options, policy, facts.agents))
    : null;
  return { channel: schema.name, account, path, enabled, options, policy, problem };
}
