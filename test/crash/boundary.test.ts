import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BOUNDARIES, type Boundary, type SendIdempotency } from '@coderclaw/core';
import { checkHistory } from './world/check-history.ts';
import { checkWorld } from './world/check-world.ts';
import { KINDS } from './world/crash-platform.ts';
import { type CrashWorld, inCrashWorld } from './world/crash-world.ts';
import type { Kill } from './world/order.ts';
import { playScene } from './world/scene.ts';

/** `before` and `after` of one commit or effect. */
const SUBJECTS = Map.groupBy(BOUNDARIES, (boundary) => boundary.split(':')[0]!);
/** Killed at its first and at a later time; a scene has one album, begins to show two answers, and fetches two files. */
function timesOf(subject: string): readonly number[] {
  if (subject.startsWith('album')) return [1];
  return /^(?:preview|attachment)/u.test(subject) ? [1, 2] : [1, 3];
}
/** While a part stands in `sending`, it matters how its platform repeats sends; elsewhere the kinds take turns. */
const SENDING: ReadonlySet<Boundary> = new Set([
  'preview.commit:after',
  'part-sending.commit:after',
  'part.send:before',
  'part.send:after',
  'part-outcome.commit:before',
]);

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
    const sending = boundaries.filter((boundary) => SENDING.has(boundary));
    const own = sending.length > 0 ? KINDS[0]! : KINDS[index % KINDS.length]!;
    for (const kind of sending.length > 0 ? KINDS : [own]) {
      const [at, times] =
        kind === own ? [boundaries, timesOf(subject)] : [sending, [timesOf(subject)[0]!]];
      test(`${subject} loses nothing and repeats nothing on a platform of kind ${kind}`, () =>
        surviveSubject(at, kind, times));
    }
  }
});
