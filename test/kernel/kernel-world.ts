import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  type AcceptOutcome,
  type AcceptRequest,
  type AccountPolicy,
  type AgentId,
  type AgentRequest,
  type AgentSettings,
  createKernel,
  DEFAULT_TENANT,
  decideTransition,
  type FileLimits,
  type Ids,
  type InboundEvent,
  type KernelApi,
  type KernelEvent,
  type KernelPorts,
  NO_CHECKPOINT,
  type PrincipalId,
  type ReceiveResult,
  RUN_TRANSITIONS,
  type RunId,
  type RunState,
  type Signer,
  type Store,
  textOf,
  userText,
  type VerboseLevel,
} from '@coderclaw/core';
import {
  accountPolicy,
  CountingCodes,
  CountingIds,
  ManualClock,
  MemoryBlobs,
  RecordingChannel,
  type Script,
  ScriptedDesk,
  ScriptedRunner,
  SeededRandom,
  SILENT_LOGGER,
} from '@coderclaw/core/testing';
import { openSqliteStore } from '@coderclaw/store';
import { openMemoryStore } from '@coderclaw/store/memory';
import { FaultyStore } from './faulty-store.ts';

/** Not a signature, but one that only its maker's bytes verify against. */
const SIGNER: Signer = {
  keyId: 'test',
  sign: (bytes) => createHash('sha256').update(bytes).digest(),
  verify: (bytes, signature) => SIGNER.sign(bytes).every((byte, i) => byte === signature[i]),
};

const OPENERS: Readonly<Record<string, (ids: Ids) => Store>> = {
  memory: (ids) => openMemoryStore({ ids, signer: SIGNER }),
  sqlite: (ids) => openSqliteStore({ path: ':memory:', ids, signer: SIGNER }),
};

/** How something is heard on the platform. */
export type Heard = Partial<Omit<InboundEvent, 'channel' | 'account'>> & {
  readonly from?: string;
  /** A group. */
  readonly in?: string;
};

export type WorldOptions = Partial<
  Pick<KernelPorts, 'checkpoint' | 'logger' | 'resumedPerProvider'>
> & {
  /** What every run does. Default: it says `done`. */
  readonly script?: (request: AgentRequest, world: KernelWorld) => ReturnType<Script>;
  /** Makes the only channel; null: there is no adapter. Default: a push channel that delivers everything. */
  readonly channel?: (world: KernelWorld) => RecordingChannel | null;
  readonly reserveMicros?: number;
};

/** One behaviour of the kernel, proven over every store. */
export function kernelTest(
  sentence: string,
  options: WorldOptions,
  prove: (world: KernelWorld) => Promise<void>,
): void {
  for (const [name, open] of Object.entries(OPENERS)) {
    test(`${sentence} (${name})`, async () => {
      const world = new KernelWorld(open(new CountingIds()), options);
      await world.boot();
      await prove(world);
      world.assertLegalStory();
      await world.kernel.stop();
      await world.truth.close();
    });
  }
}

export function openMemoryWorld(options: WorldOptions): KernelWorld {
  return new KernelWorld(openMemoryStore({ ids: new CountingIds(), signer: SIGNER }), options);
}

type Saying = Partial<Omit<AcceptRequest, 'event' | 'principal'>> & {
  readonly from?: string;
  readonly in?: string;
  readonly eventKey?: string;
};

/** One process of the world: its kernel, its view of the store, and what it told. */
type Process = {
  readonly kernel: KernelApi;
  readonly faults: FaultyStore;
  readonly events: KernelEvent[];
};

/** A store that outlives the kernels that work on it, with everything else faked around them. */
export class KernelWorld {
  /** The store itself, whatever a process is made to see. */
  readonly truth: Store;
  readonly clock = new ManualClock();
  readonly runner: ScriptedRunner;
  readonly channel: RecordingChannel | null;
  readonly desk = new ScriptedDesk();
  readonly codes = new CountingCodes();
  readonly blobs = new MemoryBlobs();
  /** How much files may take: more than any test sends, unless it is about that. */
  fileLimits: FileLimits = { totalBytes: 1e9, dailyBytes: 1e9 };
  verbose: VerboseLevel = 'off';
  /** Who may write on the platform; everybody in direct conversations, nobody in groups. */
  policy: AccountPolicy | undefined = accountPolicy({ dmPolicy: 'open' });
  /** For scripts that wait until the test opens it. */
  readonly gate = Promise.withResolvers<void>();
  readonly processes: Process[] = [];
  readonly #options: WorldOptions;
  #said = 0;

  constructor(store: Store, options: WorldOptions) {
    this.truth = store;
    this.#options = options;
    this.runner = new ScriptedRunner((request) => options.script?.(request, this) ?? []);
    this.channel = options.channel ? options.channel(this) : new RecordingChannel();
  }

  get #process(): Process {
    const process = this.processes.at(-1);
    assert.ok(process, 'no kernel was started');
    return process;
  }

  get kernel(): KernelApi {
    return this.#process.kernel;
  }

  get faults(): FaultyStore {
    return this.#process.faults;
  }

  /** What the newest kernel told, in order. */
  get events(): readonly KernelEvent[] {
    return this.#process.events;
  }

  /** Starts a new kernel on the store; an earlier one that was neither stopped nor crashed lives on. */
  async boot(prepare: (faults: FaultyStore) => void = () => {}) {
    const faults = new FaultyStore(this.truth);
    prepare(faults);
    const kernel = createKernel(this.#ports(faults.store));
    const events: KernelEvent[] = [];
    kernel.subscribe((event) => events.push(event));
    this.processes.push({ kernel, faults, events });
    return kernel.start();
  }

  /** As by SIGKILL. */
  crash(): void {
    this.faults.sever();
  }

  #ports(store: Store): KernelPorts {
    const { checkpoint, logger, resumedPerProvider, reserveMicros } = this.#options;
    const id = 'main' as AgentId;
    const agent: AgentSettings = {
      id,
      models: ['scripted/one', 'scripted/spare'],
      thinking: 'off',
      timeoutMs: 60_000,
      reserveMicros: reserveMicros ?? 0,
    };
    return {
      store,
      runner: this.runner,
      channels: { find: () => this.channel ?? undefined },
      agents: {
        defaultAgentId: id,
        revision: 'r1',
        find: (wanted) => (wanted === id ? agent : undefined),
        list: () => [agent],
      },
      policies: { find: () => this.policy },
      commands: this.desk,
      pairingCodes: this.codes,
      blobs: this.blobs,
      fileLimits: this.fileLimits,
      verbosity: { levelOf: () => this.verbose },
      clock: this.clock,
      random: new SeededRandom(1),
      logger: logger ?? SILENT_LOGGER,
      checkpoint: checkpoint ?? NO_CHECKPOINT,
      tenantId: DEFAULT_TENANT,
      executorId: `executor-${this.processes.length + 1}`,
      ...(resumedPerProvider !== undefined && { resumedPerProvider }),
    };
  }

  /** Something happens on the platform: in a direct conversation with `from` unless `in` names a group. */
  hear(text: string, heard: Heard = {}): Promise<ReceiveResult> {
    const { from = 'ada', in: address, eventKey, ...more } = heard;
    this.#said += 1;
    return this.kernel.receive({
      channel: 'fake',
      account: 'one',
      eventKey: eventKey ?? `message:${this.#said}`,
      kind: 'message',
      conversation:
        address === undefined ? { address: from, kind: 'direct' } : { address, kind: 'group' },
      sender: { identity: from, displayName: from },
      platformMessageId: `m${this.#said}`,
      content: userText(text),
      ...more,
    });
  }

  /** A person writes. The text names the message unless `eventKey` does. */
  say(text: string, saying: Saying = {}): Promise<AcceptOutcome> {
    const { from = 'ada', in: address = 'room', eventKey, ...request } = saying;
    this.#said += 1;
    return this.kernel.accept({
      event: {
        channel: 'fake',
        account: 'one',
        eventKey: eventKey ?? `message:${this.#said}`,
        kind: 'message',
        conversation: { address, kind: 'group' },
        sender: { identity: from },
        content: userText(text),
      },
      principal: { id: from as PrincipalId, kind: 'user' },
      ...request,
    });
  }

  /** Says it and returns the run that it began. */
  async begin(text: string, saying: Saying = {}): Promise<RunId> {
    const outcome = await this.say(text, saying);
    assert.ok(outcome.kind === 'accepted');
    const runId = outcome.intakes[0]?.claimed?.run.id;
    assert.ok(runId, `'${text}' began no run`);
    return runId;
  }

  /** Lets everything go on until `condition` holds, while the clock moves by `paceMs` at each look. */
  async until(
    what: string,
    condition: () => boolean | Promise<boolean>,
    paceMs = 0,
  ): Promise<void> {
    for (let turn = 0; turn < 2_000; turn += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setImmediate(resolve));
      if (paceMs > 0) await this.clock.advance(paceMs);
    }
    assert.fail(`never came true: ${what}`);
  }

  /** Until no run works, none waits and nothing is to be sent. */
  async untilIdle(paceMs = 0): Promise<void> {
    const idle = async () => {
      const { activeRuns, waitingIntakes, pendingParts } = await this.truth.readCounts();
      const quiet = this.kernel.liveRuns().length === 0;
      return quiet && activeRuns === 0 && waitingIntakes === 0 && pendingParts === 0;
    };
    await this.until('the kernel is idle', idle, paceMs);
  }

  async untilHanging(count = 1): Promise<void> {
    await this.until(`${count} runs are with the model`, () => {
      const live = this.kernel.liveRuns();
      return live.filter(({ state, step }) => state === 'RUNNING' && step > 0).length === count;
    });
  }

  async untilSettled(runId: RunId): Promise<void> {
    await this.until(`${runId} is settled`, async () => (await this.endOf(runId)) !== null);
  }

  async endOf(runId: RunId): Promise<RunState | null> {
    const run = await this.truth.findRun(runId);
    return run?.endedAt == null ? null : run.state;
  }

  /** The texts of one session as people read them, `role: text`, oldest first. */
  async transcript(sessionKey = 'agent:main:fake:group:room'): Promise<readonly string[]> {
    const session = await this.truth.findSession(sessionKey);
    if (!session) return [];
    const { entries } = await this.truth.listEntries({ sessionId: session.id, limit: 1_000 });
    return entries.map(({ content }) => `${content.role}: ${textOf(content)}`);
  }

  /** Events of one kind, of the newest kernel. */
  told<T extends KernelEvent['type']>(type: T): readonly Extract<KernelEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<KernelEvent, { type: T }> => {
      return event.type === type;
    });
  }

  /** No kernel told a transition that its table does not have, out of order, or after the end. */
  assertLegalStory(): void {
    for (const { events } of this.processes) {
      const states = new Map<RunId, RunState>();
      const settled = new Set<RunId>();
      for (const event of events) {
        if (!('run' in event) || event.run === null) continue;
        const { runId } = event.run;
        assert.ok(!settled.has(runId), `${event.type} of ${runId} was told after its end`);
        if (event.type === 'settled') settled.add(runId);
        if (event.type !== 'run') continue;
        const { from, to } = event;
        if (from === null) assert.deepEqual([states.has(runId), to], [false, 'PENDING']);
        else {
          assert.equal(from, states.get(runId) ?? from);
          assert.ok(decideTransition(RUN_TRANSITIONS, from, to).allowed, `${from} → ${to}`);
        }
        states.set(runId, to);
      }
    }
  }
}
