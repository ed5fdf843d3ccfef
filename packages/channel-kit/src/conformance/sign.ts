import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkSign } from '@coderclaw/core';
import { TEST_TROUBLES } from './harness.ts';
import { startPush, startWith } from './push-world.ts';
import { NEVER, type StartSubject } from './world.ts';

const NO_SUCH_MESSAGE = '987654321';

export function testSigns(start: StartSubject): void {
  test('typing is seen where it goes on', async (t) => {
    const push = await startWith(t, start, 'typing');
    if (!push) return;
    const { world, platform } = push;
    assert.ok(platform.typingIn, 'a platform with typing shows it');
    for (const name of world.people.places) {
      const { address, kind: conversationKind } = await world.meet(name);
      await world.account.indicate({ kind: 'typing', address, conversationKind }, NEVER);
      await world.eventually(`typing is seen in ${name}`, () =>
        platform.typingIn!().includes(name),
      );
    }
  });

  test('a message that waits is marked, and marked no more when nothing is to be said of it', async (t) => {
    const push = await startWith(t, start, 'reactions');
    if (!push) return;
    const { world, platform, place } = push;
    assert.ok(platform.marksOn, 'a platform with reactions shows them');
    const { said } = await world.hear({ by: 'ann', in: 'ann', text: 'also' });
    const { address } = place;
    for (const state of ['queued', 'steered', 'done'] as const) {
      const sign = { kind: 'progress', address, platformMessageId: said.id, state } as const;
      await world.account.indicate(sign, NEVER);
      const isMarked = () => platform.marksOn!(said).length > 0;
      await world.eventually(
        `the mark is that of ${state}`,
        () => isMarked() === (state !== 'done'),
      );
    }
  });

  test('a reaction stands on the message, in place of the mark or reaction before, and twice is as good as once', async (t) => {
    const push = await startWith(t, start, 'reactions');
    if (!push) return;
    const { world, platform, place } = push;
    const { said } = await world.hear({ by: 'ann', in: 'ann', text: 'done!' });
    const { address } = place;
    const queued = { kind: 'progress', address, platformMessageId: said.id } as const;
    await world.account.indicate({ ...queued, state: 'queued' }, NEVER);
    for (const text of ['👌', '👍', '👍']) {
      await world.deliver(
        world.part(place, { kind: 'reaction', text, platformMessageId: said.id }),
      );
      assert.deepEqual(platform.marksOn!(said), [text]);
    }
    assert.deepEqual(platform.posts(), [], 'a reaction is no message');
  });

  test('a reaction goes wrong as a send does', async (t) => {
    const push = await startWith(t, start, 'reactions');
    if (!push) return;
    const { world, platform, place } = push;
    const { said } = await world.hear({ by: 'ann', in: 'ann', text: 'done!' });
    const react = (platformMessageId: string) =>
      world.account.send(
        world.part(place, { kind: 'reaction', text: '👍', platformMessageId }),
        NEVER,
      );
    assert.equal((await react(NO_SUCH_MESSAGE)).kind, 'gone');
    platform.fails('sign', 'rate-limited');
    const early = await react(said.id);
    assert.ok(early.kind === 'unsent' && early.retryable && (early.retryAfterMs ?? 0) > 0);
    assert.deepEqual(platform.marksOn!(said), []);
    platform.fails('sign', 'lost-answer');
    const lost = await react(said.id);
    assert.ok(lost.kind === 'unknown' || (lost.kind === 'unsent' && lost.retryable));
    assert.equal((await react(said.id)).kind, 'delivered');
    assert.deepEqual(platform.marksOn!(said), ['👍']);
  });

  test('signs never throw, whatever the platform does and whether or not it has them', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform, place } = push;
    const { account } = world;
    const { address, kind: conversationKind } = place;
    const signs: readonly WorkSign[] = [
      { kind: 'typing', address, conversationKind },
      { kind: 'progress', address, platformMessageId: NO_SUCH_MESSAGE, state: 'queued' },
      { kind: 'pressed', eventKey: 'no-such-event', text: 'seen' },
    ];
    for (const sign of signs) {
      for (const trouble of TEST_TROUBLES) {
        platform.fails('sign', trouble);
        await account.indicate(sign, AbortSignal.timeout(20));
      }
    }
    await platform.goesDown();
    for (const sign of signs) await account.indicate(sign, NEVER);
    await account.publishCommands?.([{ name: 'new', description: 'Begin anew' }]);
    await platform.comesBack();
    await account.close();
    for (const sign of signs) await account.indicate(sign, NEVER);
  });
}
