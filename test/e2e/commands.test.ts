import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommands } from './world/command-world.ts';

/** Long enough to be interrupted, short enough for a test. */
const SLOW = { text: 'one two three four five six seven eight', chunkLength: 4, chunkDelayMs: 40 };

test('a command is answered on the wire without a model, as the final message and as the result', async (t) => {
  const { owner, gateway } = await openCommands(t);
  const command = { sessionKey: 'main', message: '/whoami', idempotencyKey: 'a' };
  await owner.request('chat.send', command);
  const { payload } = await owner.event('chat', ({ state }) => state === 'final');
  assert.ok(payload.state === 'final' && payload.message);
  assert.match(JSON.stringify(payload.message.content), /the owner of this gateway/u);
  assert.equal((await owner.request('chat.send', command)).status, 'ok');

  const asked = { message: '/whoami', sessionKey: 'main', idempotencyKey: 'b' };
  const first = await owner.request('agent', asked);
  assert.deepEqual([first.status, first.result.end], ['ok', 'DONE']);
  assert.match(first.result.text, /the owner of this gateway/u);
  assert.deepEqual(await owner.request('agent', asked), first);
  assert.equal((await owner.request('agent.wait', { runId: 'b' })).status, 'ok');
  assert.equal(gateway.model.requests.length, 0);
});

test('status says what answers here, what runs and what waits', async (t) => {
  const world = await openCommands(t, { script: [SLOW] });
  const idle = await world.ask('/status');
  assert.match(
    idle,
    /Agent: `main`\n- Session: `agent:main:main`\n- Model: `scripted\/model`, as conf/u,
  );
  assert.match(
    idle,
    /Queue: `collect`, as configured\n- Now: nothing runs\n- Channel: `cli`, conn/u,
  );
  assert.match(idle, /Gateway: `[\d.]+`, up for \d+ s/u);
  const send = (message: string) =>
    world.owner.request('chat.send', { sessionKey: 'main', message, idempotencyKey: message });
  await send('*Bold* `words`');
  await world.owner.event('chat', ({ state }) => state === 'delta');
  await send('more');
  const busy = await world.ask('/status');
  assert.match(busy, /About: `\*Bold\* 'words'`/u);
  assert.match(busy, /Now: at work on an answer for \d+ s\n- Waiting: 1 message\n/u);
  assert.match(await world.ask('/stop'), /^Stopped what I was .* Took back 1 waiting message\.$/u);
  assert.equal(await world.ask('/stop'), 'Nothing was running.');
});

test('whoever is not the owner is told less', async (t) => {
  const world = await openCommands(t, {}, 'dmPolicy: open');
  const told = await world.write('7', '/status');
  assert.match(told, /Session: `agent:main:telegram:direct:7`/u);
  assert.match(told, /Verbose: `off`, as in every chat app/u);
  assert.doesNotMatch(told, /Gateway/u);
  assert.doesNotMatch(await world.write('7', '/help'), /\/model|\/pair/u);
  assert.doesNotMatch(await world.write('7', '/agents'), /scripted/u);
});

test('a session’s settings are shown, changed and given up', async (t) => {
  const world = await openCommands(t);
  assert.match(await world.ask('/think'), /^\*\*Thinking\*\* is `off`, as configured\./u);
  assert.match(await world.ask('/think HIGH'), /^\*\*Thinking\*\* is `high` from now on/u);
  assert.match(await world.ask('/think'), /is `high`, set for this session\./u);
  assert.match(await world.ask('/verbose full'), /is `full` from now on/u);
  const wrong = await world.ask('/think hihg');
  assert.match(wrong, /^Thinking can not be `hihg`; nothing was changed\. Did you mean `high`\?/u);
  const settingsOf = async () => {
    const { session } = await world.owner.request('sessions.describe', { key: 'main' });
    return [session?.thinkingLevel, session?.verboseLevel];
  };
  assert.deepEqual(await settingsOf(), ['high', 'full']);
  assert.match(
    await world.ask('/new'),
    /stay, and what was set here: thinking `high`, verbose `f/u,
  );
  assert.match(await world.ask('/think default'), /is `off` again, as configured\./u);
  assert.deepEqual(await settingsOf(), [undefined, 'full']);
});

test('the queue mode of a session is that of the messages behind it, the configured one until then', async (t) => {
  const world = await openCommands(t, { script: [SLOW, { text: 'b' }, SLOW, { text: 'd' }] });
  const { owner } = world;
  const say = (message: string) =>
    owner.request('chat.send', { sessionKey: 'main', message, idempotencyKey: message });
  const endOf = (name: string) =>
    owner.event('chat', (chat) => chat.runId === name && chat.state === 'final');
  const startedTo = (name: string) =>
    owner.event('chat', (chat) => chat.runId === name && chat.state === 'delta');
  await say('a');
  await startedTo('a');
  await say('b');
  assert.ok('message' in (await endOf('b')).payload, 'collected: an answer of its own');
  assert.match(await world.ask('/queue steer'), /is `steer` from now on/u);
  await say('c');
  await startedTo('c');
  await say('d');
  assert.equal('message' in (await endOf('d')).payload, false, 'steered: none of its own');
  assert.match(await world.ask('/queue default'), /is `collect` again, as configured\./u);
});

test('a model is taken by its name or how that begins, and by nothing else', async (t) => {
  const world = await openCommands(t);
  const shown = await world.ask('/model');
  assert.match(
    shown,
    /^The model is `scripted\/model`, as configured\.\n\nYou can take:\n- `house\/large`\n/u,
  );
  const modelOf = async () =>
    (await world.owner.request('sessions.describe', { key: 'main' })).session?.model;
  assert.match(
    await world.ask('/model SMALL'),
    /^The model is `house\/small` from the next answer/u,
  );
  assert.equal(await modelOf(), 'house/small');
  assert.match(await world.ask('/model house/l'), /`house\/large` from the next answer/u);
  const several = await world.ask('/model house/s');
  assert.match(
    several,
    /nothing was changed\. Which one\?\n\n- `house\/small`\n- `house\/smaller`$/u,
  );
  const unknown = await world.ask('/model huose/small');
  assert.match(unknown, /^I know no model `huose\/small`; .* Did you mean `house\/small`\?/u);
  assert.match(await world.ask('/model openai/gpt-5'), /no key is set for `openai`/u);
  assert.equal(await modelOf(), 'house/large');
  assert.match(await world.ask('/model default'), /is `scripted\/model` again, as configured/u);
  assert.equal(await modelOf(), undefined);
});

test('in a group the model is not for everybody, which is said once', async (t) => {
  const world = await openCommands(t, {}, 'groups: {"-9": {}}, allowFrom: [5]');
  for (const agentId of ['main', 'docs'])
    await world.fake
      .hearIn({ address: '-9' }, '7', 'hi')
      .then(() =>
        world.owner.request('wirings.set', { channel: 'telegram', address: '-9', agentId }),
      );
  assert.equal(await world.writeIn('-9', '7', '/model house/small'), '/model is not for you here.');
  assert.equal(await world.writeIn('-9', '7', '/new'), '/new is not for you here.');
  assert.match(await world.writeIn('-9', '7', '/agents'), /`main`.*\n- `docs`/u);
  assert.equal(world.fake.platform.posts.length, 3);
  // What concerns a session is answered for each that listens.
  await world.writeIn('-9', '5', '/think high');
  while (world.fake.platform.posts.length < 5) await new Promise((done) => setTimeout(done, 5));
});
