import { findNearestName } from '@coderclaw/core/nearest-name';
import { ConfigError } from '../config-error.ts';
import {
  CONFIG_SHAPE,
  type ConfigShape,
  type ConfigStep,
  formatConfigPath,
  namesIn,
  parseConfigPath,
  shapeBelow,
} from '../schema/config-shape.ts';
import { quoteText } from '../settings/config-problem.ts';

/** Where a path such as `agents.list[0].model` leads. Throws CONFIG_UNKNOWN_KEY, with the nearest name. */
export function findKey(path: string): {
  readonly steps: readonly ConfigStep[];
  readonly shape: ConfigShape;
} {
  const steps: ConfigStep[] = [];
  let shape = CONFIG_SHAPE;
  for (const written of parseConfigPath(path)) {
    // A name of digits only is a name all the same.
    const step = shape.kind === 'items' ? written : String(written);
    const below = shapeBelow(shape, step);
    if (!below) throw unknownKey(path, shape, steps, step);
    steps.push(step);
    shape = below;
  }
  return { steps, shape };
}

function unknownKey(
  path: string,
  shape: ConfigShape,
  before: readonly ConfigStep[],
  step: ConfigStep,
): ConfigError {
  const names = namesIn(shape);
  const nearest = findNearestName(String(step), names);
  const where = formatConfigPath(before) || 'the file';
  const advice = nearest
    ? `did you mean ${formatConfigPath([...before, nearest])}?`
    : `in ${where}: ${adviceFor(shape)}`;
  return new ConfigError('CONFIG_UNKNOWN_KEY', `${quoteText(path)}; ${advice}`);
}

function adviceFor(shape: ConfigShape): string {
  if (shape.kind === 'named') return `names there ${shape.names.expected}`;
  if (shape.kind === 'items') return 'an index such as [0]';
  return namesIn(shape).join(', ') || 'nothing';
}
