import type { CliIo } from '../io.ts';
import { escapeJson } from './escape.ts';
import { createStyle } from './style.ts';
import { type Column, formatTable } from './table.ts';

/** One JSON document on standard output, indented for a reader on a terminal. */
export function printJson(io: CliIo, value: unknown): void {
  io.stdout.write(`${escapeJson(value, io.stdout.isTTY ? 2 : undefined)}\n`);
}

/** A table, or `empty` where it would have no rows. */
export function printTable<Row>(
  io: CliIo,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  empty: string,
): void {
  const style = createStyle(io.stdout);
  const width = io.stdout.isTTY ? io.stdout.columns : undefined;
  io.stdout.write(
    rows.length
      ? formatTable(rows, columns, { style, columns: width })
      : `${style('dim', empty)}\n`,
  );
}

/** Labels in a column of their own, values beside them. The values are escaped by who made them. */
export function printFields(
  io: CliIo,
  fields: readonly (readonly [label: string, value: string])[],
): void {
  const style = createStyle(io.stdout);
  const width = Math.max(...fields.map(([label]) => label.length));
  for (const [label, value] of fields) {
    io.stdout.write(`${style('dim', label.padEnd(width))}  ${value}\n`);
  }
}
