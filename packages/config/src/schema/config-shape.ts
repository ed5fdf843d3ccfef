import type { ConfigKey } from './config-key.ts';
import { CONFIG_KEYS } from './config-keys.ts';
import { NAME_FORMATS, type NameFormat } from './config-name.ts';

/** The table of keys as the tree that a file is compared with. */
export type ConfigShape =
  | { readonly kind: 'section'; readonly fields: ReadonlyMap<string, ConfigShape> }
  | { readonly kind: 'named'; readonly of: ConfigShape; readonly names: NameFormat }
  | { readonly kind: 'items'; readonly of: ConfigShape }
  | { readonly kind: 'key'; readonly key: ConfigKey };

/** One step into the configuration: a name, or the index of a list's entry. */
export type ConfigStep = string | number;

export const CONFIG_SHAPE: ConfigShape = shapeOf(
  CONFIG_KEYS.map((key) => ({ key, steps: key.path.replaceAll('[]', '.[]').split('.') })),
);

type Branch = { readonly key: ConfigKey; readonly steps: readonly string[] };

function shapeOf(branches: readonly Branch[]): ConfigShape {
  const [only] = branches;
  if (only?.steps.length === 0) return { kind: 'key', key: only.key };
  const groups = Map.groupBy(branches, ({ steps }) => steps[0] ?? '');
  const fields = new Map<string, ConfigShape>();
  for (const [name, group] of groups) {
    fields.set(name, shapeOf(group.map(({ key, steps }) => ({ key, steps: steps.slice(1) }))));
  }
  const [first] = fields.keys();
  const names = first === undefined ? undefined : NAME_FORMATS[first];
  if (names) return { kind: 'named', of: fields.get(first!)!, names };
  const items = fields.get('[]');
  return items ? { kind: 'items', of: items } : { kind: 'section', fields };
}

/** A path as people write it, such as `agents.list[0].model`, in steps. */
export function parseConfigPath(text: string): readonly ConfigStep[] {
  const steps = text.replaceAll(/\[(\d+)\]/gu, '.$1').split('.');
  return steps.map((step) => (/^\d{1,6}$/u.test(step) ? Number(step) : step));
}

export function formatConfigPath(steps: readonly ConfigStep[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    return path === '' ? step : `${path}.${step}`;
  }, '');
}

/** The part of the shape that one step leads to; undefined where there is nothing. */
export function shapeBelow(shape: ConfigShape, step: ConfigStep): ConfigShape | undefined {
  if (shape.kind === 'items') return typeof step === 'number' ? shape.of : undefined;
  if (shape.kind === 'named') return shape.names.pattern.test(String(step)) ? shape.of : undefined;
  return shape.kind === 'section' ? shape.fields.get(String(step)) : undefined;
}

/** Names that could have stood in the place of a wrong one. */
export function namesIn(shape: ConfigShape): readonly string[] {
  return shape.kind === 'section' ? [...shape.fields.keys()] : [];
}
