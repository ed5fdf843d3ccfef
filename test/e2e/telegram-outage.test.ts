import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Script } from '@coderclaw/agent/testing';
import type { Person } from '@coderclaw/channel-telegram/testing';
import { ElasticClock } from './world/elastic-clock.ts';
import { startTelegramWorld } from './world/telegram-world.ts';

const HOUR_MS = 3_600_000;
/** The model takes so long that nothing is answered while the platform is there. */
const THOUGHT_MS = 30_000;
const THINKING_RATE = 30;
/** An hour of the gateway in six seconds. */
const OUTAGE_RATE = 600;
const RETURN_RATE = 20;

const pause = (ms = 10) => new Promise((resolve) => setTimeout(resolve, ms));

/** Says what was written last, after a thought; to Eve at once, and slowly. */
const REPEAT: Script = ({ messages }) => {
  const { text } = messages.at(-1)!;
  const isSlow = text.includes('Eve');
  const pace = isSlow
    ? { chunkLength: 2, chunkDelayMs: 300 }
    : { chunkLength: 1_000, chunkDelayMs: THOUGHT_MS };
  return { text: answerTo(/[A-Z]\w+ asks \w+/u.exec(text)?.[0]), ...pace };
};

const answerTo = (asked = '') => `${asked}, and this is the answer to it`;

test('an hour of outage loses nothing, doubles nothing, and floods nobody when it ends', async (t) => {
  const clock = new ElasticClock();
  const keys = 'dmPolicy: open, groupPolicy: open, queueMode: followup';
  const { server, owner } = await startTelegramWorld(t, keys, {
    script: REPEAT,
    clock,
    server: { floodControl: 'real' },
  });
  const list = async (state: 'unknown' | 'failed' | 'pending' | 'sending' | 'delivered') =>
    (await owner.request('deliveries.list', { state, limit: 500 })).deliveries;

  const people = ['Ann', 'Bob', 'Cid', 'Dan', 'Fay'].map((name) => server.person(name));
  const eve = server.person('Eve');
  const team = server.group('Team', { members: people });
  const expected = new Map<number, string[]>();
  const asks = (person: Person, what: string, room = person.chat) => {
    const asked = `${person.user.first_name} asks ${what}`;
    person.writes(`@claw_test_bot ${asked}`, { in: room });
    expected.set(room.id, [...(expected.get(room.id) ?? []), answerTo(asked)]);
  };
  for (const what of ['one', 'two', 'three', 'four'])
    for (const person of people) asks(person, what);
  for (const person of people) asks(person, 'here', team);
  asks(eve, 'slowly');
  const answers = [...expected.values()].flat().length;
  // Of what Eve is told she sees the beginning.
  await server.until(() => server.waitingUpdates.length === 0);
  while ((await list('delivered')).length === 0) await pause();

  await server.goesDown();
  clock.rate = THINKING_RATE;
  const begunAt = clock.monotonic();
  const waiting = async () => (await list('pending')).length + (await list('sending')).length;
  while ((await waiting()) < answers) await pause();
  assert.equal(server.posts.length, 1);
  clock.rate = OUTAGE_RATE;
  while (clock.monotonic() < begunAt + HOUR_MS / 2) await pause();
  server.fails('*', { kind: 'proxy', status: 502 }, Number.MAX_SAFE_INTEGER);
  await server.comesBack();
  while (clock.monotonic() < begunAt + HOUR_MS) await pause();
  const asked = server.calls.length;

  clock.rate = RETURN_RATE;
  server.failsNoMore();
  const answered = () => server.calls.slice(asked).some(({ status }) => status === 200);
  await server.until(answered);
  // From here on what a call takes must be little beside the platform's limits.
  clock.rate = 1;
  await server.until(() => server.posts.length >= answers);
  while ((await list('delivered')).length < answers) await pause();
  for (const [chatId, texts] of expected)
    assert.deepEqual(
      server.posts.filter((post) => post.chatId === chatId).map(({ text }) => text),
      texts,
    );
  assert.equal(server.floodRefusals, 0);
  for (const state of ['unknown', 'failed', 'pending', 'sending'] as const)
    assert.deepEqual(await list(state), []);
});
