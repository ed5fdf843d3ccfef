import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../index.ts';
import type { StartOptions, StartReport } from '../io.ts';
import { createFakeIo } from '../testing/fake-io.ts';

const REPORT: StartReport = {
  version: '1.2.3',
  url: 'http://127.0.0.1:18789',
  home: '/home/ann/.coderclaw',
  signInLink: 'http://127.0.0.1:18789/#code=abc',
  model: 'demo/demo',
  keys: [],
  channels: ['webchat', 'cli'],
  problems: ['coderclaw.yaml:3:1: warning: "prot"\u001b[2J is not known'],
  keyHint: 'npx coderclaw config set models.anthropic.apiKey -',
  notes: ['Agents cannot run commands yet.'],
};

function createServer() {
  const started: StartOptions[] = [];
  const stopping = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const server = {
    start: async (options: StartOptions) => {
      started.push(options);
      setImmediate(ready.resolve);
      return { report: REPORT, stop: () => stopping.promise };
    },
  };
  return { server, started, ready: ready.promise, finishStop: stopping.resolve };
}

test('the gateway says how to sign in, runs until a signal, stops gracefully and exits 0', async () => {
  const { server, started, ready, finishStop } = createServer();
  const io = createFakeIo({ server, terminal: true });
  const exitCode = main(['gateway', '--port', '18790', '--verbose'], io);
  await ready;
  assert.deepEqual(started, [{ port: 18790, verbose: true }]);
  assert.match(io.printed(), /http:\/\/127\.0\.0\.1:18789\/#code=abc/u);
  assert.match(io.printed(), /config set models\.anthropic\.apiKey -/u);
  assert.match(io.printed(), /Agents cannot run commands yet\./u);
  io.signal('SIGTERM');
  finishStop();
  assert.equal(await exitCode, 0);
});

test('T27 a problem in the banner cannot act on the terminal', async () => {
  const { server, ready, finishStop } = createServer();
  const io = createFakeIo({ server });
  const exitCode = main(['gateway'], io);
  await ready;
  assert.match(io.printed(), /"prot"\\x1b\[2J is not known/u);
  io.signal('SIGINT');
  finishStop();
  await exitCode;
});

test('a second signal does not wait for the graceful stop', async () => {
  const { server, ready, finishStop } = createServer();
  const io = createFakeIo({ server });
  const exitCode = main(['gateway'], io);
  await ready;
  io.signal('SIGINT');
  assert.throws(() => io.signal('SIGINT'), /exit 1/u);
  assert.deepEqual(io.exits, [1]);
  finishStop();
  await exitCode;
});

test('T18 without a terminal the sign-in link is not printed, but how to get one', async () => {
  const { server, ready, finishStop } = createServer();
  const io = createFakeIo({ server });
  const exitCode = main(['gateway'], io);
  await ready;
  assert.equal(io.printed().includes('#code='), false);
  assert.match(io.printed(), /npx coderclaw dashboard/u);
  io.signal('SIGTERM');
  finishStop();
  await exitCode;
});

test('with --json the start report is one line for programs', async () => {
  const { server, ready, finishStop } = createServer();
  const io = createFakeIo({ server });
  const exitCode = main(['gateway', '--json'], io);
  await ready;
  assert.deepEqual(io.printedJson(), { ...REPORT, signInLink: null });
  assert.equal(io.printed().trimEnd().includes('\n'), false);
  io.signal('SIGTERM');
  finishStop();
  assert.equal(await exitCode, 0);
});

test('a gateway that cannot start says why and exits 1', async () => {
  const start = () => Promise.reject(new Error('another gateway is running on this home'));
  const io = createFakeIo({ server: { start } });
  assert.equal(await main(['gateway'], io), 1);
  assert.match(io.complained(), /did not start: another gateway is running on this home/u);
});

test('a --bind that the gateway does not understand is a wrong command line', async () => {
  const error = Object.assign(new Error('--bind takes an address'), { code: 'GATEWAY_BIND' });
  const io = createFakeIo({ server: { start: () => Promise.reject(error) } });
  assert.equal(await main(['gateway', '--bind', 'foo'], io), 2);
  assert.match(io.complained(), /--bind takes an address/u);
});
