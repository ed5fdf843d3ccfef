import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Script, ScriptedModel } from '@coderclaw/agent/testing';
import { type GatewayOptions, type RunningGateway, startGateway } from '@coderclaw/gateway';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import type { ConnectParams, HelloOk } from '@coderclaw/protocol';
import { type TestDevice, WireClient } from './wire-client.ts';

/** Answers `ok` to everything. */
const AGREEABLE: Script = () => ({ text: 'ok' });
const CONFIG = 'agents:\n  defaults:\n    model:\n      primary: scripted/model\n';

export type WorldOptions = Omit<GatewayOptions, 'home' | 'models'> & {
  readonly script?: Script;
  /** Content of coderclaw.yaml. */
  readonly config?: string;
};

/** A real gateway on a free port and a home of its own, with a scripted model, for one test. */
export class GatewayWorld {
  readonly home = mkdtempSync(join(tmpdir(), 'coderclaw-e2e-'));
  readonly #options: WorldOptions;
  readonly #clients: WireClient[] = [];
  gateway!: RunningGateway;
  model!: ScriptedModel;

  constructor(options: WorldOptions) {
    this.#options = options;
    writeFileSync(join(this.home, 'coderclaw.yaml'), options.config ?? CONFIG, { mode: 0o600 });
  }

  get token(): string {
    return readFileSync(join(this.home, 'token'), 'utf8').trim();
  }

  async start(script: Script = this.#options.script ?? AGREEABLE): Promise<RunningGateway> {
    const { config: _config, script: _script, ...options } = this.#options;
    this.model = new ScriptedModel(script, { clock: options.clock ?? SYSTEM_CLOCK });
    const { home } = this;
    this.gateway = await startGateway({ port: 0, env: {}, models: this.model, ...options, home });
    return this.gateway;
  }

  /** A socket that has not signed in. */
  dial(headers?: Record<string, string>): WireClient {
    const client = new WireClient(this.gateway.url, headers ? { headers } : {});
    this.#clients.push(client);
    return client;
  }

  /** A signed-in client: the command line's kind, with the token and every scope. */
  async connect(
    params: Partial<ConnectParams> = {},
    device?: TestDevice,
  ): Promise<WireClient & { hello: HelloOk }> {
    const client = this.dial();
    const hello = await client.connect({ auth: { token: this.token }, ...params }, device);
    return Object.assign(client, { hello });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.gateway?.stop();
    for (const { problems } of this.#clients) assert.deepEqual(problems, []);
  }
}

/** Starts a world that ends with the test; frames that break a schema fail the test then. */
export async function startWorld(
  t: TestContext,
  options: WorldOptions = {},
): Promise<GatewayWorld> {
  const world = new GatewayWorld(options);
  t.after(async () => {
    try {
      await world.stop();
    } finally {
      rmSync(world.home, { recursive: true, force: true, maxRetries: 5 });
    }
  });
  await world.start();
  return world;
}
