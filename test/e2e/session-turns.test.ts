import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startWorld } from './world/gateway-world.ts';

/** Long enough to be interrupted, short enough for a test. */
const SLOW = { text: 'one two three four five six seven eight', chunkLength: 4, chunkDelayMs: 40 };
const LIST_FILES = { toolCalls: [{ name: 'ls', arguments: { path: '.' } }] };

const send = (message: string, idempotencyKey: string, more: object = {}) => ({
  sessionKey: 'main',
  message,
  idempotencyKey,
  ...more,
});

test('a message sent during a run steers it, and is told as it joins that no answer of its own will come', async (t) => {
  const world = await startWorld(t, {
    script: [{ ...LIST_FILES, ...SLOW }, { text: 'both answered' }],
  });
  const client = await world.connect();
  await client.request('chat.send', send('first', 'a'));
  await client.event('chat', ({ state }) => state === 'delta');
  await client.request('chat.send', send('second', 'b'));
  const { payload: steered } = await client.event(
    'chat',
    (chat) => chat.runId === 'b' && chat.state === 'final',
  );
  assert.equal('message' in steered, false);
  await client.event('chat', (chat) => chat.runId === 'a' && chat.state === 'final');
  assert.equal(world.model.requests.length, 2);
  assert.deepEqual(
    world.model.requests[1]!.messages.filter(({ role }) => role === 'user').map(({ text }) => text),
    ['first', 'second'],
  );
});

test('a message that comes too late to join the run has an answer of its own, and one end', async (t) => {
  const world = await startWorld(t, { script: [SLOW, { text: 'second answer' }] });
  const client = await world.connect();
  await client.request('chat.send', send('first', 'a'));
  await client.event('chat', ({ state }) => state === 'delta');
  await client.request('chat.send', send('second', 'b'));
  const { payload } = await client.event('chat', ({ runId, state }) => {
    return runId === 'b' && state !== 'status' && state !== 'delta';
  });
  assert.ok(payload.state === 'final');
  assert.deepEqual(payload.message?.content, [{ type: 'text', text: 'second answer' }]);
});

test('messages that are answered together each have an end, one of them the answer, and their names', async (t) => {
  const world = await startWorld(t, { script: [SLOW, { text: 'both' }] });
  const client = await world.connect();
  await client.request('chat.send', send('first', 'a'));
  await client.event('chat', ({ state }) => state === 'delta');
  for (const name of ['b', 'c'])
    await client.request('chat.send', send(name, name, { queueMode: 'collect' }));
  const endOf = async (name: string) => {
    const { payload } = await client.event(
      'chat',
      ({ runId, state }) => runId === name && state === 'final',
    );
    return 'message' in payload;
  };
  assert.deepEqual([await endOf('b'), await endOf('c')], [true, false]);
  for (const name of ['a', 'b', 'c']) {
    const { payload } = await client.event(
      'session.message',
      ({ message }) => message.idempotencyKey === name,
    );
    assert.deepEqual(payload.message.content, [
      { type: 'text', text: name === 'a' ? 'first' : name },
    ]);
  }
});

test('a followup waits for its own run', async (t) => {
  const world = await startWorld(t, { script: [SLOW, { text: 'second answer' }] });
  const client = await world.connect();
  await client.request('chat.send', send('first', 'a'));
  await client.event('chat', ({ state }) => state === 'delta');
  await client.request('chat.send', send('second', 'b', { queueMode: 'followup' }));
  const { payload } = await client.event(
    'chat',
    (chat) => chat.runId === 'b' && chat.state === 'final',
  );
  assert.ok(payload.state === 'final');
  assert.deepEqual(payload.message?.content, [{ type: 'text', text: 'second answer' }]);
});

test('aborting ends the run with what it had said', async (t) => {
  const world = await startWorld(t, { script: [SLOW] });
  const client = await world.connect();
  await client.request('chat.send', send('go', 'a'));
  await client.event('chat', ({ state }) => state === 'delta');
  const stopped = await client.request('chat.abort', { sessionKey: 'main', runId: 'a' });
  assert.deepEqual(stopped, { ok: true, aborted: true, runIds: ['a'] });
  const { payload } = await client.event('chat', ({ state }) => state === 'aborted');
  assert.equal(payload.runId, 'a');
  const again = await client.request('chat.abort', { sessionKey: 'main', runId: 'a' });
  assert.deepEqual(again, { ok: true, aborted: false, runIds: [] });
});

test('a repeated message is the same message, also after a restart', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  await client.request('chat.send', send('once', 'a'));
  await client.event('chat', ({ state }) => state === 'final');
  await client.close();
  await world.gateway.stop();
  await world.start();
  const again = await world.connect();
  const repeated = await again.request('chat.send', send('once', 'a'));
  assert.equal(repeated.status, 'ok');
  assert.equal(world.model.requests.length, 0);
});

test('an idempotency key that comes back with another text is refused, not taken for a repetition', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  await client.request('chat.send', send('one', 'a'));
  await client.event('chat', ({ state }) => state === 'final');
  const another = client.request('chat.send', send('another', 'a'));
  await assert.rejects(another, /INVALID_REQUEST: another message has this idempotencyKey/u);
  assert.equal(world.model.requests.length, 1);
});

test('half a surrogate pair becomes U+FFFD, and its repetition is still the same message', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  const broken = send('a\ud800b', 'a');
  await client.request('chat.send', broken);
  await client.event('chat', ({ state }) => state === 'final');
  assert.equal((await client.request('chat.send', broken)).status, 'ok');
  const history = await client.request('chat.history', { sessionKey: 'main' });
  assert.ok('messages' in history);
  assert.deepEqual(history.messages[0]?.content, [{ type: 'text', text: 'a\ufffdb' }]);
});

test('a client that comes back in mid-stream gets what it missed and the answer under way', async (t) => {
  const world = await startWorld(t, { script: [SLOW] });
  const client = await world.connect();
  await client.request('chat.send', send('go', 'a'));
  await client.event('chat', ({ state }) => state === 'delta');
  await client.close();
  const back = await world.connect();
  const missed = await back.request('subscribe', { sessionKey: 'main', cursor: 0 });
  assert.deepEqual(
    missed.messages.map(({ role }) => role),
    ['user'],
  );
  assert.equal(missed.inFlight?.runId, 'a');
  assert.match(missed.inFlight?.text ?? '', /^one/u);
  const { payload } = await back.event('chat', ({ state }) => state === 'final');
  assert.ok(payload.state === 'final');
  assert.deepEqual(payload.message?.content, [{ type: 'text', text: SLOW.text }]);
});

test('a stop puts the run aside and the next start finishes it', async (t) => {
  const world = await startWorld(t, { script: [SLOW] });
  const client = await world.connect();
  await client.request('chat.send', send('go', 'a'));
  await client.event('chat', ({ state }) => state === 'delta');
  await world.gateway.stop();
  assert.equal((await client.closed()).code, 1012);
  assert.equal(client.events('shutdown').length, 1);
  await world.start([{ text: 'finished after the restart' }]);
  const back = await world.connect();
  const ended = await back.request('agent.wait', { runId: 'a', timeoutMs: 10_000 });
  assert.equal(ended.status, 'ok');
  const history = await back.request('chat.history', { sessionKey: 'main' });
  assert.ok('sessionKey' in history);
  assert.deepEqual(history.messages.at(-1)?.content, [
    { type: 'text', text: 'finished after the restart' },
  ]);
});

test('agent answers twice: accepted, then the result', async (t) => {
  const world = await startWorld(t, { script: [{ text: 'done' }] });
  const client = await world.connect();
  const result = await client.request('agent', { message: 'do it', idempotencyKey: 'a' });
  assert.equal(result.status, 'ok');
  assert.equal(result.result.text, 'done');
  assert.equal(result.result.end, 'DONE');
  const answers = client.frames.filter((frame) => frame.type === 'res' && frame.id === 'r2');
  assert.equal(answers.length, 2);
});

test('the verbose level decides what is told of tools', async (t) => {
  const script = () => ({ text: 'ok' });
  const turns = (index: number) => (index % 2 === 0 ? LIST_FILES : script());
  const world = await startWorld(t, { script: (_request, index) => turns(index) });
  const caps = ['tool-events'];
  for (const [verboseLevel, phases, hasArguments] of [
    ['off', [], false],
    ['on', ['start', 'result'], false],
    ['full', ['start', 'result'], true],
  ] as const) {
    const client = await world.connect({ caps });
    const key = `verbose-${verboseLevel}`;
    await client.request('sessions.patch', { key, verboseLevel });
    await client.request('chat.send', { ...send('list', key), sessionKey: key });
    await client.event('chat', ({ state }) => state === 'final');
    const tools = client.events('agent').filter(({ stream }) => stream === 'tool');
    assert.deepEqual(
      tools.map(({ data }) => data.phase),
      phases,
    );
    if (tools[0]) assert.equal('path' in (tools[0].data.args as object), hasArguments);
    const roles = client.events('session.message').map(({ message }) => message.role);
    assert.equal(roles.includes('toolResult'), verboseLevel !== 'off');
  }
});

test('who did not ask for tool events is sent none', async (t) => {
  const world = await startWorld(t, { script: [LIST_FILES, { text: 'ok' }] });
  const client = await world.connect();
  await client.request('chat.send', send('list', 'a'));
  await client.event('chat', ({ state }) => state === 'final');
  assert.equal(
    client.events('agent').some(({ stream }) => stream === 'tool'),
    false,
  );
});

test('broadcasts are numbered without a gap on each connection', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  await client.request('sessions.subscribe', {});
  await client.request('chat.send', send('go', 'a'));
  await client.event('chat', ({ state }) => state === 'final');
  const numbers = client.frames.flatMap((frame) =>
    frame.type === 'event' && frame.seq !== undefined ? [frame.seq] : [],
  );
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  );
});
