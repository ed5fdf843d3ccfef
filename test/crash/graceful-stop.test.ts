import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_ATTEMPTS } from '@coderclaw/core';
import { checkWorld } from './world/check-world.ts';
import { inCrashWorld } from './world/crash-world.ts';
import { createPlanScript, plan } from './world/plan.ts';

const RUNS = 50;

test('a stop puts fifty runs aside whose models are silent, and the next start takes them up again', async () => {
  let silent = true;
  let asked = 0;
  const answer = createPlanScript(() => 0);
  const script: typeof answer = (request) => {
    asked += 1;
    return silent ? { fault: { kind: 'hang', afterChunks: 0 } } : answer(request);
  };
  await inCrashWorld('a stop while models are silent', { script }, async (world) => {
    await world.start();
    const names = Array.from({ length: RUNS }, (_, index) => `h${index}`);
    await Promise.all(names.map((id) => world.chat(`agent:main:explicit:${id}`, plan(id))));
    // More stops than a run may have attempts: those that a stop ended do not count.
    for (let stops = 0; stops <= MAX_ATTEMPTS; stops += 1) {
      if (!world.alive) await world.start();
      // Resumed runs are taken up a few at a time.
      while (asked < (stops === 0 ? RUNS : 1)) await sleep(5);
      asked = 0;
      // The models are never released: a gateway that waited for one would not end.
      await world.stop();
    }
    silent = false;
    await world.start();
    assert.ok(await world.quiet());
    await world.stop();
    await checkWorld(world);
  });
});
