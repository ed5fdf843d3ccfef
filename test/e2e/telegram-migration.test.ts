import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Script } from '@coderclaw/agent/testing';
import type { Room } from '@coderclaw/channel-telegram/testing';
import { said, startTelegramWorld } from './world/telegram-world.ts';

/** Counts what it was told in this session, so that one that begins anew shows. */
const COUNT: Script = ({ messages }) => {
  const asked = messages.filter(({ role }) => role === 'user');
  return { text: `${asked.length}: ${/about \w+/u.exec(asked.at(-1)!.text)?.[0]}` };
};
const pause = (ms = 10) => new Promise((resolve) => setTimeout(resolve, ms));

/** A group that is wired to another agent than the default one, and has been answered once. */
async function openTeam(t: TestContext) {
  const keys = 'streaming: false, queueMode: followup, groups: {"-4000001": {}}';
  const telegram = await startTelegramWorld(t, keys, { script: COUNT });
  const { server, owner, world } = telegram;
  const ann = server.person('Ann');
  const team = server.group('Team', { id: -4_000_001, members: [ann] });
  const asks = (about: string, room: Room) => {
    ann.writes(`@claw_test_bot about ${about}`, { in: room });
  };
  asks('nothing', team);
  await said(server, team.id, /about nothing$/u);
  const wiring = { channel: 'telegram', address: String(team.id), agentId: 'docs' };
  await owner.request('wirings.set', { ...wiring, engage: 'mention' });
  asks('one', team);
  await said(server, team.id, '1: about one');
  /** Two answers that the platform does not take yet. */
  const leavesWaiting = async () => {
    server.fails('sendMessage', { kind: 'rate-limited', retryAfter: 1 });
    asks('two', team);
    asks('three', team);
    await server.until(() => server.callsOf('sendMessage').at(-1)?.status === 429);
    while (await isMissing(2)) await pause();
  };
  const isMissing = async (count: number) =>
    (await owner.request('deliveries.list', { state: 'pending' })).deliveries.length < count;
  /** What waited is in the new place, in its order; who asks there is answered in the same session. */
  const goesOn = async (room: Room) => {
    await said(server, room.id, '3: about three');
    asks('four', room);
    await said(server, room.id, /four$/u);
    assert.deepEqual(
      server.posts.slice(2).map(({ chatId, text }) => [chatId, text]),
      [
        [room.id, '2: about two'],
        [room.id, '3: about three'],
        [room.id, '4: about four'],
      ],
    );
    const { sessions } = await (await world.connect()).request('sessions.list', {});
    assert.deepEqual(
      sessions.map(({ key }) => key),
      ['docs', 'main'].map((agent) => `agent:${agent}:telegram:group:${room.id}`),
    );
  };
  return { ...telegram, ann, team, leavesWaiting, goesOn };
}

test('a wired group that becomes a supergroup is answered there by its agent, in its session', async (t) => {
  const { ann, team, leavesWaiting, goesOn } = await openTeam(t);
  await leavesWaiting();
  await goesOn(team.migrates(ann));
});

test('a group that became a supergroup while the gateway was down goes on there', async (t) => {
  const { world, ann, team, leavesWaiting, goesOn } = await openTeam(t);
  await leavesWaiting();
  await world.stop();
  const room = team.migrates(ann);
  await world.start();
  await goesOn(room);
});

test('a group of which only a refused send tells that it is a supergroup goes on there', async (t) => {
  const { server, world, ann, team, leavesWaiting, goesOn } = await openTeam(t);
  await leavesWaiting();
  await world.stop();
  const room = team.migrates(ann);
  const { apiRoot, token } = server;
  await fetch(`${apiRoot}/bot${token}/deleteWebhook?drop_pending_updates=true`);
  assert.deepEqual(server.waitingUpdates, []);
  await world.start();
  await goesOn(room);
});
