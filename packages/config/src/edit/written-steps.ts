import type { Document } from 'yaml';
import type { ConfigStep } from '../schema/config-shape.ts';

/**
 * The steps as the file has them: a name such as `-1001234` may stand there as a number, and would
 * otherwise be written a second time.
 */
export function writtenSteps(
  document: Document.Parsed,
  steps: readonly ConfigStep[],
): readonly unknown[] {
  const written: unknown[] = [];
  for (const step of steps) {
    const section = written.length === 0 ? document.contents : document.getIn(written, true);
    written.push(keysOf(section).find((key) => String(key) === String(step)) ?? step);
  }
  return written;
}

function keysOf(node: unknown): readonly unknown[] {
  if (typeof node !== 'object' || node === null || !('items' in node)) return [];
  if (!Array.isArray(node.items)) return [];
  return node.items.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('key' in item)) return [];
    const { key } = item;
    return typeof key === 'object' && key !== null && 'value' in key ? [key.value] : [key];
  });
}
