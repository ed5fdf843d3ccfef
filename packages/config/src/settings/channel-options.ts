import type { AccountPolicy, GroupRule, Json, JsonObject, QueueMode } from '@coderclaw/core';
import type { Environment } from '../home/home-paths.ts';
import { accountKeys, type ChannelSchema } from '../schema/channel-keys.ts';
import type { ConfigKey } from '../schema/config-key.ts';
import {
  type AccountPlace,
  DEFAULT_ACCOUNT,
  isSection,
  readKey,
  sectionAt,
} from './channel-section.ts';
import { UNSET } from './check-config.ts';
import { Secret } from './secret.ts';

/** What the channel itself understands, nested as it is there; a secret is still closed. */
export type ChannelOptions = { readonly [name: string]: Json | Secret | ChannelOptions };

/** The path of this gateway to which a platform posts an account's events. */
export function channelHookPath(channel: string, account: string): string {
  return `/hooks/channels/${channel}/${account}`;
}

/** An account's options, without what is unset and has no default. */
export function optionsOf(place: AccountPlace, env: Environment): ChannelOptions {
  const { schema, account } = place;
  const entries = schema.options.flatMap((key): [string, Json | Secret][] => {
    const value = wrap(key, readKey(place, key.path)) ?? key.default;
    return value === null ? [] : [[key.path, value]];
  });
  const options: { [name: string]: Json | Secret | ChannelOptions } = Object.fromEntries(entries);
  const { option } = schema.login;
  const login = account === DEFAULT_ACCOUNT ? environmentLogin(schema, env) : null;
  if (options[option] === undefined && login) options[option] = login;
  const webhook = webhookOf(place);
  return webhook ? { ...options, webhook } : options;
}

function wrap({ secret }: ConfigKey, value: Json | undefined): Json | Secret | undefined {
  return secret && typeof value === 'string' ? new Secret(value, 'file') : value;
}

/** The default account's login, where the environment has it. */
export function environmentLogin({ login }: ChannelSchema, env: Environment): Secret | null {
  const value = env[login.variable]?.trim();
  return value && value !== UNSET ? new Secret(value, login.variable) : null;
}

function webhookOf(place: AccountPlace): ChannelOptions | null {
  const url = readKey(place, 'webhook.url');
  if (typeof url !== 'string') return null;
  const secret = readKey(place, 'webhook.secret');
  const target = new URL(url);
  if (target.pathname === '/') target.pathname = channelHookPath(place.schema.name, place.account);
  return {
    url: target.href,
    ...(typeof secret === 'string' && { secret: new Secret(secret, 'file') }),
  };
}

/** Who may talk to an account, and how. */
export function policyOf(place: AccountPlace, queueMode: QueueMode): AccountPolicy {
  const defaults = new Map(accountKeys(place.schema).map((key) => [key.path, key.default]));
  const read = <Value>(path: string): Value =>
    (readKey(place, path) ?? defaults.get(path)) as Value;
  const addresses = new Set(
    [place.section, place.own].flatMap((section) => Object.keys(sectionAt(section, ['groups']))),
  );
  const ruleOf = (address: string): GroupRule => {
    const field = <Value>(name: string): Value =>
      (readKey(place, `groups.${address}.${name}`) ??
        defaults.get(`groups.<group>.${name}`)) as Value;
    return {
      requireMention: field('requireMention'),
      allowFrom: field('allowFrom'),
      agentId: field('agent'),
      queueMode: field('queueMode'),
    };
  };
  return {
    dmPolicy: read('dmPolicy'),
    allowFrom: read('allowFrom'),
    groupPolicy: read('groupPolicy'),
    groups: new Map([...addresses].map((address) => [address, ruleOf(address)])),
    mentionPatterns: read('mentionPatterns'),
    queueMode: read<QueueMode | null>('queueMode') ?? queueMode,
  };
}

/** The options with their secrets open, for the one who logs in with them. */
export function revealOptions(options: ChannelOptions): JsonObject {
  const reveal = (value: ChannelOptions[string]): Json => {
    if (value instanceof Secret) return value.reveal();
    return isSection(value) ? revealOptions(value as ChannelOptions) : (value as Json);
  };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, reveal(value)]),
  ) as JsonObject;
}
