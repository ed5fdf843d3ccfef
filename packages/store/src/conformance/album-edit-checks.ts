import assert from 'node:assert/strict';
import {
  DEFAULT_TENANT,
  type InboundEvent,
  joinPieces,
  type Route,
  type Store,
  textOf,
  type UserContent,
} from '@coderclaw/core';
import type { Said, StoreDriver } from './store-driver.ts';
import type { Check } from './suite.ts';

const LISTEN: Partial<Route> = { decision: 'accumulate', reason: 'not-engaged' };

/** One album, of a piece for each caption; the piece at 0 has the id `p0` and the file `0.jpg`. */
async function sayAlbum(d: StoreDriver, captions: readonly string[], said: Said = {}) {
  const file = { kind: 'photo', mimeType: null, bytes: null } as const;
  const pieces = captions.map((text, index): InboundEvent => {
    const eventKey = `${said.eventKey ?? 'piece'} ${index}`;
    const { event } = d.message({ ...said, platformMessageId: `p${index}`, eventKey });
    return {
      ...event,
      album: { key: 'holidays' },
      content: { role: 'user', blocks: text === '' ? [] : [{ type: 'text', text }] },
      files: [{ ...file, name: `${index}.jpg`, sourceRef: `${index}` }],
    };
  });
  for (const event of pieces)
    await d.store.keepPiece({ at: d.tick(), tenantId: DEFAULT_TENANT, event });
  const command = {
    ...d.message(said),
    event: joinPieces(pieces),
    pieces: pieces.map(({ eventKey }) => eventKey),
  };
  const result = await d.store.acceptMessage(command);
  assert.ok(result.kind === 'accepted');
  return command;
}

/** Something happens to a piece. Returns what became of it. */
async function later(
  d: StoreDriver,
  kind: 'edit' | 'delete',
  platformMessageId: string,
  said: Said = {},
) {
  const route = { decision: 'accumulate', reason: `kind:${kind}` } as const;
  const { intakes } = await d.say({ kind, platformMessageId, route, ...said });
  return intakes[0]?.intake.reason;
}

/** The lines and the files of a message. */
function linesOf(content: UserContent): readonly string[] {
  const files = content.blocks.flatMap((block) => (block.type === 'file' ? [block.name] : []));
  return [...textOf(content).split('\n'), ...files];
}

/** What the store has of an album that was accepted. */
async function kept(store: Store, command: Awaited<ReturnType<typeof sayAlbum>>) {
  const known = await store.acceptMessage(command);
  assert.ok(known.kind === 'duplicate');
  return known;
}

export function albumEditChecks(check: Check): void {
  check('an edit of a piece that waits replaces the text of that piece alone', async (d) => {
    await d.start();
    const album = await sayAlbum(d, ['one', '', 'three']);
    const steps = [
      ['p2', '3', ['one', '3']],
      ['p2', '3', ['one', '3']],
      ['p1', '2', ['one', '2', '3']],
      ['p0', '1\nand more', ['1', 'and more', '2', '3']],
      ['p1', '\n', ['1', 'and more', '', '', '3']],
      ['p1', 'two', ['1', 'and more', 'two', '3']],
      ['p0', '1', ['1', 'two', '3']],
    ] as const;
    for (const [piece, text, lines] of steps) {
      assert.equal(await later(d, 'edit', piece, { text }), 'edit:in-time');
      const { content } = await kept(d.store, album);
      assert.deepEqual(linesOf(content!), [...lines, '0.jpg', '1.jpg', '2.jpg']);
    }
  });

  check('a caption that is taken away leaves those of the other pieces', async (d) => {
    await d.start();
    const album = await sayAlbum(d, ['one', 'two']);
    const { event, ...message } = d.message({ kind: 'edit', platformMessageId: 'p0' });
    const content = { role: 'user', blocks: [] } as const;
    const route = { ...message.routes[0]!, decision: 'accumulate', reason: 'kind:edit' } as const;
    await d.store.acceptMessage({ ...message, event: { ...event, content }, routes: [route] });
    assert.deepEqual(linesOf((await kept(d.store, album)).content!), ['two', '0.jpg', '1.jpg']);
    await later(d, 'edit', 'p0', { text: 'again' });
    const lines = linesOf((await kept(d.store, album)).content!);
    assert.deepEqual(lines, ['again', 'two', '0.jpg', '1.jpg']);
  });

  check('an edit of a piece that was taken up is told the next run, of that piece', async (d) => {
    const album = await sayAlbum(d, ['one', '', 'three']);
    const { intakes } = await kept(d.store, album);
    const { run } = intakes[0]!;
    assert.equal(await later(d, 'edit', 'p2', { text: '3' }), 'edit:too-late');
    assert.equal(await later(d, 'edit', 'p1', { text: '2' }), 'edit:too-late');
    assert.equal(await later(d, 'delete', 'p0'), 'delete:too-late');
    await d.settle({ run: run! } as never);
    assert.equal((await d.store.readCounts()).activeRuns, 0);
    const next = await d.start({ text: 'next' });
    assert.deepEqual(
      next.context.map(({ content }) => textOf(content)),
      [
        '[edited a part of an earlier message "three"] It now reads:\n3',
        '[edited a part of an earlier message "1.jpg"] It now reads:\n2',
        '[deleted a part of an earlier message "one"]',
      ],
    );
    const read = (await kept(d.store, album)).content!;
    assert.deepEqual(linesOf(read), ['one', 'three', '0.jpg', '1.jpg', '2.jpg']);
  });

  check('pieces are changed by nobody else, nor from elsewhere', async (d) => {
    await d.start();
    const album = await sayAlbum(d, ['one', 'two']);
    for (const other of [{ identity: 'mallory' }, { conversation: 'elsewhere' }])
      for (const kind of ['edit', 'delete'] as const)
        for (const piece of ['p0', 'p1', 'p2'])
          assert.match((await later(d, kind, piece, other)) ?? '', /nothing-earlier$/u);
    assert.match((await later(d, 'edit', 'p2')) ?? '', /nothing-earlier$/u);
    const lines = linesOf((await kept(d.store, album)).content!);
    assert.deepEqual(lines, ['one', 'two', '0.jpg', '1.jpg']);
  });

  check('pieces of one id in two conversations are two', async (d) => {
    await d.start();
    const here = await sayAlbum(d, ['one', 'two'], { eventKey: 'here' });
    const place = { conversation: 'there', session: 'agent:main:there' };
    await d.start(place);
    const there = await sayAlbum(d, ['one', 'two'], { ...place, eventKey: 'there' });
    await later(d, 'edit', 'p1', { text: '2' });
    assert.equal(textOf((await kept(d.store, here)).content!), 'one\n2');
    assert.equal(textOf((await kept(d.store, there)).content!), 'one\ntwo');
  });

  check('a piece that is deleted while it waits is taken out, and stays so', async (d) => {
    const run = await d.start();
    const album = await sayAlbum(d, ['one', '', 'three']);
    assert.equal(await later(d, 'delete', 'p0'), 'delete:in-time');
    assert.deepEqual(linesOf((await kept(d.store, album)).content!), ['three', '1.jpg', '2.jpg']);
    for (const kind of ['delete', 'edit'] as const)
      assert.match((await later(d, kind, 'p0')) ?? '', /nothing-earlier$/u);
    await later(d, 'delete', 'p1');
    await later(d, 'edit', 'p2', { text: '3' });
    const { content, intakes } = await kept(d.store, album);
    assert.deepEqual(linesOf(content!), ['3', '2.jpg']);
    assert.equal(intakes[0]?.intake.disposition, null);
    await later(d, 'delete', 'p2');
    const gone = await kept(d.store, album);
    assert.deepEqual([gone.content, gone.intakes[0]?.intake.disposition], [null, 'cancelled']);
    assert.equal((await d.settle(run, { next: d.terms() })).next, null);
  });

  check('what was listened to and then deleted is not brought back by an edit', async (d) => {
    await d.say({ text: 'regretted', platformMessageId: 'm1', route: LISTEN });
    await sayAlbum(d, ['one', 'two'], { route: LISTEN });
    for (const id of ['m1', 'p0', 'p1']) await later(d, 'delete', id);
    for (const id of ['m1', 'p0', 'p1']) await later(d, 'edit', id, { text: 'back' });
    assert.deepEqual((await d.start({ text: 'now' })).context, []);
  });

  check('pieces are known after a restart', async (d, { reopen }) => {
    await d.start();
    const album = await sayAlbum(d, ['one', 'two']);
    await later(d, 'edit', 'p1', { text: '2\nand more' });
    if (!reopen) return;
    const store = await reopen();
    const message = d.message({ kind: 'edit', platformMessageId: 'p0', text: '1' });
    const route = { ...message.routes[0]!, decision: 'accumulate', reason: 'kind:edit' } as const;
    await store.acceptMessage({ ...message, routes: [route] });
    assert.equal(textOf((await kept(store, album)).content!), '1\n2\nand more');
    await store.close();
  });
}
