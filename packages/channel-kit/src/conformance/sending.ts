import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SeenPost, TestTrouble } from './harness.ts';
import { startPush } from './push-world.ts';
import { NEVER, type StartSubject, startWorld, type World } from './world.ts';

const TEXT = 'a text of ours';

export function testSending(start: StartSubject): void {
  test('a send to a pull channel certainly does not happen', async (t) => {
    const world = await startWorld(t, start);
    if (world.channel.capabilities.transport === 'push') return t.skip('we call its platform');
    const part = world.part(await world.meet('ann'), TEXT);
    const outcome = await world.account.send(part, NEVER);
    assert.ok(outcome.kind === 'unsent' && !outcome.retryable);
    assert.equal(await world.account.lookUp(part, NEVER), undefined);
  });

  testPush(start);
}

function testPush(start: StartSubject): void {
  test('a part that the platform took is delivered, once, where it belongs', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform } = push;
    for (const place of world.people.places) {
      await world.deliver(world.part(await world.meet(place), `${TEXT} in ${place}`));
    }
    assert.deepEqual(
      platform.posts().map(({ in: place, text }) => [place, text]),
      world.people.places.map((place) => [place, `${TEXT} in ${place}`]),
    );
  });

  test('an answer stands under the message that it answers', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform, place } = push;
    const { said } = await world.hear({ by: 'ann', in: 'ann', text: 'a question' });
    const id = await world.deliver(world.part(place, TEXT, { replyTo: said.id }));
    const post: SeenPost | undefined = platform.posts().at(-1);
    assert.equal(post?.id, id);
    if (post.replyTo === undefined) return t.skip('the platform has no answers');
    assert.equal(post.replyTo, said.id);
  });

  test('a platform that asks to wait is unsent, to be tried again not before that, and not by the adapter', async (t) => {
    await checkTrouble(t, start, 'rate-limited', async ({ outcome, world }) => {
      assert.ok(outcome.kind === 'unsent' && outcome.retryable && (outcome.retryAfterMs ?? 0) > 0);
      assert.deepEqual(world.platform.posts(), []);
    });
  });

  test('a platform that fails is worth another try', async (t) => {
    await checkTrouble(t, start, 'unavailable', async ({ outcome }) => {
      assert.ok(outcome.kind === 'unknown' || (outcome.kind === 'unsent' && outcome.retryable));
    });
  });

  for (const trouble of ['refuse', 'forbidden'] as const) {
    test(`a message that it does not take is given up (${trouble})`, async (t) => {
      await checkTrouble(t, start, trouble, async ({ outcome, world }) => {
        assert.ok(outcome.kind === 'unsent' && !outcome.retryable);
        assert.deepEqual(world.platform.posts(), []);
      });
    });
  }

  test('what a login can not send that works no more waits, with all else on that login', async (t) => {
    await checkTrouble(t, start, 'unauthorized', async ({ outcome }) => {
      assert.ok(outcome.kind === 'unsent' && outcome.retryable && outcome.scope === 'account');
    });
  });

  test('a send whose answer was lost is unknown, and is repeated or found as the capability says', async (t) => {
    await checkTrouble(t, start, 'lost-answer', async ({ outcome, world, part }) => {
      const { account, platform } = world;
      assert.equal(outcome.kind, 'unknown');
      assert.equal(platform.posts().length, 1);
      if (account.capabilities.idempotency === 'key') {
        assert.equal((await account.send(part, NEVER)).kind, 'delivered');
        assert.equal(platform.posts().length, 1, 'the same key makes no second message');
      }
      if (account.capabilities.idempotency === 'lookup') {
        const found = await account.lookUp(part, NEVER);
        assert.equal(found?.platformMessageId, platform.posts()[0]?.id);
        const other = { ...part, idempotencyKey: 'never-sent' };
        assert.equal(await account.lookUp(other, NEVER), undefined);
      }
    });
  });

  test('a platform that can not be reached does not say that a message never arrived', async (t) => {
    const push = await startPush(t, start);
    if (push?.capabilities.idempotency !== 'lookup') return t.skip('nothing is looked up there');
    const { world, platform, place } = push;
    const part = world.part(place, TEXT);
    await world.deliver(part);
    await platform.goesDown();
    await assert.rejects(world.account.lookUp(part, NEVER));
  });

  test('half a surrogate pair hurts nobody', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform, place } = push;
    await world.account.send(world.part(place, 'half \ud83d of it'), NEVER);
    await world.deliver(world.part(place, 'after it'));
    for (const { text } of platform.posts()) assert.ok(text.isWellFormed());
  });

  test('a send that hangs ends when its signal aborts, and is not called delivered', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform, place } = push;
    platform.fails('send', 'hang');
    const giveUp = new AbortController();
    const sending = world.account.send(world.part(place, TEXT), giveUp.signal);
    giveUp.abort();
    assert.notEqual((await sending).kind, 'delivered');
  });
}

type Troubled = {
  readonly world: World;
  readonly part: ReturnType<World['part']>;
  readonly outcome: Awaited<ReturnType<World['account']['send']>>;
};

/** What becomes of a send that goes wrong in that way. The next one goes well. */
async function checkTrouble(
  t: TestContext,
  start: StartSubject,
  trouble: TestTrouble,
  check: (troubled: Troubled) => Promise<void>,
): Promise<void> {
  const push = await startPush(t, start);
  if (!push) return;
  const { world, platform, place } = push;
  platform.fails('send', trouble);
  const part = world.part(place, TEXT);
  await check({ world, part, outcome: await world.account.send(part, NEVER) });
  await world.deliver(world.part(place, 'after it'));
}
