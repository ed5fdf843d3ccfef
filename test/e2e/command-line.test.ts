import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { type Script, startScriptedModelServer } from '@coderclaw/agent/testing';

const BIN = join(import.meta.dirname, '../../packages/app/bin/coderclaw');

/** The published bin in processes of its own, on one home, beside a model on loopback. */
class CommandLine {
  readonly home = mkdtempSync(join(tmpdir(), 'coderclaw-cli-e2e-'));
  readonly #running = new Set<Command>();

  constructor(t: TestContext, modelUrl: string) {
    const model = {
      apiKey: 'scripted',
      baseUrl: modelUrl,
      api: 'openai-completions',
      models: ['m'],
    };
    const agents = { defaults: { model: { primary: 'scripted/m' } } };
    const config = JSON.stringify({ agents, models: { scripted: model } });
    writeFileSync(join(this.home, 'coderclaw.yaml'), config, { mode: 0o600 });
    t.after(() => this.#end());
  }

  start(...argv: string[]): Command {
    const child = spawn(BIN, argv, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, CODERCLAW_HOME: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const command = Object.assign(child, { outcome: outcomeOf(child) });
    this.#running.add(command);
    return command;
  }

  run(...argv: string[]): Promise<Outcome> {
    return this.start(...argv).outcome;
  }

  /** Resolves when the gateway has said that it is there. */
  async startGateway(port = 0): Promise<{ child: Command; port: number }> {
    const child = this.start('gateway', '--json', '--port', String(port));
    const lines = createInterface({ input: child.stdout! });
    const line = await Promise.race([once(lines, 'line'), child.outcome]);
    if (!Array.isArray(line)) assert.fail(`the gateway did not start: ${line.complained}`);
    return { child, port: Number(new URL(JSON.parse(line[0]).url).port) };
  }

  async #end(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    for (const child of this.#running) await child.outcome;
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

type Outcome = {
  readonly exitCode: number | null;
  readonly printed: string;
  readonly complained: string;
};

type Command = ChildProcess & { readonly outcome: Promise<Outcome> };

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const closed = once(child, 'close');
  const [printed, complained] = await Promise.all([readAll(child.stdout!), readAll(child.stderr!)]);
  const [exitCode] = await closed;
  return { exitCode, printed, complained };
}

/** A model that never answers its first request, and every later one. */
function createStuckScript(): { readonly script: Script; readonly asked: Promise<void> } {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const script: Script = (_request, index) => {
    resolve();
    return index === 0
      ? { text: 'never', fault: { kind: 'hang', afterChunks: 0 } }
      : { text: 'At last.' };
  };
  return { script, asked };
}

test('a message goes in on the command line and its answer comes out, and everything tells of it', async (t) => {
  await using model = await startScriptedModelServer(() => ({ text: 'Hello, Ann.' }));
  const cli = new CommandLine(t, model.openaiUrl);
  const { child } = await cli.startGateway();
  const plain = await cli.run('agent', '--message', 'I am Ann');
  assert.deepEqual(plain, { exitCode: 0, printed: 'Hello, Ann.\n', complained: '' });
  const json = await cli.run('agent', '--message', 'again', '--session', 'work', '--json');
  const { runId, usage, ...rest } = JSON.parse(json.printed);
  assert.equal(typeof runId, 'string');
  assert.equal(typeof usage.input, 'number');
  assert.deepEqual(rest, {
    sessionKey: 'agent:main:explicit:work',
    status: 'ok',
    text: 'Hello, Ann.',
  });
  const { sessions } = JSON.parse((await cli.run('sessions', 'list', '--json')).printed);
  assert.deepEqual(sessions.map((session: { key: string }) => session.key).toSorted(), [
    'agent:main:explicit:work',
    'agent:main:main',
  ]);
  const status = await cli.run('status', '--json');
  assert.equal(JSON.parse(status.printed).counts.sessions, 2);
  const { deliveries } = JSON.parse((await cli.run('deliveries', 'list', '--json')).printed);
  assert.deepEqual(
    deliveries.map((delivery: { state: string }) => delivery.state),
    ['delivered', 'delivered'],
  );
  assert.match(
    (await cli.run('dashboard', '--print')).printed,
    /^http:\/\/127\.0\.0\.1:\d+\/#code=\S+\n$/u,
  );
  assert.match((await cli.run('logs')).printed, /the gateway is ready/u);
  assert.equal((await cli.run('audit', 'verify')).exitCode, 0);
  child.kill('SIGTERM');
  assert.equal((await child.outcome).exitCode, 0);
  assert.equal((await cli.run('audit', 'verify', '--file')).exitCode, 0);
});

test('Ctrl-C on the command line stops the run itself', async (t) => {
  const { script, asked } = createStuckScript();
  await using model = await startScriptedModelServer(script);
  const cli = new CommandLine(t, model.openaiUrl);
  await cli.startGateway();
  const agent = cli.start('agent', '--message', 'go', '--json');
  await asked;
  agent.kill('SIGINT');
  const { exitCode, printed } = await agent.outcome;
  assert.equal(exitCode, 1);
  assert.equal(JSON.parse(printed).status, 'aborted');
  const { counts } = JSON.parse((await cli.run('status', '--json')).printed);
  assert.equal(counts.activeRuns, 0);
});

test('a gateway that is killed and started again answers the message that was under way', async (t) => {
  const { script, asked } = createStuckScript();
  await using model = await startScriptedModelServer(script);
  const cli = new CommandLine(t, model.openaiUrl);
  const first = await cli.startGateway();
  const agent = cli.start('agent', '--message', 'go', '--json');
  await asked;
  first.child.kill('SIGKILL');
  await first.child.outcome;
  await cli.startGateway(first.port);
  const { exitCode, printed } = await agent.outcome;
  assert.equal(exitCode, 0);
  const { status, text } = JSON.parse(printed);
  assert.deepEqual({ status, text }, { status: 'ok', text: 'At last.' });
});

test('the second gateway on one home says who has it, and exits 1', async (t) => {
  const cli = new CommandLine(t, 'http://127.0.0.1:9/v1');
  const { port } = await cli.startGateway();
  const { exitCode, complained } = await cli.run('gateway', '--port', '0');
  assert.equal(exitCode, 1);
  assert.match(complained, new RegExp(`process \\d+ at http://127\\.0\\.0\\.1:${port} holds`, 'u'));
});

test('without a gateway the exit code is 3; what needs none works', async (t) => {
  const cli = new CommandLine(t, 'http://127.0.0.1:9/v1');
  const { exitCode, complained } = await cli.run('status');
  assert.equal(exitCode, 3);
  assert.match(complained, /npx coderclaw gateway/u);
  assert.equal((await cli.run('config', 'validate')).exitCode, 0);
  assert.match((await cli.run('--version')).printed, /^\d+\.\d+\.\d+\n$/u);
  assert.equal((await cli.run('frobnicate')).exitCode, 2);
});
