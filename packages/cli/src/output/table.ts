import { escapeLine } from './escape.ts';
import type { Style } from './style.ts';

/** One column: its heading and the cell of a row. Cells are foreign text; they are escaped here. */
export type Column<Row> = {
  readonly heading: string;
  cell(row: Row): string;
  readonly align?: 'left' | 'right';
  /** The column that gives way where the terminal is too narrow. */
  readonly flexible?: boolean;
  format?(cell: string, row: Row): string;
};

const GAP = '  ';
const NARROWEST = 8;
const WIDE =
  /\p{Emoji_Presentation}|\p{sc=Han}|\p{sc=Hira}|\p{sc=Kana}|\p{sc=Hang}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const ZERO_WIDTH = /^[\p{Mn}\p{Me}]$/u;

/**
 * Aligned columns without rules or boxes, so that `cut` and `awk` can read them too.
 * `columns` is the terminal's width; without it nothing is cut.
 */
export function formatTable<Row>(
  rows: readonly Row[],
  layout: readonly Column<Row>[],
  options: { readonly style: Style; readonly columns?: number | undefined },
): string {
  const cells = rows.map((row) => layout.map((column) => escapeLine(column.cell(row))));
  const natural = layout.map((column, at) =>
    Math.max(displayWidth(column.heading), ...cells.map((row) => displayWidth(row[at] ?? ''))),
  );
  const widths = fitWidths(natural, layout, options.columns);
  const heading = layout.map((column, at) => pad(column.heading, widths[at] ?? 0, column.align));
  const lines = cells.map((row, index) => {
    const parts = layout.map((column, at) => {
      const width = widths[at] ?? 0;
      const shown = pad(cut(row[at] ?? '', width), width, column.align);
      return column.format ? column.format(shown, rows[index] as Row) : shown;
    });
    return parts.join(GAP).trimEnd();
  });
  return `${[options.style('dim', heading.join(GAP).trimEnd()), ...lines].join('\n')}\n`;
}

/** Columns a terminal gives to the text: two for East Asian wide characters and emoji, by script. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) width += clusterWidth(segment);
  return width;
}

function clusterWidth(cluster: string): number {
  if (WIDE.test(cluster)) return 2;
  return ZERO_WIDTH.test(cluster) ? 0 : 1;
}

function fitWidths<Row>(
  natural: readonly number[],
  layout: readonly Column<Row>[],
  columns: number | undefined,
): readonly number[] {
  if (columns === undefined) return natural;
  const total = natural.reduce((sum, width) => sum + width, GAP.length * (natural.length - 1));
  let excess = total - columns;
  return natural.map((width, at) => {
    if (excess <= 0 || !layout[at]?.flexible) return width;
    const kept = Math.max(Math.min(NARROWEST, width), width - excess);
    excess -= width - kept;
    return kept;
  });
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let shown = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += clusterWidth(segment);
    if (used > width - 1) break;
    shown += segment;
  }
  return `${shown}…`;
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + fill : fill + text;
}
