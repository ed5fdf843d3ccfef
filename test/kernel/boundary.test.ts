import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUNDARIES, type Boundary } from '@coderclaw/core';
import { RecordingChannel } from '@coderclaw/core/testing';
import { type KernelWorld, openMemoryWorld } from './kernel-world.ts';

const SHOWS = { edits: true, streaming: true, attachments: true } as const;

/** A turn that comes once the answer was shown so many times. */
function afterShowing(world: KernelWorld, times: number) {
  return async () => {
    const shown = () => (world.channel?.sent.length ?? 0) + (world.channel?.previews.length ?? 0);
    while (shown() < times) await world.clock.sleep(100);
    const calls = [{ id: `look${times}`, name: 'look', replay: 'safe' as const }];
    return { kind: 'call' as const, calls };
  };
}

test('a turn with an unsafe tool, a command, an album and a push channel cross every boundary, each before its after', async () => {
  const crossed: Boundary[] = [];
  const world = openMemoryWorld({
    checkpoint: { reach: (boundary) => crossed.push(boundary) },
    channel: () => new RecordingChannel(SHOWS),
    script: (_request, own) => [
      { kind: 'call', calls: [{ id: 'send', name: 'send', replay: 'never' }] },
      afterShowing(own, 1),
      afterShowing(own, 2),
    ],
  });
  world.verbose = 'on';
  world.channel?.files.set('photo', new Uint8Array([1, 2, 3]));
  await world.boot();
  const file = { kind: 'photo', name: 'a.jpg', mimeType: null, bytes: null } as const;
  await world.hear('work', { files: [{ ...file, sourceRef: 'photo' }] });
  await world.untilIdle(100);
  await world.hear('/status');
  await world.untilIdle();
  for (const text of ['one', 'two']) await world.hear(text, { album: { key: 'holidays' } });
  await world.untilIdle(100);
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
