import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkWorld } from './world/check-world.ts';
import { KINDS } from './world/crash-platform.ts';
import { inCrashWorld } from './world/crash-world.ts';
import { playScene } from './world/scene.ts';

const SEED = Date.now() % 1_000_000_000;

test(`a clock that leaps by hours and years reorders, loses and doubles nothing (seed ${SEED})`, () =>
  inCrashWorld(
    `the leaping clock with seed ${SEED}`,
    { jumpSeed: SEED, faultSeed: SEED },
    async (world) => {
      await world.start();
      for (const kind of KINDS) {
        await world.arm({ boundary: 'part.send:after', nth: 2 });
        const played = playScene(world, kind, kind);
        assert.equal(await world.ended(), 'SIGKILL');
        await world.start();
        await played;
        assert.ok(await world.quiet());
      }
      await world.stop();
      await checkWorld(world);
    },
  ));
