import type { Json, JsonObject } from '@coderclaw/core';
import type { ChannelSchema } from '../schema/channel-keys.ts';

/** The account that a channel's own keys describe. */
export const DEFAULT_ACCOUNT = 'default';

/** Where the file speaks of one account. */
export type AccountPlace = {
  readonly schema: ChannelSchema;
  /** The channel's keys, which the account inherits. */
  readonly section: JsonObject;
  readonly account: string;
  /** What stands under the account's own name. */
  readonly own: JsonObject;
};

/** The account's own value, or the channel's. A login is inherited by the default account alone. */
export function readKey(
  { schema, section, account, own }: AccountPlace,
  path: string,
): Json | undefined {
  const steps = path.split('.');
  const value = at(own, steps);
  if (value !== undefined) return value;
  if (path === schema.login.option && account !== DEFAULT_ACCOUNT) return undefined;
  return at(section, steps);
}

function at(section: JsonObject, steps: readonly string[]): Json | undefined {
  let value: Json | undefined = section;
  for (const step of steps) {
    if (!isSection(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

export function sectionAt(section: JsonObject, steps: readonly string[]): JsonObject {
  const found = at(section, steps);
  return isSection(found) ? found : {};
}

export function isSection(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
