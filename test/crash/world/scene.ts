import type { SendIdempotency } from '@coderclaw/core';
import type { CrashWorld } from './crash-world.ts';
import { plan } from './plan.ts';

/** Stopped messages have a session of their own: what they asked for is not to be answered later. */
const STOPPED_SESSION = 'agent:main:explicit:stopped';

/**
 * Reaches every boundary: on a platform a run with a safe and an unsafe tool that a second message joins,
 * whose answer is shown while it is written and comes in several parts, files in and out, one of them
 * missing, a reaction, a run in another conversation, a send whose answer is lost, an album of three
 * pieces; over the socket three commands, a run with tools, and one that hangs until it is stopped. `tag`
 * tells scenes of one world apart.
 */
export async function playScene(
  world: CrashWorld,
  kind: SendIdempotency,
  tag: string,
): Promise<void> {
  const joining = `${tag}b`;
  const first = { calls: ['ls', 'edit'], words: 14, shows: 1, files: ['kept'] } as const;
  const second = { calls: ['edit', 'attach', 'react'], words: 8, shows: 1 } as const;
  world.write(kind, 'room', plan(`${tag}a`, { ...first, until: joining }));
  world.write(kind, 'room', plan(joining, { files: ['missing', 'kept'] }));
  world.write(kind, 'hall', plan(`${tag}c`, { ...second, losesAnswer: true }));
  world.writeAlbum(kind, 'gallery', plan(`${tag}i`, { files: ['kept', 'kept', 'missing'] }));
  const hanging = plan(`${tag}e`, { hangs: true });
  await Promise.all([
    ...['f', 'g', 'h'].map((letter) => world.command(`${tag}${letter}`)),
    world.chat('main', plan(`${tag}d`, { calls: ['read', 'edit'], words: 2 })),
    world
      .chat(STOPPED_SESSION, hanging, { stopped: true })
      .then(() => world.abort(STOPPED_SESSION, hanging.id)),
  ]);
}
