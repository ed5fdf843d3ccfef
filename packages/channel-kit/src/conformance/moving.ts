import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPush } from './push-world.ts';
import { NEVER, type StartSubject } from './world.ts';

export function testMoving(start: StartSubject): void {
  test('a conversation that moved is followed', async (t) => {
    const push = await startPush(t, start);
    if (!push) return;
    const { world, platform } = push;
    const { host, account } = world;
    if (!platform.movesGroup) return t.skip('its conversations keep their addresses');
    const before = await world.meet('group');
    await world.acknowledged();
    // Such a message is taken as any other: not before the gateway has it for good.
    host.refusals = 1;
    await platform.movesGroup();
    await world.eventually('the gateway is told', () => host.moves.length > 0);
    const { from, to } = host.moves[0]!;
    assert.equal(from, before.address);
    assert.notEqual(to, from);
    const outcome = await account.send(world.part(before, 'to the old address'), NEVER);
    assert.deepEqual(outcome, { kind: 'moved', address: to });
    assert.deepEqual(platform.posts(), []);
    const after = await world.meet('group');
    assert.equal(after.address, to);
    await world.deliver(world.part(after, 'to the new one'));
    assert.equal(platform.posts().at(-1)?.in, 'group');
    await world.acknowledged();
  });
}
