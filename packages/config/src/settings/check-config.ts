import type { Json } from '@coderclaw/core';
import { findNearestName } from '@coderclaw/core/nearest-name';
import type { ConfigEntry, ConfigNode, Place } from '../file/config-node.ts';
import { type ConfigKey, formatType, parseConfigValue } from '../schema/config-key.ts';
import { type ConfigShape, namesIn, shapeBelow } from '../schema/config-shape.ts';
import { type ConfigProblem, quoteText } from './config-problem.ts';

/** A literal that the published sample writes where a secret belongs. */
export const UNSET = '...';

const WORD_OF_SHAPE = {
  section: 'a section',
  named: 'a section',
  items: 'a list',
  key: 'a value',
} as const;

/** What a file declares: only known keys with allowed values, and a problem for everything else. */
export type CheckedConfig = {
  readonly value: Json | undefined;
  readonly problems: readonly ConfigProblem[];
};

/**
 * Compares a file with the table of keys. A wrong part disappears and the rest stays: undefined means
 * unset, and the defaults are applied later.
 */
export function checkConfig(root: ConfigNode, shape: ConfigShape, file: string): CheckedConfig {
  const check = new ConfigCheck(file);
  return { value: check.node(root, shape, ''), problems: check.problems };
}

class ConfigCheck {
  readonly problems: ConfigProblem[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  node(node: ConfigNode, shape: ConfigShape, path: string): Json | undefined {
    if (node.kind === 'value' && (node.value === null || node.value === UNSET)) return undefined;
    if (shape.kind === 'key') return this.#value(node, shape.key, path);
    if (shape.kind === 'items' && node.kind === 'list')
      return this.#items(node.items, shape.of, path);
    if (shape.kind !== 'items' && node.kind === 'map')
      return this.#section(node.entries, shape, path);
    this.#bad(
      path,
      node.place,
      `${path || 'the file'} has to be ${WORD_OF_SHAPE[shape.kind]}; it is ignored`,
    );
    return undefined;
  }

  #value(node: ConfigNode, key: ConfigKey, path: string): Json | undefined {
    const parsed = parseConfigValue(key.type, plainOf(node));
    if (parsed.ok) return parsed.value;
    const found =
      key.secret || node.kind !== 'value' ? '' : `, not ${quoteText(String(node.value))}`;
    const instead =
      key.default === null ? 'it counts as unset' : `${JSON.stringify(key.default)} is used`;
    this.#bad(path, node.place, `${path} has to be ${parsed.expected}${found}; ${instead}`);
    return undefined;
  }

  #items(items: readonly ConfigNode[], shape: ConfigShape, path: string): Json {
    const values: Json[] = [];
    for (const [index, item] of items.entries()) {
      const itemPath = `${path}[${index}]`;
      const value = this.node(withShorthand(item, shape), shape, itemPath);
      if (value === undefined) continue;
      const missing = missingName(shape, value);
      if (missing) this.#bad(itemPath, item.place, `${itemPath} needs ${missing}; it is ignored`);
      else values.push(value);
    }
    return values;
  }

  #section(entries: readonly ConfigEntry[], shape: ConfigShape, path: string): Json {
    const values: [string, Json][] = [];
    for (const [name, same] of Map.groupBy(entries, (entry) => entry.name)) {
      const [{ place, node }] = same as [ConfigEntry];
      const known = shapeBelow(shape, name);
      if (!known) {
        this.#unknown(name, shape, path, place);
        continue;
      }
      const childPath = path ? `${path}.${name}` : name;
      if (same.length > 1) {
        this.#duplicate(childPath, same[1]!.place);
        continue;
      }
      const value = this.node(node, known, childPath);
      if (value !== undefined) values.push([name, value]);
    }
    return Object.fromEntries(values);
  }

  #unknown(name: string, shape: ConfigShape, path: string, place: Place): void {
    const shown = quoteText(name);
    if (shape.kind === 'named') {
      const message = `${shown} can not stand in ${path} and is ignored; names there ${shape.names.expected}`;
      this.#bad(path, place, message);
      return;
    }
    const nearest = findNearestName(name, namesIn(shape));
    const advice = nearest
      ? `did you mean ${nearest}?`
      : `known here: ${namesIn(shape).join(', ')}`;
    const message = `${shown} is not known${path ? ` in ${path}` : ''} and is ignored; ${advice}`;
    this.#report({ severity: 'warning', kind: 'unknown-key', path, place, message });
  }

  #duplicate(path: string, place: Place): void {
    const message = `${path} is set twice, and nobody can tell which one is meant; it is ignored until one is removed`;
    this.#report({ severity: 'error', kind: 'duplicate-key', path, place, message });
  }

  #bad(path: string, place: Place, message: string): void {
    this.#report({ severity: 'error', kind: 'bad-value', path, place, message });
  }

  #report(problem: Omit<ConfigProblem, 'file'>): void {
    this.problems.push({ ...problem, file: this.#file });
  }
}

/** A list entry that is only a name stands for a section with that id. */
function withShorthand(node: ConfigNode, shape: ConfigShape): ConfigNode {
  if (node.kind !== 'value' || typeof node.value !== 'string' || shape.kind !== 'section')
    return node;
  if (node.value === UNSET || !shape.fields.has('id')) return node;
  return { kind: 'map', place: node.place, entries: [{ name: 'id', place: node.place, node }] };
}

function missingName(shape: ConfigShape, value: Json): string | undefined {
  if (shape.kind !== 'section') return undefined;
  for (const [name, field] of shape.fields) {
    if (field.kind !== 'key' || !field.key.required) continue;
    if (!Object.hasOwn(value as object, name)) return `${name}, ${formatType(field.key.type)}`;
  }
  return undefined;
}

function plainOf(node: ConfigNode): Json {
  if (node.kind === 'value') return node.value;
  return node.kind === 'list' ? node.items.map(plainOf) : {};
}
