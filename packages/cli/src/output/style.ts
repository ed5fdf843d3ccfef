import { styleText } from 'node:util';
import type { Output } from '../io.ts';

type Format = Parameters<typeof styleText>[0];

/** Marks text for a reader; the identity where there are no colours. */
export type Style = (format: Format, text: string) => string;

/** Colours only on a terminal that has them and where NO_COLOR is not set: Node itself tells. */
export function createStyle(output: Output): Style {
  const coloured = output.isTTY === true && output.hasColors?.() === true;
  return coloured
    ? (format, text) => styleText(format, text, { validateStream: false })
    : (_format, text) => text;
}
