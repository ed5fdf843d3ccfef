import type { Json } from '@coderclaw/core';
import { ConfigError } from '../config-error.ts';
import type { HomePaths } from '../home/home-paths.ts';
import { type ConfigShape, type ConfigStep, shapeBelow } from '../schema/config-shape.ts';
import { checkConfigText } from '../settings/load-config.ts';
import { REDACTED } from '../settings/secret.ts';
import { findKey } from './find-key.ts';
import { readForEdit } from './read-for-edit.ts';

/** A value as the configuration has it. `default`: the file is silent; null where nothing stands in. */
export type ConfigValue = { readonly value: Json; readonly source: 'file' | 'default' };

/**
 * One value, or a section with what the file declares in it; a wrong value counts as unset. Secrets
 * are redacted unless `reveal` is set. Throws CONFIG_UNKNOWN_KEY, and CONFIG_BROKEN for a file that can not be read.
 */
export async function getConfigValue(
  paths: HomePaths,
  path: string,
  { reveal = false }: { readonly reveal?: boolean } = {},
): Promise<ConfigValue> {
  const { steps, shape } = findKey(path);
  const { declared } = await checkConfigText(readForEdit(paths.config).text, paths.config);
  if (declared === undefined)
    throw new ConfigError('CONFIG_BROKEN', 'run: coderclaw config validate');
  let value: unknown = declared;
  for (const step of steps) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? value[step as keyof typeof value]
        : undefined;
  }
  if (value !== undefined) {
    return { value: reveal ? (value as Json) : redact(value as Json, shape), source: 'file' };
  }
  return { value: shape.kind === 'key' ? shape.key.default : null, source: 'default' };
}

function redact(value: Json, shape: ConfigShape): Json {
  if (shape.kind === 'key') return shape.key.secret ? REDACTED : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => redactBelow(item, shape, 0));
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    redactBelow(item ?? null, shape, name),
  ]);
  return Object.fromEntries(entries) as Json;
}

function redactBelow(value: Json, shape: ConfigShape, step: ConfigStep): Json {
  const below = shapeBelow(shape, step);
  return below ? redact(value, below) : REDACTED;
}
