import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerFrame } from '@coderclaw/protocol';
import { startWorld } from './world/gateway-world.ts';

const TURN = { sessionKey: 'main', message: 'hello', idempotencyKey: 'one' };

test('a chat turn is answered, told in order and kept', async (t) => {
  const world = await startWorld(t, { script: [{ text: 'Hello, owner of this machine.' }] });
  const client = await world.connect();
  const started = await client.request('chat.send', TURN);
  assert.deepEqual(started, { runId: 'one', sessionKey: 'agent:main:main', status: 'started' });
  const { payload: final } = await client.event('chat', ({ state }) => state === 'final');
  assert.equal(final.runId, 'one');
  const history = await client.request('chat.history', { sessionKey: 'main' });
  assert.ok('sessionKey' in history);
  const texts = history.messages.map(({ role, content }) => [role, content]);
  assert.deepEqual(texts, [
    ['user', [{ type: 'text', text: 'hello' }]],
    ['assistant', [{ type: 'text', text: 'Hello, owner of this machine.' }]],
  ]);
  assert.equal(history.messages[0]?.idempotencyKey, 'one');
});

/** An event in a word or two; deltas in a row count once. */
function storyOf(frames: readonly ServerFrame[]): string[] {
  const story: string[] = [];
  for (const frame of frames) {
    if (frame.type !== 'event' || !STORY.includes(frame.event)) continue;
    const payload = frame.payload as Record<string, string | undefined>;
    const nested = frame.payload as { data?: { phase?: string }; message?: { role?: string } };
    const phase = nested.data?.phase;
    const role = nested.message?.role;
    const detail = payload.stream ?? payload.state ?? payload.to ?? role;
    const line = [frame.event, detail, payload.phase ?? phase].filter(Boolean).join(' ');
    if (/delta|assistant$/u.test(line) && story.includes(line, -2)) continue;
    story.push(line);
  }
  return story;
}
const STORY: readonly string[] = ['run', 'chat', 'agent', 'session.message'];

test('the events of a turn with a tool come in their order', async (t) => {
  const script = [{ toolCalls: [{ name: 'ls', arguments: { path: '.' } }] }, { text: 'Nothing.' }];
  const world = await startWorld(t, { script });
  const client = await world.connect({ caps: ['tool-events'] });
  await client.request('chat.send', TURN);
  await client.event('chat', ({ state }) => state === 'final');
  assert.deepEqual(storyOf(client.frames), [
    'run PENDING',
    'session.message user',
    'run PLANNING',
    'chat status preparing_context',
    'run RUNNING',
    'chat status starting_model',
    'agent lifecycle start',
    'session.message assistant',
    'agent tool start',
    'agent tool result',
    'session.message toolResult',
    'agent assistant',
    'chat delta',
    'session.message assistant',
    'run DONE',
    'agent usage',
    'agent lifecycle end',
    'chat final',
  ]);
});
