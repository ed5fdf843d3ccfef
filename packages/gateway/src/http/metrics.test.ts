import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, formatMetrics } from './metrics.ts';

test('counters and gauges are written as Prometheus reads them', () => {
  const counter = new Counter('requests_total', 'method', 'Requests.');
  counter.add('health');
  counter.add('health', 2);
  counter.add('a"b\\c\n');
  assert.equal(
    formatMetrics([counter], [['up', 'Is up.', 1]]),
    [
      '# HELP requests_total Requests.',
      '# TYPE requests_total counter',
      'requests_total{method="health"} 3',
      'requests_total{method="a\\"b\\\\c\\n"} 1',
      '# HELP up Is up.',
      '# TYPE up gauge',
      'up 1',
      '',
    ].join('\n'),
  );
});
