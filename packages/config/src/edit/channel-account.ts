import type { Json, JsonObject } from '@coderclaw/core';
import { findNearestName } from '@coderclaw/core/nearest-name';
import { ConfigError } from '../config-error.ts';
import type { Environment, HomePaths } from '../home/home-paths.ts';
import { accountKeys, CHANNEL_SCHEMAS, type ChannelSchema } from '../schema/channel-keys.ts';
import { DEFAULT_ACCOUNT, sectionAt } from '../settings/channel-section.ts';
import type { ChannelSettings } from '../settings/channel-settings.ts';
import { quoteText } from '../settings/config-problem.ts';
import { checkConfigText, loadConfig } from '../settings/load-config.ts';
import { Secret } from '../settings/secret.ts';
import { setConfigValues, tryConfigValues, unsetConfigValues } from './edit-config.ts';
import { readForEdit } from './read-for-edit.ts';

/** An account of a channel, with keys of its section such as `botToken` or `dmPolicy`. */
export type AccountWish = {
  readonly channel: string;
  readonly account: string;
  readonly options: JsonObject;
};

/** An account as it would be, before anything is written. */
export type AccountPlan = {
  readonly settings: ChannelSettings;
  /** By path in the file. */
  readonly values: Readonly<Record<string, Json>>;
};

/**
 * What adding or changing an account would make of the configuration. Throws CONFIG_UNKNOWN_KEY and
 * CONFIG_BAD_VALUE, also for what would keep the account closed, and CONFIG_BROKEN.
 */
export async function planAccount(
  paths: HomePaths,
  { channel, account, options }: AccountWish,
  env: Environment = process.env,
): Promise<AccountPlan> {
  const schema = getSchema(channel);
  const named = accountKeys(schema).map(({ path }) => path);
  for (const key of Object.keys(options)) if (!named.includes(key)) throw unknownOption(key, named);
  const known = (await listAccounts(paths, channel, env)).find((one) => one.account === account);
  const isDefault = account === DEFAULT_ACCOUNT;
  const section = `channels.${channel}`;
  const path = known?.path ?? (isDefault ? section : `${section}.accounts.${account}`);
  const values = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [`${path}.${key}`, value ?? null]),
  );
  const { channels } = await tryConfigValues(paths, values, env);
  const settings = channels.find((one) => one.channel === channel && one.account === account);
  if (!settings) throw new ConfigError('CONFIG_BAD_VALUE', `${path} needs ${schema.login.option}`);
  if (settings.problem !== null) throw new ConfigError('CONFIG_BAD_VALUE', settings.problem);
  return { settings, values };
}

/** Writes what was planned, keeping every comment. Throws as `setConfigValues` does. */
export function saveAccount(paths: HomePaths, { values }: AccountPlan): Promise<void> {
  return setConfigValues(paths, values);
}

/** `remains`: the variable of the environment from which the account still gets its login. */
export type AccountRemoval =
  | { readonly kind: 'absent' }
  | { readonly kind: 'removed'; readonly remains: string | null };

/**
 * Takes an account out of the file, with everything that is said of it alone: what other accounts
 * inherit stays. Throws CONFIG_UNKNOWN_KEY for a channel that does not exist, and as `unsetConfigValues` does.
 */
export async function removeAccount(
  paths: HomePaths,
  { channel, account }: Pick<AccountWish, 'channel' | 'account'>,
  env: Environment = process.env,
): Promise<AccountRemoval> {
  const schema = getSchema(channel);
  const accounts = await listAccounts(paths, channel, env);
  if (!accounts.some((one) => one.account === account)) return { kind: 'absent' };
  const places = await placesOf(paths, schema, account, accounts.length === 1);
  if (places.length > 0) await unsetConfigValues(paths, places);
  const left = (await listAccounts(paths, channel, env)).find((one) => one.account === account);
  const login = left?.options[schema.login.option];
  return { kind: 'removed', remains: login instanceof Secret ? login.source : null };
}

async function placesOf(
  paths: HomePaths,
  { name, login }: ChannelSchema,
  account: string,
  isLast: boolean,
): Promise<readonly string[]> {
  const { declared } = await checkConfigText(readForEdit(paths.config).text, paths.config);
  if (!declared) throw new ConfigError('CONFIG_BROKEN', 'run: coderclaw config validate');
  const section = declared.channels?.[name] ?? {};
  const accounts = sectionAt(section, ['accounts']);
  const own = Object.hasOwn(accounts, account) ? [`channels.${name}.accounts.${account}`] : [];
  // Without an account, nobody inherits what the channel says.
  if (isLast) return Object.keys(section).length > 0 ? [`channels.${name}`] : [];
  if (account !== DEFAULT_ACCOUNT) return own;
  return section[login.option] === undefined ? own : [...own, `channels.${name}.${login.option}`];
}

async function listAccounts(
  paths: HomePaths,
  channel: string,
  env: Environment,
): Promise<readonly ChannelSettings[]> {
  const { channels } = (await loadConfig(paths, env)).settings;
  return channels.filter((one) => one.channel === channel);
}

function getSchema(channel: string): ChannelSchema {
  const schema = CHANNEL_SCHEMAS.find(({ name }) => name === channel);
  if (schema) return schema;
  const names = CHANNEL_SCHEMAS.map(({ name }) => name);
  const detail = `channels.${quoteText(channel)}; there is: ${names.join(', ')}`;
  throw new ConfigError('CONFIG_UNKNOWN_KEY', detail);
}

function unknownOption(key: string, named: readonly string[]): ConfigError {
  const nearest = findNearestName(key, named);
  const advice = nearest ? `did you mean ${nearest}?` : `an account has: ${named.join(', ')}`;
  return new ConfigError('CONFIG_UNKNOWN_KEY', `${quoteText(key)}; ${advice}`);
}
