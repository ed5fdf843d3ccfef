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

test('a new beginning says what it stopped', async (t) => {
  const world = await openCommands(t, { script: [SLOW] });
  const message = { sessionKey: 'main', message: 'hello', idempotencyKey: 'hello' };
  await world.owner.request('chat.send', message);
  await world.owner.event('chat', ({ state }) => state === 'delta');
  assert.match(await world.ask('/new'), /^I stopped what I was working on\. We begin anew: /u);
  assert.match(await world.ask('/new'), /^We begin anew: /u);
});

test('whoever is not the owner is told less', async (t) => {
  const world = await openCommands(t, {}, 'dmPolicy: open');
  const told = await world.write('7', '/status');
  assert.match(told, /Session: `agent:main:telegram:direct:7`/u);
  assert.match(told, /Verbose: `off`, as in every chat app/u);
  assert.doesNotMatch(told, /Gateway/u);
  assert.doesNotMatch(await world.write('7', '/help'), /\/model|\/pair/u);
  assert.match(await world.write('7', '/help'), /\/new.*\/verbose.*\/resend/su);
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
  const world = await openCommands(t, {
    script: [
      SLOW,
      { text: 'b' },
      { ...SLOW, toolCalls: [{ name: 'ls', arguments: { path: '.' } }] },
      { text: 'both' },
    ],
  });
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
  assert.match(
    await world.writeIn('-9', '7', '/agents'),
    /`main` – answers here\n- `docs` – answers here$/u,
  );
  assert.equal(world.fake.platform.posts.length, 3);
  const helpOf = async (from: string) =>
    [...(await world.writeIn('-9', from, '/help')).matchAll(/^- `\/(\w+)/gmu)].map(
      ([, name]) => name,
    );
  assert.deepEqual(await helpOf('7'), ['help', 'status', 'whoami', 'agents', 'usage']);
  const known = ['help', 'status', 'whoami', 'new', 'reset', 'stop', 'think', 'queue'];
  assert.deepEqual(await helpOf('5'), [...known, 'agents', 'usage', 'resend']);
  // What an agent's tools give back would be shown to all.
  assert.equal(await world.writeIn('-9', '5', '/verbose full'), '/verbose is not for you here.');
  // What concerns a session is answered for each that listens.
  await world.writeIn('-9', '5', '/think high');
  while (world.fake.platform.posts.length < 8) await new Promise((done) => setTimeout(done, 5));
});

test('usage is that of the session and, for the owner, that of everybody', async (t) => {
  const world = await openCommands(t, {}, 'dmPolicy: open');
  assert.equal(
    await world.ask('/usage'),
    [
      '- This session: nothing yet',
      '- Everybody today: nothing yet',
      '- Everybody this month: nothing yet',
    ].join('\n'),
  );
  await world.write('7', 'hi');
  await world.ask('hi');
  const told = await world.ask('/usage');
  const own = '- This session: 10 tokens in, 5 out, at no known cost';
  const all = '20 tokens in, 10 out, at no known cost, for 2 runs';
  assert.equal(told, `${own}\n- Everybody today: ${all}\n- Everybody this month: ${all}`);
  assert.equal(await world.write('7', '/usage'), own);
});

test('what may not have arrived is sent again where it was to go', async (t) => {
  const world = await openCommands(t, {}, 'dmPolicy: open');
  assert.equal(await world.write('7', '/resend'), 'There is nothing here to send again.');
  const { platform } = world.fake;
  platform.script('lost-answer');
  await world.write('7', 'hi');
  while ((await world.owner.request('health', {})).problems.length === 0);
  assert.equal(await world.ask('/resend'), 'There is nothing here to send again.');
  const before = platform.posts.length;
  await world.write('7', '/resend');
  const told = () => platform.posts.slice(before).map(({ text }) => text);
  const said = 'Sending 1 message again. What had arrived after all is then here twice.';
  while (!told().includes(said) || !told().includes('ok'))
    await new Promise((done) => setTimeout(done, 5));
  assert.equal(told().filter((text) => text === 'ok').length, 1);
});

test('whoever begins with a command and is let in as an owner is answered as one', async (t) => {
  const world = await openCommands(t, {}, 'dmPolicy: pairing');
  const code = /`(\w{8})`/u.exec(await world.write('7', '/start'))![1]!;
  await world.ask(`/pair ${code} owner`);
  const last = () => world.fake.platform.posts.at(-1)!.text;
  while (!last().includes('`/help`')) await new Promise((done) => setTimeout(done, 5));
  assert.match(last(), /`\/model .*`\/pair /su);
});

test('the owner lets people in from any chat, and turns them away', async (t) => {
  const world = await openCommands(t, {}, 'dmPolicy: pairing, groups: {"-9": {}}');
  const knock = async (from: string) =>
    /`(\w{8})`/u.exec(await world.write(from, 'let me in'))![1]!;
  const ada = await knock('7');
  assert.equal(await world.ask('/pair AAAAAAAA'), 'Nobody has this code. Read it once more.');
  assert.match(await world.ask('/pair hello'), /^That is no code: one has 8 letters/u);
  const listed = await world.ask('/pair');
  assert.match(
    listed,
    /^Who asks to be let in:\n\n- `7` on `telegram`, for 59 min \d+ s yet, ID `/u,
  );
  assert.doesNotMatch(listed, new RegExp(ada, 'u'));
  assert.equal(
    await world.ask(`/pair ${ada.toLowerCase()} owner`),
    '`7` on `telegram` may write to me from now on, as an owner of this gateway. What they had written (1 message) is answered now.',
  );
  while (world.fake.platform.posts.at(-1)!.text !== 'ok')
    await new Promise((done) => setTimeout(done, 5));
  assert.match(await world.ask(`/pair ${ada}`), /^This code was used before/u);

  // From now on Ada is an owner, in her own chat too.
  for (const from of ['8', '9', '10']) await knock(from);
  world.fake.platform.receive({ id: 'late', conversation: 'dm-11', from: '11', text: 'me too' });
  await world.fake.platform.settled();
  const full = await world.write('7', '/pair list');
  assert.match(full, /^1 stranger was turned away within a day, .* `\/pair deny all` makes room/mu);
  assert.equal(
    await world.write('7', '/pair deny all'),
    ['10', '9', '8'].map((one) => `\`${one}\` on \`telegram\` was turned away.`).join('\n'),
  );
  assert.equal(await world.write('7', '/pair deny all'), 'Nobody asks to be let in.');
  await knock('12');
  const id = /ID `([^`]+)`/u.exec(await world.write('7', '/pair list'))![1]!;
  assert.match(await world.writeIn('-9', '7', '/pair list'), /^Others read along here/u);
  assert.equal(await world.write('7', `/pair deny ${id}`), '`12` on `telegram` was turned away.');
  assert.equal(
    await world.write('7', `/pair deny ${id}`),
    'That request was decided before, or has run out.',
  );
  assert.equal(
    await world.write('7', '/pair deny `x`'),
    "There is no request `'x'`. `/pair list` shows them.",
  );
});

test('T13 too many wrong codes end in a wait, whatever the next one is', async (t) => {
  const world = await openCommands(t);
  for (const wrong of ['AAAAAAAA', 'BBBBBBBB', 'CCCCCCCC', 'DDDDDDDD', 'EEEEEEEE'])
    assert.match(await world.ask(`/pair ${wrong}`), /^Nobody has this code/u);
  assert.match(
    await world.ask('/pair FFFFFFFF'),
    /^Too many codes were wrong\. The next one can be entered in (59 min|1 h)/u,
  );
});
