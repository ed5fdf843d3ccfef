import type { Json } from '@coderclaw/core';
import { ConfigError } from '../config-error.ts';
import { formatType, parseConfigValue } from '../schema/config-key.ts';
import type { ConfigShape } from '../schema/config-shape.ts';
import { UNSET } from '../settings/check-config.ts';

/** Reads a value that is to be written: a string by the key's type, anything else as it is. Throws CONFIG_BAD_VALUE. */
export function parseNewValue(path: string, shape: ConfigShape, value: Json): Json {
  if (value === UNSET) {
    throw new ConfigError('CONFIG_BAD_VALUE', `${path}: "..." counts as unset; use config unset`);
  }
  const read = typeof value === 'string' ? readArgument(path, shape, value) : value;
  if (shape.kind !== 'key') return read;
  const parsed = parseConfigValue(shape.key.type, read);
  if (parsed.ok) return parsed.value;
  throw new ConfigError('CONFIG_BAD_VALUE', `${path} has to be ${parsed.expected}`);
}

function readArgument(path: string, shape: ConfigShape, text: string): Json {
  const kind = shape.kind === 'key' ? shape.key.type.kind : 'json';
  if (kind === 'integer' || kind === 'number')
    return /^-?\d+(?:\.\d+)?$/u.test(text) ? Number(text) : text;
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (kind === 'list' && !text.trimStart().startsWith('['))
    return text.split(',').map((item) => item.trim());
  if (kind !== 'list' && kind !== 'json') return text;
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const expected = shape.kind === 'key' ? formatType(shape.key.type) : 'JSON';
    throw new ConfigError('CONFIG_BAD_VALUE', `${path} has to be ${expected}`, { cause });
  }
}
