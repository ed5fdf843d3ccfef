import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { METHODS } from '@coderclaw/protocol';
import { readTable } from '../../scripts/docs/markdown.ts';
import { listTests } from '../../scripts/docs/test-names.ts';
import { listSourceFiles } from '../architecture/source-file.ts';
import { startWorld } from '../e2e/world/gateway-world.ts';
import { createTestDevice } from '../e2e/world/wire-client.ts';
import { readDocument } from './document.ts';

const rows = readTable(readDocument('docs/security/threats.md'), '## Classes');
const tests = listTests();
const BROWSER = { id: 'webchat-ui', version: '1', platform: 'web', mode: 'webchat' } as const;

function testsOf(id: string): readonly string[] {
  return tests.filter(({ name }) => name.split(' ').includes(id)).map(({ name }) => name);
}

test('every class of attack is listed once, and held, absent or open', () => {
  assert.deepEqual(
    rows.map(([id]) => id),
    Array.from({ length: 38 }, (_, index) => `T${String(index + 1).padStart(2, '0')}`),
  );
  for (const [id, , , here] of rows) assert.match(here!, /^(held|absent: .|open: .)/u, id);
});

test('every class that is called held or absent has a test named after it', () => {
  const untested = rows.filter(
    ([id, , , here]) => !here!.startsWith('open') && testsOf(id!).length === 0,
  );
  assert.deepEqual(
    untested.map(([id]) => id),
    [],
  );
});

test('T07 T08 T19 T20 T21 T30 T33 T34 T35 T36 T38 agents have the tools that the code fixes, and none starts a process', () => {
  const agent = listSourceFiles().filter(({ package: name }) => name === 'agent');
  const tools = agent
    .filter(({ path }) => path.startsWith('packages/agent/src/tool/'))
    .flatMap(({ code }) => [...code.matchAll(/^\s+name: '(\w+)'/gmu)].map(([, name]) => name!));
  assert.deepEqual(tools.toSorted(), ['attach', 'edit', 'ls', 'offer', 'react', 'read', 'write']);
  const spawning = listSourceFiles().filter(({ imports }) =>
    imports.some(({ specifier }) => specifier === 'node:child_process'),
  );
  assert.deepEqual(
    spawning.map(({ path }) => path),
    [],
  );
  const approving = Object.keys(METHODS).filter((name) =>
    /^(?!pairing\.).*(?:approv|exec|node\.|task)/u.test(name),
  );
  assert.deepEqual(approving, []);
});

test('T25 T31 T32 there is no plugin, no request of an agent’s own, and no channel but those whose previews are off', () => {
  const files = listSourceFiles();
  const channels = files
    .map(({ package: name }) => name)
    .filter((name) => name.startsWith('channels/'));
  assert.deepEqual([...new Set(channels)].sort(), [
    'channels/cli',
    'channels/telegram',
    'channels/template',
    'channels/webchat',
  ]);
  // That one is there to be copied: nobody depends on it.
  const dependents = files.filter(({ imports }) =>
    imports.some(({ specifier }) => specifier.startsWith('@coderclaw/channel-template')),
  );
  assert.deepEqual(dependents, []);
  const requesting = files.filter(
    ({ path, code }) => path.startsWith('packages/agent/src/tool/') && /\bfetch\(/u.test(code),
  );
  assert.deepEqual(requesting, []);
  const beyond = Object.keys(METHODS).filter((name) =>
    /skill|plugin|mcp|media|message\./u.test(name),
  );
  assert.deepEqual(beyond, []);
});

test('T13 a sign-in code holds 256 bits, works once, and adds nothing to a device that has less', async (t) => {
  const world = await startWorld(t);
  const code = new URL((await world.gateway.signInLink()).url).hash.slice('#code='.length);
  assert.equal(Buffer.from(code, 'base64url').length, 32);
  const signIn = (device = createTestDevice(), scopes = ['operator.read']) =>
    world.dial().connect({ client: BROWSER, auth: { bootstrapToken: code }, scopes }, device);
  const device = createTestDevice();
  assert.deepEqual((await signIn(device)).auth.scopes, ['operator.read']);
  await assert.rejects(signIn(), /used or has expired/u);
  const next = new URL((await world.gateway.signInLink()).url).hash.slice('#code='.length);
  const wider = world
    .dial()
    .connect(
      { client: BROWSER, auth: { bootstrapToken: next }, scopes: ['operator.admin'] },
      device,
    );
  await assert.rejects(wider, /scope upgrade/u);
});

test('T16 an answer is told and kept only where its message came from', async (t) => {
  const world = await startWorld(t, { script: [{ text: 'for a only' }] });
  const [writer, other] = [await world.connect(), await world.connect()];
  await other.request('subscribe', { sessionKey: 'b' });
  await writer.request('chat.send', { sessionKey: 'a', message: 'hi', idempotencyKey: 'k' });
  await writer.event('chat', ({ state }) => state === 'final');
  const { messages } = (await writer.request('chat.history', { sessionKey: 'b' })) as {
    readonly messages: readonly unknown[];
  };
  assert.deepEqual(messages, []);
  const told = [other.events('chat'), other.events('agent'), other.events('session.message')];
  assert.deepEqual(told, [[], [], []]);
});

test('T22 a model that writes to the configuration, the token or the audit trail is refused', async (t) => {
  const paths = ['../coderclaw.yaml', '../token', '../coderclaw.db', '../audit-key'];
  const world = await startWorld(t, {
    script: [
      {
        toolCalls: paths.map((path) => ({
          name: 'write',
          arguments: { path, content: 'mine now' },
        })),
      },
      { text: 'done' },
    ],
  });
  const before = readFileSync(join(world.home, 'coderclaw.yaml'), 'utf8');
  const token = world.token;
  const client = await world.connect();
  await client.request('chat.send', { sessionKey: 'main', message: 'go', idempotencyKey: 'k' });
  await client.event('chat', ({ state }) => state === 'final');
  const results = client
    .events('session.message')
    .filter(({ message }) => message.role === 'toolResult');
  assert.equal(results.length, paths.length);
  assert.equal(readFileSync(join(world.home, 'coderclaw.yaml'), 'utf8'), before);
  assert.equal(world.token, token);
});

test('T26 a frame nested 100,000 deep is answered, and the connection goes on', async (t) => {
  const world = await startWorld(t);
  const client = await world.connect();
  const depth = 100_000;
  const params = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  client.socket.send(`{"type":"req","id":"deep","method":"health","params":${params}}`);
  await client.until((frame) => frame.type === 'res' && !frame.ok);
  assert.equal((await client.request('health', {})).ok, true);
});
