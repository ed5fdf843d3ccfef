import { type Figure, format, holds } from './figure.ts';

const VERDICTS = { true: 'held', false: '**missed**', undefined: '' } as const;

/** A Markdown table, as it stands in docs/benchmarks.md. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    format(figure.value, figure.unit),
    figure.budget
      ? `${figure.budget.at === 'most' ? '≤' : '≥'} ${figure.budget.value} ${figure.unit}`
      : '',
    VERDICTS[`${holds(figure)}`],
    figure.neighbour
      ? `${figure.neighbour.what}: ${format(figure.neighbour.value, figure.neighbour.unit)}`
      : '',
  ]);
  const head = ['what', 'measured', 'budget', '', 'physical neighbour'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
