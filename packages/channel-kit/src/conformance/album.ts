import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InboundEvent, joinPieces, textOf } from '@coderclaw/core';
import type { TestSaying } from './harness.ts';
import { type StartSubject, startWorld } from './world.ts';

const file = (name: string) => ({
  name,
  mimeType: 'text/plain',
  bytes: new TextEncoder().encode(name),
});

export function testAlbums(start: StartSubject): void {
  test('an album is one message, also when the gateway dies between two of its pieces', async (t) => {
    const world = await startWorld(t, start);
    if (!world.people.albums) return t.skip('what is sent as one message is told as one');
    const place = world.people.places.includes('group') ? 'group' : 'ann';
    const says = (text: string, name: string): TestSaying => ({
      by: 'ann',
      in: place,
      text,
      file: file(name),
      album: 'holidays',
    });
    const pieces: InboundEvent[] = [];
    pieces.push((await world.hear({ ...says('look', 'one.txt'), mentionsUs: true })).event);
    // Each is accepted as soon as it comes: it waits with us, and not with the platform.
    await world.acknowledged();
    pieces.push((await world.hear(says('', 'two.txt'))).event);
    await world.acknowledged();
    const next = await world.restart();
    const again = await next.after(() => next.people.repeats());
    assert.deepEqual([again.eventKey, again.album], [pieces[1]!.eventKey, pieces[1]!.album]);
    pieces.push((await next.hear(says('', 'three.txt'))).event);
    const [first, ...others] = pieces.map(({ album }) => album?.key);
    assert.ok(first, 'it says which album');
    assert.deepEqual(others, [first, first]);
    assert.equal(new Set(pieces.map(({ eventKey }) => eventKey)).size, 3);
    const message = joinPieces(pieces);
    assert.ok(textOf(message.content).startsWith('look'));
    assert.deepEqual(
      message.files?.map(({ name }) => name),
      ['one.txt', 'two.txt', 'three.txt'],
    );
    if (place === 'group') assert.equal(message.addressed, 'mention');
    const { event: other } = await next.hear({ ...says('', 'four.txt'), album: 'another' });
    assert.notEqual(other.album?.key ?? first, first);
    const { event: plain } = await next.hear({ by: 'ann', in: place, text: 'no piece of it' });
    assert.equal(plain.album, undefined);
  });
}
