import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWNER } from '@coderclaw/core';
import { accountPolicy } from '@coderclaw/core/testing';
import {
  type Heard,
  type KernelWorld,
  kernelTest,
  openMemoryWorld,
  type WorldOptions,
} from './kernel-world.ts';

const ADA = 'agent:main:fake:one:direct:ada';
const ROOM = 'agent:main:fake:group:room';
const QUIET_MS = 1_000;
const QUIET_AFTER_START_MS = 5_000;

/** One piece of an album; its text is its caption and names its file. */
async function piece(world: KernelWorld, name: string, heard: Heard = {}): Promise<string> {
  const file = { kind: 'photo', name: `${name}.jpg`, mimeType: null, bytes: null } as const;
  const { kind } = await world.hear(name, {
    eventKey: `piece:${name}`,
    platformMessageId: `m-${name}`,
    album: { key: 'holidays' },
    files: [{ ...file, sourceRef: name }],
    ...heard,
  });
  return kind;
}

/** What the owner's agent was told, one line for each message. */
async function said(world: KernelWorld, sessionKey = ADA): Promise<readonly string[]> {
  await world.untilIdle();
  const lines = await world.transcript(sessionKey);
  return lines.flatMap((line) => (line.startsWith('user: ') ? [line.slice(6)] : []));
}

/** The texts that one message says, and how many files it has. */
async function contents(world: KernelWorld, sessionKey = ADA) {
  await world.untilIdle();
  const session = await world.truth.findSession(sessionKey);
  assert.ok(session, `${sessionKey} is there`);
  const { entries } = await world.truth.listEntries({ sessionId: session.id, limit: 100 });
  return entries.flatMap(({ content }) =>
    content.role === 'user'
      ? [
          {
            texts: content.blocks.flatMap((block) =>
              block.type === 'text' ? [block.text.trim()] : [],
            ),
            files: content.blocks.flatMap((block) => (block.type === 'file' ? [block.name] : [])),
          },
        ]
      : [],
  );
}

const isOpen = async (world: KernelWorld) => (await world.truth.listOpenAlbums()).length > 0;

kernelTest('an album is one message, once nothing more came for a while', {}, async (world) => {
  for (const name of ['one', 'two', 'three']) {
    assert.equal(await piece(world, name), 'kept');
    await world.clock.advance(QUIET_MS - 1);
  }
  assert.equal((await world.truth.readCounts()).messages, 0);
  await world.clock.advance(1);
  assert.deepEqual(await contents(world), [
    { texts: ['one', 'two', 'three'], files: ['one.jpg', 'two.jpg', 'three.jpg'] },
  ]);
  assert.equal(world.runner.requests.length, 1);
  assert.equal((await world.truth.readCounts()).messages, 1);
});

kernelTest(
  'an album is as many pieces as one can have, and then waits no more',
  {},
  async (world) => {
    for (let count = 1; count <= 12; count += 1) await piece(world, `p${count}`);
    const [album, ...others] = await contents(world);
    assert.equal(album?.files.length, 10);
    assert.deepEqual(
      others.map(({ texts }) => texts),
      [['p11'], ['p12']],
    );
  },
);

kernelTest('what comes behind an album does not overtake it', {}, async (world) => {
  await piece(world, 'one');
  await piece(world, 'two');
  await world.hear('and now?');
  assert.deepEqual(
    (await contents(world)).map(({ texts }) => texts),
    [['one', 'two'], ['and now?']],
  );
  assert.equal(await isOpen(world), false);
});

kernelTest('who begins the next album has sent all of the one before', {}, async (world) => {
  for (const key of ['a', 'b', 'c'])
    for (const name of ['1', '2']) await piece(world, `${key}${name}`, { album: { key } });
  await world.clock.advance(QUIET_MS);
  assert.deepEqual(
    (await contents(world)).map(({ texts }) => texts),
    [
      ['a1', 'a2'],
      ['b1', 'b2'],
      ['c1', 'c2'],
    ],
  );
});

kernelTest(
  'an album has one sender and one conversation, whatever others name theirs',
  {},
  async (world) => {
    world.policy = accountPolicy({ groupPolicy: 'open' });
    const room = { in: 'room', addressed: 'mention' } as const;
    for (const name of ['1', '2']) {
      await piece(world, `ada${name}`, room);
      await piece(world, `bob${name}`, { ...room, from: 'bob' });
      await piece(world, `hall${name}`, { ...room, in: 'hall' });
    }
    await world.clock.advance(QUIET_MS);
    assert.deepEqual(
      (await contents(world, ROOM)).map(({ files }) => files),
      [
        ['ada1.jpg', 'ada2.jpg'],
        ['bob1.jpg', 'bob2.jpg'],
      ],
    );
    assert.deepEqual(
      (await contents(world, 'agent:main:fake:group:hall')).map(({ files }) => files),
      [['hall1.jpg', 'hall2.jpg']],
    );
  },
);

kernelTest('an album is meant for us if any of its pieces is', {}, async (world) => {
  world.policy = accountPolicy({ groupPolicy: 'open' });
  await piece(world, 'one', { in: 'room' });
  await piece(world, 'two', { in: 'room', addressed: 'mention' });
  await world.clock.advance(QUIET_MS);
  assert.deepEqual(await said(world, ROOM), ['one\ntwo']);
  assert.equal(world.channel?.sent[0]?.replyTo, 'm-one');
  await piece(world, 'three', { in: 'room', album: { key: 'other' } });
  await world.clock.advance(QUIET_MS);
  assert.deepEqual(await said(world, ROOM), ['one\ntwo']);
});

kernelTest('a piece that comes again is known, open or joined', {}, async (world) => {
  assert.deepEqual(
    [await piece(world, 'one'), await piece(world, 'one'), await piece(world, 'two')],
    ['kept', 'kept', 'kept'],
  );
  await world.clock.advance(QUIET_MS);
  await world.untilIdle();
  assert.deepEqual(
    [await piece(world, 'one'), await piece(world, 'two'), await piece(world, 'late')],
    ['duplicate', 'duplicate', 'accepted'],
  );
  assert.equal(await piece(world, 'late'), 'duplicate');
  assert.deepEqual(
    (await contents(world)).map(({ texts }) => texts),
    [['one', 'two'], ['late']],
  );
  assert.equal(await isOpen(world), false);
});

kernelTest('an album outlives its process, and the rest of it is waited for', {}, async (world) => {
  await piece(world, 'one');
  world.crash();
  await world.clock.advance(60_000);
  await world.boot();
  await world.clock.advance(QUIET_AFTER_START_MS - 1);
  assert.deepEqual([await piece(world, 'one'), await piece(world, 'two')], ['kept', 'kept']);
  await world.clock.advance(QUIET_MS);
  assert.deepEqual(
    (await contents(world)).map(({ texts }) => texts),
    [['one', 'two']],
  );
});

kernelTest('an album that was open at a stop is joined after the start', {}, async (world) => {
  await piece(world, 'one');
  await world.kernel.stop();
  await assert.rejects(piece(world, 'two'), { code: 'STORE_CLOSED' });
  assert.equal((await world.truth.readCounts()).messages, 0);
  await world.boot();
  await world.clock.advance(QUIET_AFTER_START_MS);
  assert.deepEqual(await said(world), ['one']);
});

kernelTest('after a start, too, nothing overtakes what is open', {}, async (world) => {
  await piece(world, 'one');
  world.crash();
  await world.boot();
  await world.hear('behind it');
  assert.deepEqual(await said(world), ['one', 'behind it']);
});

kernelTest(
  'an edit or a deletion of a piece that is open meets the album that it is of',
  {},
  async (world) => {
    await piece(world, 'wrong');
    await piece(world, 'more');
    const kind = { kind: 'edit', platformMessageId: 'm-wrong' } as const;
    const edit = await world.hear('right', kind);
    assert.ok(edit.kind === 'accepted');
    assert.match(edit.intakes[0]?.intake.reason ?? '', /^edit:/u);
    assert.equal(await isOpen(world), false);
    await piece(world, 'regretted', { album: { key: 'next' } });
    const deletion = await world.hear('', { kind: 'delete', platformMessageId: 'm-regretted' });
    assert.ok(deletion.kind === 'accepted');
    assert.match(deletion.intakes[0]?.intake.reason ?? '', /^delete:/u);
  },
);

/** Every run waits for the gate with its answer. */
const GATED: WorldOptions = {
  script: (_request, world) => [
    () => world.gate.promise.then(() => ({ kind: 'say', text: 'done' }) as const),
  ],
};

kernelTest(
  'an edit or a deletion of any piece concerns that piece, before the join and after a crash',
  GATED,
  async (world) => {
    await world.hear('first');
    await world.untilHanging();
    for (const name of ['one', 'two', 'three', 'four']) await piece(world, name);
    // It comes before the join, which it brings about.
    await world.hear('2', { kind: 'edit', platformMessageId: 'm-two' });
    await world.hear('', { kind: 'delete', platformMessageId: 'm-three' });
    world.crash();
    await world.boot();
    await world.hear('4', { kind: 'edit', platformMessageId: 'm-four' });
    await world.hear('not mine', { kind: 'edit', platformMessageId: 'm-one', from: 'bob' });
    await world.hear('1', { kind: 'edit', platformMessageId: 'm-one' });
    world.gate.resolve();
    assert.deepEqual((await contents(world)).slice(1), [
      { texts: ['1', '2', '4'], files: ['one.jpg', 'two.jpg', 'four.jpg'] },
    ]);
  },
);

kernelTest(
  'an edit of a piece that was read starts no run and is told the next one',
  {},
  async (world) => {
    await piece(world, 'one');
    await piece(world, 'two');
    await world.clock.advance(QUIET_MS);
    await world.untilIdle();
    await world.hear('2', { kind: 'edit', platformMessageId: 'm-two' });
    await world.untilIdle();
    assert.equal(world.runner.requests.length, 1);
    await world.hear('and now?');
    assert.deepEqual(await said(world), [
      'one\ntwo',
      '[edited a part of an earlier message "two"] It now reads:\n2',
      'and now?',
    ]);
  },
);

kernelTest('a stranger’s album is kept as a whole', {}, async (world) => {
  world.policy = accountPolicy();
  await piece(world, 'one');
  await piece(world, 'two');
  await world.clock.advance(QUIET_MS);
  await world.untilIdle();
  assert.equal(world.channel?.texts.length, 1);
  const result = await world.kernel.approvePairing({
    code: 'CODE0001',
    principalId: OWNER,
    asOwner: false,
  });
  assert.equal(result.kind, 'approved');
  assert.deepEqual(await contents(world), [
    { texts: ['one', 'two'], files: ['one.jpg', 'two.jpg'] },
  ]);
});

kernelTest('a full disk delays an album, and what is behind it', {}, async (world) => {
  world.faults.fail('keepPiece', 'STORE_FULL');
  await assert.rejects(piece(world, 'one'), { code: 'STORE_FULL' });
  await piece(world, 'one');
  world.faults.fail('acceptMessage', 'STORE_FULL', { times: 3 });
  await assert.rejects(world.hear('behind it'), { code: 'STORE_FULL' });
  await world.until('it is joined', async () => !(await isOpen(world)), 500);
  await world.hear('behind it');
  assert.deepEqual(await said(world), ['one', 'behind it']);
});

kernelTest(
  'an album that can not be joined is not in the way for ever, and is tried after the next start',
  {},
  async (world) => {
    await piece(world, 'one');
    world.faults.fail('listPieces', 'STORE_NOT_FOUND', { times: 100 });
    const behind = world.hear('behind it');
    await world.until('it is answered', () => world.channel?.texts.length === 1, 500);
    assert.equal((await behind).kind, 'accepted');
    assert.equal(await isOpen(world), true);
    world.crash();
    await world.boot();
    await world.clock.advance(QUIET_AFTER_START_MS);
    assert.deepEqual(await said(world), ['behind it', 'one']);
  },
);

kernelTest(
  'however many albums can not be joined, what is behind them is not refused for it',
  {},
  async (world) => {
    world.policy = accountPolicy({ groupPolicy: 'open' });
    for (const from of ['ann', 'bob', 'carl'])
      await piece(world, from, { from, in: 'room', addressed: 'mention' });
    world.faults.fail('listPieces', 'STORE_NOT_FOUND', { times: 100 });
    const behind = world.hear('behind it', { in: 'room', addressed: 'mention' });
    await world.until('it is answered', () => world.channel?.texts.length === 1, 500);
    assert.equal((await behind).kind, 'accepted');
  },
);

kernelTest(
  'a piece that comes while its album is on its way is a message behind it',
  {},
  async (world) => {
    await piece(world, 'one');
    const release = world.faults.hold('acceptMessage');
    await world.clock.advance(QUIET_MS);
    await world.until('it is on its way', () => world.faults.calls.includes('acceptMessage'));
    assert.equal(await piece(world, 'two'), 'kept');
    release();
    await world.until('both are joined', async () => !(await isOpen(world)));
    assert.deepEqual(await said(world), ['one', 'two']);
  },
);

kernelTest('what can not be read is answered, and is no piece', {}, async (world) => {
  await piece(world, 'one');
  const story = await world.hear('', { unsupported: 'a story', album: { key: 'holidays' } });
  assert.ok(story.kind === 'accepted');
  assert.equal(story.intakes[0]?.intake.command?.name, 'unsupported');
  assert.equal(await isOpen(world), false);
});

test('an event without an album asks the store nothing more', async () => {
  const world = openMemoryWorld({});
  await world.boot();
  await world.hear('first');
  await world.untilIdle();
  const before = world.faults.calls.length;
  await world.hear('second');
  const own = world.faults.calls.slice(before);
  assert.deepEqual(own.slice(0, own.indexOf('acceptMessage') + 1), [
    'findPerson',
    'findPlace',
    'findSession',
    'acceptMessage',
  ]);
  await world.kernel.stop();
});

test('hundreds of albums at once are each one message', async () => {
  const world = openMemoryWorld({});
  await world.boot();
  const event = (from: string, name: string): Heard => ({
    from,
    eventKey: `${from}:${name}`,
    files: [],
  });
  for (let index = 0; index < 200; index += 1) {
    const from = `p${index}`;
    for (const name of ['1', '2']) await piece(world, name, event(from, name));
  }
  await world.clock.advance(QUIET_MS);
  await world.until('all are joined', async () => !(await isOpen(world)));
  assert.equal((await world.truth.readCounts()).messages, 200);
  await world.kernel.stop();
});
