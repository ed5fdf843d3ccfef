import { findNearestName, formatForeignName, type Problem } from './problem.ts';

/**
 * The vocabulary of the generated validators. Each word looks at one value and returns null or the
 * first problem. Objects are what `JSON.parse` makes: own properties only, no accessors.
 */
type Verdict = Problem | null;
type Fields = { readonly [key: string]: unknown };

const problem = (message: string): Problem => ({ path: '', message });

/** Puts a nested problem beneath a property. */
export function at(key: string, verdict: Verdict): Verdict {
  if (verdict === null) return null;
  const joint = verdict.path === '' || verdict.path.startsWith('[') ? '' : '.';
  return { path: `${key}${joint}${verdict.path}`, message: verdict.message };
}

export function text(value: unknown, minLength = 0, maxLength = Number.POSITIVE_INFINITY): Verdict {
  if (typeof value !== 'string') return problem('must be text');
  if (value.length < minLength)
    return problem(`must have at least ${minLength} character${minLength === 1 ? '' : 's'}`);
  if (value.length > maxLength && countCodePoints(value, maxLength) > maxLength) {
    return problem(`must have at most ${maxLength} characters`);
  }
  return null;
}

/** JSON Schema counts code points. Stops counting where the answer is known. */
function countCodePoints(value: string, enough: number): number {
  if (value.length > enough * 2) return value.length;
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

export function pattern(value: unknown, expression: RegExp, meaning: string): Verdict {
  if (typeof value !== 'string') return problem('must be text');
  return expression.test(value) ? null : problem(`must be ${meaning}`);
}

export function integer(
  value: unknown,
  minimum = Number.NEGATIVE_INFINITY,
  maximum = Number.POSITIVE_INFINITY,
): Verdict {
  if (!Number.isInteger(value)) return problem('must be a whole number');
  return between(value as number, minimum, maximum);
}

export function number(
  value: unknown,
  minimum = Number.NEGATIVE_INFINITY,
  maximum = Number.POSITIVE_INFINITY,
): Verdict {
  if (typeof value !== 'number' || !Number.isFinite(value)) return problem('must be a number');
  return between(value, minimum, maximum);
}

function between(value: number, minimum: number, maximum: number): Verdict {
  if (value < minimum) return problem(`must be at least ${minimum}`);
  if (value > maximum) return problem(`must be at most ${maximum}`);
  return null;
}

export function bool(value: unknown): Verdict {
  return typeof value === 'boolean' ? null : problem('must be true or false');
}

/** One of a closed list of literals. */
export function choice(value: unknown, choices: ReadonlySet<unknown>): Verdict {
  if (choices.has(value)) return null;
  return problem(
    `must be ${choices.size === 1 ? '' : 'one of '}${[...choices].map((one) => JSON.stringify(one)).join(', ')}`,
  );
}

/** At least one of several verdicts about the same value is null. */
export function either(...verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(null)) return null;
  const messages = verdicts.map((verdict) => verdict!.message.replace(/^must be /u, ''));
  return problem(`must be ${messages.join(', or ')}`);
}

/** A union of objects, told apart by one property. */
export function variant(
  value: unknown,
  tag: string,
  variants: ReadonlyMap<unknown, (value: never) => Verdict>,
): Verdict {
  if (!isObject(value)) return problem('must be an object');
  const check = variants.get(value[tag]);
  if (check === undefined) return at(tag, choice(value[tag], new Set(variants.keys())));
  return check(value as never);
}

export function list(
  value: unknown,
  item: (value: unknown) => Verdict,
  limits: {
    readonly minItems?: number;
    readonly maxItems?: number;
    readonly unique?: boolean;
  } = {},
): Verdict {
  if (!Array.isArray(value)) return problem('must be a list');
  if (value.length < (limits.minItems ?? 0))
    return problem(`must have at least ${limits.minItems} items`);
  if (value.length > (limits.maxItems ?? Number.POSITIVE_INFINITY))
    return problem(`must have at most ${limits.maxItems} items`);
  for (let index = 0; index < value.length; index += 1) {
    const verdict = item(value[index]);
    if (verdict !== null) return at(`[${index}]`, verdict);
  }
  if (limits.unique && new Set(value).size !== value.length)
    return problem('must not repeat an item');
  return null;
}

/** Any names, one kind of value. */
export function record(
  value: unknown,
  item: (value: unknown) => Verdict,
  maxProperties = Number.POSITIVE_INFINITY,
): Verdict {
  if (!isObject(value)) return problem('must be an object');
  let count = 0;
  for (const key of Object.keys(value)) {
    count += 1;
    if (count > maxProperties) return problem(`must have at most ${maxProperties} properties`);
    const verdict = item(value[key]);
    if (verdict !== null) return at(/^[\w.-]{1,40}$/u.test(key) ? key : '*', verdict);
  }
  return null;
}

/** The required names are there, and in a closed object no others than the known ones. */
export function object(
  value: unknown,
  known: ReadonlySet<string>,
  required: readonly string[],
  closed: boolean,
): Verdict {
  if (!isObject(value)) return problem('must be an object');
  if (closed) {
    for (const key in value) if (!known.has(key)) return unexpected(key, known);
  }
  for (const key of required) if (value[key] === undefined) return problem(`"${key}" is missing`);
  return null;
}

/** Two flags that must not both be set. */
export function exclusive(value: Fields, one: string, other: string): Verdict {
  return value[one] === true && value[other] === true
    ? problem(`"${one}" and "${other}" exclude each other`)
    : null;
}

function unexpected(key: string, known: ReadonlySet<string>): Problem {
  const nearest = findNearestName(key, known);
  const hint = nearest === undefined ? '' : `; the nearest valid name is "${nearest}"`;
  return problem(`unexpected property ${formatForeignName(key)}${hint}`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
