import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ScriptedModelServer,
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedModelServer,
} from '@coderclaw/agent/testing';
import { type PlatformMessage, readLedger } from '@coderclaw/channel-kit/fake';
import type { SendIdempotency } from '@coderclaw/core';
import type { MethodName, MethodParams, MethodResult, Status } from '@coderclaw/protocol';
import { WireClient, type WireError } from '../../e2e/world/wire-client.ts';
import { SCALE } from './crash-clock.ts';
import { appendInbox, KINDS, platformFiles } from './crash-platform.ts';
import { CrashingGateway } from './crashing-gateway.ts';
import type { Kill, Order } from './order.ts';
import { createPlanScript, formatPlan, markFile, type Plan, showMark } from './plan.ts';
import { filesOf } from './sent-file.ts';

/** What somebody said, and how it reached the gateway. */
export type Said = { readonly plan: Plan; readonly stopped: boolean; readonly at: number } & (
  | { readonly via: 'chat'; readonly sessionKey: string }
  | {
      readonly via: SendIdempotency;
      /** One, or the pieces of an album. */
      readonly messages: readonly PlatformMessage[];
    }
);

export type CrashWorldOptions = Pick<Order, 'faultSeed' | 'jumpSeed'> & {
  readonly script?: (request: ScriptedRequest) => ScriptedReply;
};

/** No test waits this long for anything but a gateway that will never get there. */
const PATIENCE_MS = 60_000;
const POLL_MS = 5;

/** A home, platforms and a model that outlive the gateways which are killed on them. */
export class CrashWorld {
  readonly root: string;
  readonly said: Said[] = [];
  /** The ids of commands that were sent. */
  readonly commands: string[] = [];
  readonly #model: ScriptedModelServer;
  readonly #options: CrashWorldOptions;
  readonly #epoch = Date.now();
  readonly #acknowledged = new Set<string>();
  readonly #starts: number[] = [];
  readonly #askedAt: WeakMap<ScriptedRequest, number>;
  #gateway: CrashingGateway | undefined;
  #client: WireClient | undefined;

  private constructor(
    root: string,
    model: ScriptedModelServer,
    askedAt: WeakMap<ScriptedRequest, number>,
    options: CrashWorldOptions,
  ) {
    this.root = root;
    this.#model = model;
    this.#askedAt = askedAt;
    this.#options = options;
  }

  static async open(options: CrashWorldOptions = {}): Promise<CrashWorld> {
    const root = mkdtempSync(join(tmpdir(), 'coderclaw-crash-'));
    const script = options.script ?? createPlanScript((plan) => countEdits(root, showMark(plan)));
    const askedAt = new WeakMap<ScriptedRequest, number>();
    const model = await startScriptedModelServer((request) => {
      askedAt.set(request, Date.now());
      return script(request);
    });
    const home = join(root, 'home');
    mkdirSync(join(home, 'workspace'), { recursive: true, mode: 0o700 });
    const scripted = {
      apiKey: 'scripted',
      baseUrl: model.openaiUrl,
      api: 'openai-completions',
      models: ['m'],
    };
    const agents = { defaults: { model: { primary: 'scripted/m' } } };
    const config = JSON.stringify({ agents, models: { scripted } });
    writeFileSync(join(home, 'coderclaw.yaml'), config, { mode: 0o600 });
    return new CrashWorld(root, model, askedAt, options);
  }

  get home(): string {
    return join(this.root, 'home');
  }

  /** Whether the machine's clock leaps, by up to years. */
  get clockLeaps(): boolean {
    return this.#options.jumpSeed !== undefined;
  }

  /** Whether its platforms fail now and then. */
  get hasFaults(): boolean {
    return this.#options.faultSeed !== undefined;
  }

  /** What the model was asked, by any process. */
  get requests() {
    return this.#model.requests;
  }

  /**
   * For how long, by the scaled clock, a process can have waited at most before it asked the model this
   * about a message of `since`.
   */
  waitedMs(request: ScriptedRequest, since: number): number {
    const askedAt = this.#askedAt.get(request)!;
    const begun = Math.max(since, ...this.#starts.filter((at) => at <= askedAt));
    return (askedAt - begun) * SCALE;
  }

  /** Starts a process. False when it was killed before it could be used. */
  async start(kill?: Kill): Promise<boolean> {
    assert.ok(!this.alive, 'a gateway is running already');
    const { script: _script, ...options } = this.#options;
    const order: Order = { root: this.root, epoch: this.#epoch, ...options, ...(kill && { kill }) };
    this.#starts.push(Date.now());
    const gateway = new CrashingGateway(order);
    this.#gateway = gateway;
    const url = await gateway.ready();
    assert.ok(url || gateway.exitCode === null, 'the gateway did not start; see output.log');
    return url !== undefined && this.#connect(url);
  }

  get alive(): boolean {
    return this.#gateway?.alive ?? false;
  }

  /** Resolves when the process has ended, with the signal that ended it. */
  async ended(): Promise<NodeJS.Signals | null> {
    return (await this.#gateway?.ended) ?? null;
  }

  async arm(kill: Kill): Promise<void> {
    await this.#gateway?.arm(kill);
  }

  async kill(): Promise<void> {
    this.#gateway?.kill('SIGKILL');
    await this.ended();
  }

  /** As by Ctrl-C. The process has to end by itself, and well; a kill that was armed may come first. */
  async stop(): Promise<void> {
    this.#gateway?.kill('SIGTERM');
    if ((await this.ended()) === null) assert.equal(this.#gateway?.exitCode, 0, 'the stop failed');
  }

  /** Somebody writes on a platform, which offers the message until it is acknowledged. */
  write(kind: SendIdempotency, conversation: string, plan: Plan): void {
    const files = filesOf(plan);
    this.#write(kind, plan, [
      { id: plan.id, conversation, from: 'ada', text: formatPlan(plan), files },
    ]);
  }

  /** The same as an album: each of its files is a piece, and the first has the text. */
  writeAlbum(kind: SendIdempotency, conversation: string, plan: Plan): void {
    const { id } = plan;
    const pieces = filesOf(plan).map((file, index) => ({
      id: index === 0 ? id : `${id}-${index}`,
      conversation,
      from: 'ada',
      text: index === 0 ? formatPlan(plan) : '',
      files: [file],
      album: `album of ${id}`,
    }));
    this.#write(kind, plan, pieces);
  }

  #write(kind: SendIdempotency, plan: Plan, messages: readonly PlatformMessage[]): void {
    this.#prepare(plan);
    this.said.push({ plan, stopped: false, at: Date.now(), via: kind, messages });
    for (const message of messages) appendInbox(platformFiles(this.root, kind).inbox, message);
    // One that dies at this instant looks when it is started again.
    if (this.alive) this.#gateway?.say({ type: 'look' });
  }

  /** Sends a message and, when the connection is lost, sends it again, until it is acknowledged. */
  async chat(sessionKey: string, plan: Plan, { stopped = false } = {}): Promise<void> {
    this.#prepare(plan);
    this.said.push({ plan, stopped, at: Date.now(), via: 'chat', sessionKey });
    await this.#send(sessionKey, plan);
    this.#acknowledged.add(plan.id);
  }

  /** Sends a command, which has a session of its own, until it is acknowledged. */
  async command(id: string): Promise<void> {
    this.commands.push(id);
    const sessionKey = 'agent:main:explicit:commands';
    await this.insist('chat.send', { sessionKey, message: '/whoami', idempotencyKey: id });
  }

  /** Sends a message once. Resolves with the error that refused it. */
  async refusal(sessionKey: string, plan: Plan): Promise<WireError['shape'] | undefined> {
    const message = { sessionKey, message: formatPlan(plan), idempotencyKey: plan.id };
    const sent = this.#client!.request('chat.send', message);
    return sent.then(
      () => undefined,
      ({ shape }: WireError) => shape,
    );
  }

  /** Stops a message's run; again, when the connection is lost. */
  async abort(sessionKey: string, runId: string): Promise<void> {
    await this.insist('chat.abort', { sessionKey, runId });
  }

  /** Every message that a client was told is safe is known to the gateway that runs now. */
  async assertRemembered(): Promise<void> {
    for (const said of this.said) {
      if (said.via !== 'chat' || !this.#acknowledged.has(said.plan.id)) continue;
      const { status } = await this.#send(said.sessionKey, said.plan);
      assert.notEqual(status, 'started', `${said.plan.id} was acknowledged and forgotten`);
    }
  }

  /** A request that is made again until a gateway answers it. */
  async insist<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        if (this.#client) return await this.#client.request(method, params);
      } catch (error) {
        const { shape } = error as Partial<WireError>;
        if (shape && shape.code !== 'UNAVAILABLE') throw error;
      }
      assert.ok(Date.now() < until, `${method} was never answered`);
      await sleep(POLL_MS);
    }
  }

  /** Resolves when nothing runs, waits or is to be sent, and all that was written is acknowledged; false when the process ended before. */
  async quiet(): Promise<boolean> {
    const until = Date.now() + PATIENCE_MS;
    while (this.alive) {
      const counts = await this.#counts();
      const unread = this.#unacknowledged();
      if (counts && counts.activeRuns + counts.waitingIntakes + counts.pendingParts + unread === 0)
        return true;
      assert.ok(
        Date.now() < until,
        `the gateway never came to rest: ${JSON.stringify({ ...counts, unread })}`,
      );
      await sleep(POLL_MS);
    }
    return false;
  }

  async close({ keep = false } = {}): Promise<void> {
    await this.kill();
    await this.#model.close();
    if (!keep) rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  async #connect(url: string): Promise<boolean> {
    const token = readFileSync(join(this.home, 'token'), 'utf8').trim();
    const client = new WireClient(url);
    try {
      await client.connect({ auth: { token } });
      this.#client = client;
      return true;
    } catch (error) {
      if ('shape' in (error as object)) throw error;
      return false;
    }
  }

  async #send(sessionKey: string, plan: Plan) {
    return this.insist('chat.send', {
      sessionKey,
      message: formatPlan(plan),
      idempotencyKey: plan.id,
    });
  }

  #prepare(plan: Plan): void {
    for (const [index, call] of plan.calls.entries())
      if (call === 'edit' || call === 'attach')
        writeFileSync(join(this.home, 'workspace', markFile(plan, index)), 'x');
  }

  async #counts(): Promise<Status['counts'] | undefined> {
    try {
      return (await this.#client?.request('status', {}))?.counts;
    } catch {
      // Ignored: the process is gone, as whoever asked will see.
      return undefined;
    }
  }

  #unacknowledged(): number {
    return KINDS.map((kind) => {
      const ledger = readLedger(platformFiles(this.root, kind).ledger);
      const written = this.said.flatMap((said) => (said.via === kind ? said.messages : [])).length;
      return written - ledger.filter(({ type }) => type === 'acknowledged').length;
    }).reduce((sum, count) => sum + count, 0);
  }
}

/** How often a message on any platform was made to say this. */
function countEdits(root: string, words: string): number {
  const done = KINDS.flatMap((kind) => readLedger(platformFiles(root, kind).ledger));
  return done.filter(({ type, text }) => type === 'edited' && text.includes(words)).length;
}

/** Runs a test in a world. When it fails, the error says what was going on and the world's files are kept. */
export async function inCrashWorld(
  what: string,
  options: CrashWorldOptions,
  prove: (world: CrashWorld) => Promise<void>,
): Promise<void> {
  const world = await CrashWorld.open(options);
  try {
    await prove(world);
    await world.close();
  } catch (cause) {
    await world.close({ keep: true });
    throw new Error(`${what} (files kept in ${world.root}): ${(cause as Error).message}`, {
      cause,
    });
  }
}
