import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUNDARIES, type Boundary } from '@coderclaw/core';
import { openMemoryWorld } from './kernel-world.ts';

test('a turn with an unsafe tool, a command and a push channel cross every boundary, each before its after', async () => {
  const crossed: Boundary[] = [];
  const world = openMemoryWorld({
    checkpoint: { reach: (boundary) => crossed.push(boundary) },
    script: () => [{ kind: 'call', calls: [{ id: 'send', name: 'send', replay: 'never' }] }],
  });
  await world.boot();
  await world.say('work');
  await world.say('/status');
  await world.untilIdle();
  await world.kernel.stop();
  assert.deepEqual(new Set(crossed), new Set(BOUNDARIES));
  const open = new Map<string, number>();
  for (const boundary of crossed) {
    const [what = '', side] = boundary.split(':');
    const before = open.get(what) ?? 0;
    assert.equal(before, side === 'before' ? 0 : 1, `${boundary} in ${crossed.join(' ')}`);
    open.set(what, side === 'before' ? 1 : 0);
  }
  assert.deepEqual(
    [...open.values()].filter((count) => count !== 0),
    [],
  );
});
