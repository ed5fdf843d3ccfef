/** One line of the table: what was measured, what it may be, and what the machine can do at best. */
export type Figure = {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | '/s' | '×' | 'tokens';
  readonly budget?: Budget;
  /** The physical limit, measured in the same run. */
  readonly neighbour?: {
    readonly what: string;
    readonly value: number;
    readonly unit: Figure['unit'];
  };
  readonly note?: string;
};

export type Budget = { readonly at: 'most' | 'least'; readonly value: number };

/** Measures one subject; several figures may come of it. */
export type Measure = () => Promise<readonly Figure[]>;

export function holds({ value, budget }: Figure): boolean | undefined {
  if (!budget) return undefined;
  return budget.at === 'most' ? value <= budget.value : value >= budget.value;
}

/** The value below which a share of the samples lies; samples need not be sorted. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export function format(value: number, unit: Figure['unit']): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}
