import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BOUNDARIES, type Boundary, type SendIdempotency } from '@coderclaw/core';
import { checkHistory } from './world/check-history.ts';
import { checkWorld } from './world/check-world.ts';
import { KINDS } from './world/crash-platform.ts';
import { type CrashWorld, inCrashWorld } from './world/crash-world.ts';
import type { Kill } from './world/order.ts';
import { playScene } from './world/scene.ts';

/** What the scene does not reach: its platforms neither show answers while they are written nor have files. */
const BEYOND = /^(?:preview|attachment)\./u;
/** `before` and `after` of one commit or effect. */
const SUBJECTS = Map.groupBy(
  BOUNDARIES.filter((boundary) => !BEYOND.test(boundary)),
  (boundary) => boundary.split(':')[0]!,
);
/** Killed at its first and at a later time. */
const TIMES = [1, 3] as const;

/** Plays the scene, dies in it, and comes to rest in another process. */
async function surviveKill(
  world: CrashWorld,
  kind: SendIdempotency,
  kill: Kill,
  tag: string,
): Promise<void> {
  await world.arm(kill);
  const played = playScene(world, kind, tag);
  const signal = await Promise.race([
    world.ended(),
    played.then(() => world.quiet()).then((rests) => (rests ? null : world.ended())),
  ]);
  assert.equal(signal, 'SIGKILL', 'the scene does not reach this boundary');
  assert.ok(await world.start(), 'the next process died');
  await world.assertRemembered();
  await played;
  assert.ok(await world.quiet(), 'the next process died');
}

async function surviveSubject(
  boundaries: readonly Boundary[],
  kind: SendIdempotency,
  times: readonly number[],
): Promise<void> {
  const scenes: string[] = [];
  await inCrashWorld(`kills on a platform of kind ${kind}`, {}, async (world) => {
    await world.start();
    for (const boundary of boundaries) {
      for (const nth of times) {
        const tag = `s${scenes.length}`;
        scenes.push(`${tag} at ${boundary}, time ${nth}`);
        await surviveKill(world, kind, { boundary, nth }, tag);
      }
    }
    await checkHistory(world);
    await world.stop();
    await checkWorld(world);
  }).catch((cause: unknown) => {
    throw new Error(`${scenes.join('; ')}: ${(cause as Error).message}`, { cause });
  });
}

describe('a gateway killed at', { concurrency: 2 }, () => {
  for (const [index, [subject, boundaries]] of [...SUBJECTS].entries()) {
    // How a platform repeats sends matters to what is sent; elsewhere the kinds take turns.
    const kinds = subject.startsWith('part') ? KINDS : [KINDS[index % KINDS.length]!];
    for (const [turn, kind] of kinds.entries()) {
      const times = turn === 0 ? TIMES : TIMES.slice(0, 1);
      test(`${subject} loses nothing and repeats nothing on a platform of kind ${kind}`, () =>
        surviveSubject(boundaries, kind, times));
    }
  }
});
