import assert from 'node:assert/strict';
import { DEFAULT_TENANT, type InboundEvent, joinPieces, MAX_PIECES, textOf } from '@coderclaw/core';
import { rejectsWith, type Said, type StoreDriver } from './store-driver.ts';
import type { Check } from './suite.ts';

const ALBUM = {
  channel: 'webchat',
  account: 'default',
  address: 'here',
  identity: 'someone',
  key: 'holidays',
} as const;

/** A piece of the album; its text is its event key as well. */
function pieceOf(
  d: StoreDriver,
  text: string,
  said: Said = {},
  key: string = ALBUM.key,
): InboundEvent {
  const { event } = d.message({ text, eventKey: text, ...said });
  return { ...event, album: { key } };
}

async function keep(d: StoreDriver, event: InboundEvent) {
  return d.store.keepPiece({ at: d.tick(), tenantId: DEFAULT_TENANT, event });
}

/** What the album is accepted with, of the pieces that are open. */
async function joined(d: StoreDriver) {
  const pieces = await d.store.listPieces(ALBUM);
  const message = d.message();
  const event = joinPieces(pieces);
  return { ...message, event, pieces: pieces.map(({ eventKey }) => eventKey) };
}

export function albumChecks(check: Check): void {
  check('pieces of an album wait in the order in which they came, each once', async (d) => {
    const results = [];
    for (const text of ['one', 'two', 'one']) results.push(await keep(d, pieceOf(d, text)));
    assert.deepEqual(results, [
      { kind: 'kept', pieces: 1, isNew: true },
      { kind: 'kept', pieces: 2, isNew: true },
      { kind: 'kept', pieces: 2, isNew: false },
    ]);
    const pieces = await d.store.listPieces(ALBUM);
    assert.deepEqual(pieces, [pieceOf(d, 'one'), pieceOf(d, 'two')]);
    const { messages, waitingIntakes } = await d.store.readCounts();
    assert.deepEqual([messages, waitingIntakes], [0, 1]);
  });

  check('an album is accepted as one message, and its pieces wait no more', async (d) => {
    for (const text of ['one', 'two']) await keep(d, pieceOf(d, text));
    const command = await joined(d);
    const result = await d.store.acceptMessage(command);
    assert.ok(result.kind === 'accepted');
    const { entry } = result.intakes[0]!.claimed!.inputs[0]!;
    assert.equal(textOf(entry.content), 'one\ntwo');
    assert.deepEqual(await d.store.listPieces(ALBUM), []);
    assert.deepEqual(await d.store.listOpenAlbums(), []);
    assert.equal((await d.store.readCounts()).messages, 1);
    for (const text of ['one', 'two']) {
      const again = await keep(d, pieceOf(d, text));
      assert.ok(again.kind === 'duplicate');
      assert.equal(again.messageId, result.messageId);
    }
    assert.equal((await d.store.acceptMessage(command)).kind, 'duplicate');
  });

  check('a piece that was not named stays open when its album is accepted', async (d) => {
    await keep(d, pieceOf(d, 'one'));
    const command = await joined(d);
    await keep(d, pieceOf(d, 'two'));
    await d.store.acceptMessage(command);
    assert.deepEqual(await d.store.listPieces(ALBUM), [pieceOf(d, 'two')]);
    assert.deepEqual(await d.store.listOpenAlbums(), [ALBUM]);
  });

  check('an acceptance that fails leaves the pieces open', async (d) => {
    await keep(d, pieceOf(d, 'one'));
    const command = await joined(d);
    const pins = () => {
      throw new Error('no such agent');
    };
    const claim = { ...command.claim, pins };
    await rejectsWith('STORE_IO', d.store.acceptMessage({ ...command, claim }));
    assert.equal((await d.store.listPieces(ALBUM)).length, 1);
    await d.store.acceptMessage(command);
    assert.equal((await d.store.listPieces(ALBUM)).length, 0);
  });

  check('what comes when its album was accepted is late, and known once it is', async (d) => {
    await keep(d, pieceOf(d, 'one'));
    await d.store.acceptMessage(await joined(d));
    assert.deepEqual(await keep(d, pieceOf(d, 'two')), { kind: 'late' });
    await d.say({ text: 'two', eventKey: 'two' });
    assert.equal((await keep(d, pieceOf(d, 'two'))).kind, 'duplicate');
    assert.deepEqual(await d.store.listOpenAlbums(), []);
  });

  check('an album holds no more pieces than one can have', async (d) => {
    for (let count = 1; count <= MAX_PIECES; count += 1)
      assert.equal((await keep(d, pieceOf(d, `${count}`))).kind, 'kept');
    assert.deepEqual(await keep(d, pieceOf(d, 'endless')), { kind: 'late' });
    assert.equal((await keep(d, pieceOf(d, '1'))).kind, 'kept');
    assert.equal((await d.store.listPieces(ALBUM)).length, MAX_PIECES);
  });

  check('albums of one name in two places, or of two people, are two', async (d) => {
    await keep(d, pieceOf(d, 'mine'));
    await keep(d, pieceOf(d, 'theirs', { identity: 'mallory' }));
    await keep(d, pieceOf(d, 'elsewhere', { conversation: 'there' }));
    await keep(d, pieceOf(d, 'next', {}, 'another'));
    assert.deepEqual(
      (await d.store.listPieces(ALBUM)).map(({ eventKey }) => eventKey),
      ['mine'],
    );
    assert.deepEqual(await d.store.listOpenAlbums(), [
      ALBUM,
      { ...ALBUM, identity: 'mallory' },
      { ...ALBUM, address: 'there' },
      { ...ALBUM, key: 'another' },
    ]);
    await d.store.acceptMessage(await joined(d));
    assert.equal((await d.store.listOpenAlbums()).length, 3);
    const unknown = await d.store.listPieces({ ...ALBUM, account: 'nobody' });
    assert.deepEqual(unknown, []);
  });

  check('pieces outlive the store', async (d, { reopen }) => {
    await keep(d, pieceOf(d, 'one'));
    if (!reopen) return;
    const store = await reopen();
    assert.deepEqual(await store.listOpenAlbums(), [ALBUM]);
    assert.deepEqual(await store.listPieces(ALBUM), [pieceOf(d, 'one')]);
    const event = pieceOf(d, 'two');
    await store.keepPiece({ at: d.tick(), tenantId: DEFAULT_TENANT, event });
    assert.equal((await store.listPieces(ALBUM)).length, 2);
    await store.close();
  });
}
