import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Script } from '@coderclaw/agent/testing';
import { startWorld } from './world/gateway-world.ts';
import { said, startTelegramWorld } from './world/telegram-world.ts';

/** Asks which colour, offers two, and says what was chosen. */
const PAINTER: Script = ({ messages }) => {
  const last = messages.at(-1)!;
  if (last.role === 'tool') return { text: 'Which colour?' };
  if (!last.text.includes('paint')) return { text: `painted ${last.text}` };
  return { toolCalls: [{ name: 'offer', arguments: { choices: ['Red', 'Deep blue'] } }] };
};

test('an agent offers buttons, a person presses one, and the next run is told which', async (t) => {
  const { server, world } = await startTelegramWorld(t, 'dmPolicy: open', { script: PAINTER });
  const ann = server.person('Ann');
  ann.writes('paint it');
  const question = await said(server, ann.id, 'Which colour?');
  assert.deepEqual(question.buttons, [['Red', 'Deep blue']]);
  // Ann is a guest, whose runs have few tools.
  assert.deepEqual(world.model.requests[0]?.tools, ['read', 'attach', 'offer', 'react']);
  ann.presses(question.message, 'Deep blue');
  await said(server, ann.id, 'painted Deep blue');
});

test('what an agent asks beside its offer stands over the buttons, where it says nothing more', async (t) => {
  const script: Script = ({ messages }) => {
    if (messages.at(-1)!.role === 'tool') return { thinking: 'all is said' };
    const offer = { name: 'offer', arguments: { choices: ['Red', 'Blue'] } };
    return { text: 'Which colour?', toolCalls: [offer] };
  };
  const { server } = await startTelegramWorld(t, 'dmPolicy: open', { script });
  const ann = server.person('Ann');
  ann.writes('paint it');
  await server.until(() => server.posts.some(({ buttons }) => buttons.length > 0));
  assert.deepEqual(
    server.posts.map(({ text, buttons }) => [text, buttons.flat()]),
    [['Which colour?', ['Red', 'Blue']]],
  );
});

test('an agent reacts to a message, alone or beside its words, and says what can not stand there', async (t) => {
  const script: Script = ({ messages }) => {
    const last = messages.at(-1)!;
    if (last.role === 'user')
      return { toolCalls: [{ name: 'react', arguments: { emoji: last.text.split(' ')[0] } }] };
    const asked = messages.findLast(({ role }) => role === 'user')!;
    return asked.text.endsWith('say') ? { text: 'well done' } : {};
  };
  const { server, owner, world } = await startTelegramWorld(t, 'dmPolicy: open', { script });
  const ann = server.person('Ann');
  const reactionsOn = (text: string) =>
    server
      .messagesIn(ann.chat)
      .find((message) => message.text === text)!
      .reactions.map(({ emoji }) => emoji);
  ann.writes('👍');
  await server.until(() => reactionsOn('👍').length > 0);
  assert.ok(world.model.requests[0]?.tools.includes('react'));
  ann.writes('❤️ say');
  await said(server, ann.id, 'well done');
  await server.until(() => reactionsOn('❤️ say').length > 0);
  ann.writes('🦷');
  await said(server, ann.id, '🦷');
  assert.deepEqual(['👍', '❤️ say', '🦷'].map(reactionsOn), [['👍'], ['❤'], []]);
  assert.deepEqual(
    server.posts.map(({ text }) => text),
    ['well done', '🦷'],
  );
  await owner.event(
    'deliveries.changed',
    ({ delivery: { state, parts } }) => state === 'delivered' && parts[0]?.text === '🦷',
  );
  const { deliveries } = await owner.request('deliveries.list', {});
  assert.ok(deliveries.every(({ state }) => state === 'delivered'));
});

test('on the page the buttons stand under the answer, at the command line the choices are listed', async (t) => {
  const world = await startWorld(t, { script: PAINTER });
  const client = await world.connect();
  const keys = { sessionKey: 'main', message: 'paint it' };
  await client.request('chat.send', { ...keys, idempotencyKey: 'one' });
  const { payload } = await client.event('chat', ({ state }) => state === 'final');
  const buttons = [
    [
      { label: 'Red', value: 'Red' },
      { label: 'Deep blue', value: 'Deep blue' },
    ],
  ];
  assert.deepEqual(
    'message' in payload &&
      payload.message &&
      'buttons' in payload.message &&
      payload.message.buttons,
    buttons,
  );
  const history = await client.request('chat.history', { sessionKey: 'main' });
  assert.ok('messages' in history);
  assert.deepEqual(history.messages.at(-1)?.buttons, buttons);
  // Nobody could see a reaction there.
  assert.ok(!world.model.requests[0]?.tools.includes('react'));
  const { result } = await client.request('agent', { ...keys, idempotencyKey: 'two' });
  assert.equal(result.text, 'Which colour?\n\n1. Red\n2. Deep blue');
});
