import type { Json } from '@coderclaw/core';

/**
 * What a value may be. `text` is one line; `address` is an http or https URL; `path` is absolute or
 * begins with `~/`; `id` is a platform's own, which may be written as a number and is kept as text.
 */
export type ConfigType =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'number'; readonly min: number }
  | {
      readonly kind: 'choice';
      readonly values: readonly string[];
      readonly whenTrue?: string;
      readonly whenFalse?: string;
    }
  | { readonly kind: 'text' }
  | { readonly kind: 'path' }
  | { readonly kind: 'address'; readonly secure?: true }
  | { readonly kind: 'agent-id' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'id'; readonly pattern: RegExp; readonly expected: string }
  | { readonly kind: 'list'; readonly of: ConfigType };

/** One line of the configuration's documentation, and of its validation. */
export type ConfigKey = {
  /** `<name>` stands for a name that a person chooses, `[]` for each entry of a list. */
  readonly path: string;
  readonly type: ConfigType;
  /** Null where nothing stands in for a missing value; the description says what then happens. */
  readonly default: Json;
  readonly description: string;
  /** Never printed, logged or sent. */
  readonly secret?: true;
  /** An entry without it is left out. */
  readonly required?: true;
  /** The key whose value holds where this one has none. */
  readonly inherits?: string;
};

export type ParsedValue =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly expected: string };

/** Checks a value as it stands in the file. `expected` words what would have been right. */
export function parseConfigValue(type: ConfigType, value: Json): ParsedValue {
  if (type.kind === 'list') return parseList(type.of, value);
  if (type.kind === 'choice') return parseChoice(type, value);
  if (type.kind === 'id') return parseId(type, value);
  return accepts(type, value) ? { ok: true, value } : { ok: false, expected: formatType(type) };
}

/** The type in words, as the documentation and the error messages have it. */
export function formatType(type: ConfigType): string {
  switch (type.kind) {
    case 'integer':
      return `a whole number from ${type.min} to ${type.max}`;
    case 'number':
      return `a number of at least ${type.min}`;
    case 'choice':
      return `one of ${type.values.join(', ')}`;
    case 'text':
      return 'a line of text (put it in quotes)';
    case 'path':
      return 'an absolute path, or one that begins with ~/';
    case 'address':
      return `an ${type.secure ? '' : 'http:// or '}https:// address without user, password and fragment`;
    case 'agent-id':
      return 'up to 64 small letters, digits, - and _, beginning with a letter or digit';
    case 'boolean':
      return 'true or false';
    case 'id':
      return type.expected;
    case 'list':
      return `a list, each entry ${formatType(type.of)}`;
  }
}

type PlainType = Exclude<ConfigType, { kind: 'list' | 'choice' | 'id' }>;

function accepts(type: PlainType, value: Json): boolean {
  if (type.kind === 'integer') {
    return (
      Number.isSafeInteger(value) && (value as number) >= type.min && (value as number) <= type.max
    );
  }
  if (type.kind === 'number')
    return typeof value === 'number' && Number.isFinite(value) && value >= type.min;
  if (type.kind === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'string' || !isLine(value)) return false;
  if (type.kind === 'path') return value === '~' || /^(?:~?[/]|[A-Za-z]:[\\/])/u.test(value);
  if (type.kind === 'address') return isAddress(value, type.secure);
  if (type.kind === 'agent-id') return /^[a-z0-9][a-z0-9_-]{0,63}$/u.test(value);
  return true;
}

function parseChoice(type: Extract<ConfigType, { kind: 'choice' }>, value: Json): ParsedValue {
  // YAML 1.1 wrote booleans as on and off, and editors still turn one into the other.
  const word = value === true ? type.whenTrue : value === false ? type.whenFalse : value;
  if (typeof word === 'string' && type.values.includes(word)) return { ok: true, value: word };
  return { ok: false, expected: formatType(type) };
}

function parseId(type: Extract<ConfigType, { kind: 'id' }>, value: Json): ParsedValue {
  // A number of more digits than a double holds has already lost some of them.
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === 'string' && type.pattern.test(text)) return { ok: true, value: text };
  return { ok: false, expected: formatType(type) };
}

function parseList(of: ConfigType, value: Json): ParsedValue {
  if (!Array.isArray(value)) return { ok: false, expected: formatType({ kind: 'list', of }) };
  const values: Json[] = [];
  for (const item of value as readonly Json[]) {
    const parsed = parseConfigValue(of, item);
    if (!parsed.ok) return { ok: false, expected: formatType({ kind: 'list', of }) };
    values.push(parsed.value);
  }
  return { ok: true, value: values };
}

function isLine(text: string): boolean {
  return text.trim() !== '' && text.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(text);
}

function isAddress(text: string, secure = false): boolean {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && (secure || url.protocol !== 'http:'))) return false;
  return url.username === '' && url.password === '' && url.hash === '';
}
