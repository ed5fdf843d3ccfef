/** A number that only grows, apart for each value of one label. */
export class Counter {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, label: string, help: string) {
    this.name = name;
    this.label = label;
    this.help = help;
  }

  add(value: string, amount = 1): void {
    this.#values.set(value, (this.#values.get(value) ?? 0) + amount);
  }

  get samples(): Iterable<readonly [string, number]> {
    return this.#values;
  }
}

/** What the gateway counts about itself while it runs. */
export type Metrics = {
  readonly requests: Counter;
  readonly refusals: Counter;
  readonly runs: Counter;
};

export function createMetrics(): Metrics {
  return {
    requests: new Counter(
      'coderclaw_requests_total',
      'method',
      'Requests over WebSocket, by method.',
    ),
    refusals: new Counter(
      'coderclaw_refusals_total',
      'reason',
      'Connections and requests refused.',
    ),
    runs: new Counter('coderclaw_runs_total', 'end', 'Runs that ended, by how.'),
  };
}

/** A value as it is now: name, help, value. */
export type Gauge = readonly [name: string, help: string, value: number];

/**
 * Prometheus' text format 0.0.4. The few lines are our own because prom-client costs 21 MB of
 * resident memory, a quarter of what an idle gateway may have.
 */
export function formatMetrics(counters: Iterable<Counter>, gauges: readonly Gauge[]): string {
  const lines: string[] = [];
  for (const { name, help, label, samples } of counters) {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
    for (const [value, count] of samples)
      lines.push(`${name}{${label}="${escapeLabel(value)}"} ${count}`);
  }
  for (const [name, help, value] of gauges) {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
