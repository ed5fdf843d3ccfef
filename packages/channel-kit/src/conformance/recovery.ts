import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '@coderclaw/core';
import { startPush } from './push-world.ts';
import { NEVER, type StartSubject, startWorld } from './world.ts';

export function testRecovery(start: StartSubject): void {
  test('an outage of the platform loses nothing, and ends by itself', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform, place } = push;
    const { host, people, account } = world;
    await world.acknowledged();
    await platform.goesDown();
    for (const text of ['one', 'two']) await people.says({ by: 'ann', in: 'ann', text });
    const newest = () => host.statuses.at(-1);
    // A platform that calls us is not missed.
    if (!account.webhook) {
      await world.eventually('it says that it waits', () => newest()?.state === 'waiting');
      assert.ok(newest()?.problem, 'it says what for');
    }
    // The first may have been under way when the connection broke.
    const first = await account.send(world.part(place, 'not now'), NEVER);
    assert.notEqual(first.kind, 'delivered');
    const second = await account.send(world.part(place, 'nor now'), NEVER);
    assert.ok(second.kind === 'unsent' && second.retryable, JSON.stringify(second));
    await platform.comesBack();
    await world.eventually('what was said meanwhile is heard', () => host.accepted.length >= 3);
    const texts = host.accepted.slice(1).map(({ content }) => textOf(content));
    assert.deepEqual(texts, ['one', 'two']);
    await world.deliver(world.part(place, 'now'));
    if (!account.webhook)
      await world.eventually('it says that it goes on', () => newest()?.state === 'running');
  });

  test('what was not accepted when the gateway died is offered to the next one, with the same key', async (t) => {
    const world = await startWorld(t, start);
    const { host, people } = world;
    await world.hear({ by: 'ann', in: 'ann', text: 'accepted' });
    await world.acknowledged();
    host.commit = () => new Promise(() => {});
    for (const text of ['cut off', 'behind it']) await people.says({ by: 'ann', in: 'ann', text });
    await world.eventually('it is offered', () => host.offered.length >= 2);
    const next = await world.restart();
    await next.eventually('both are accepted', () => next.host.accepted.length >= 2);
    const texts = next.host.accepted.map(({ content }) => textOf(content));
    assert.deepEqual(texts, ['cut off', 'behind it']);
    assert.equal(next.host.accepted[0]!.eventKey, host.offered[1]!.eventKey);
    await next.acknowledged();
  });

  test('what was accepted when the gateway died has the same key when it comes again', async (t) => {
    const world = await startWorld(t, start);
    const { event } = await world.hear({ by: 'ann', in: 'ann', text: 'accepted' });
    await world.acknowledged();
    const next = await world.restart();
    await next.people.repeats();
    assert.equal((await next.nextEvent(0)).eventKey, event.eventKey);
  });

  test('a login that works no more is said to be refused, and what is to be sent waits', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform, place } = push;
    const { host, account } = world;
    if (!platform.revokesLogin) return t.skip('its login can not be revoked');
    await platform.revokesLogin();
    const outcome = await account.send(world.part(place, 'not now'), NEVER);
    assert.ok(outcome.kind === 'unsent' && outcome.retryable && outcome.scope === 'account');
    const newest = () => host.statuses.at(-1);
    await world.eventually('it says so', () => newest()?.state === 'refused');
    assert.ok(newest()?.problem, 'it says what to do');
  });
}
