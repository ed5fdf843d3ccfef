import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeIn, readTable } from '../../scripts/docs/markdown.ts';
import { startWorld } from '../e2e/world/gateway-world.ts';
import { readDocument } from './document.ts';

test('the metrics are those that a gateway tells', async (t) => {
  const world = await startWorld(t);
  const headers = { Authorization: `Bearer ${world.token}` };
  const text = await (await fetch(`${world.gateway.url}/metrics`, { headers })).text();
  const told = [...text.matchAll(/^# HELP (\S+) (.+)\n# TYPE \S+ (\S+)$/gmu)];
  assert.deepEqual(
    readTable(readDocument('docs/metrics.md'), '# Metrics').map(([name, type, , meaning]) => [
      codeIn(name),
      type,
      meaning,
    ]),
    told.map(([, name, meaning, type]) => [name, type, meaning]),
  );
});
