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
  assert.deepEqual(world.model.requests[0]?.tools, ['read', 'attach', 'offer']);
  ann.presses(question.message, 'Deep blue');
  await said(server, ann.id, 'painted Deep blue');
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
  const { result } = await client.request('agent', { ...keys, idempotencyKey: 'two' });
  assert.equal(result.text, 'Which colour?\n\n1. Red\n2. Deep blue');
});
