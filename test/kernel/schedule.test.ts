import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AgentRequest,
  OWNER,
  type PrincipalId,
  type SendOutcome,
  StoreError,
  type StoreErrorCode,
} from '@coderclaw/core';
import { RecordingChannel, type ScriptedTurn, SeededRandom } from '@coderclaw/core/testing';
import { type KernelWorld, openMemoryWorld } from './kernel-world.ts';

/** A failing round is repeated alone by `KERNEL_SEED=<its seed> KERNEL_ROUNDS=1`. */
const SEED = Number(process.env.KERNEL_SEED ?? Date.now() % 1_000_000_000);
const ROUNDS = Number(process.env.KERNEL_ROUNDS ?? 200);
const ACTIONS = 30;

const FAULTY = [
  'acceptMessage',
  'claimRun',
  'takeInputs',
  'recordAnswer',
  'startTool',
  'recordToolResult',
  'settleRun',
  'signalStop',
  'cancelWaiting',
  'loadTranscript',
  'startPart',
  'recordPart',
  'listPendingConversations',
  'renewLeases',
] as const;
const CODES: readonly StoreErrorCode[] = ['STORE_FULL', 'STORE_IO', 'STORE_FENCED'];
/** What an action may meet: the scripted faults, the stop, and a session that changed meanwhile. */
const EXPECTED = new Set<StoreErrorCode>([
  ...CODES,
  'STORE_CLOSED',
  'STORE_CONFLICT',
  'STORE_NOT_FOUND',
]);

/** Something that a person said; the platform hands it over until it is told that it is safe. */
type Letter = {
  readonly eventKey: string;
  readonly from: string;
  readonly in: string;
  readonly queueMode: 'steer' | 'followup';
  acknowledged: boolean;
};

/** One random life of a gateway, and what must be true at its end. */
class Round {
  readonly #random: SeededRandom;
  readonly #seed: number;
  readonly #letters: Letter[] = [];
  readonly #world: KernelWorld;
  /** Idempotency keys of sends that the platform acted on, or may have. */
  readonly #effects: string[] = [];
  #draining = false;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = new SeededRandom(seed);
    const platform = () => Array.from({ length: 500 }, () => this.#send.bind(this));
    this.#world = openMemoryWorld({
      script: (request) => this.#turns(request),
      channel: () => new RecordingChannel({ maxLength: 6 }, platform()),
      resumedPerProvider: 3,
    });
  }

  async play(): Promise<void> {
    await this.#world.boot();
    for (let action = 0; action < ACTIONS; action += 1) {
      await this.#act();
      for (let turn = this.#below(6); turn > 0; turn -= 1)
        await new Promise((resolve) => setImmediate(resolve));
    }
    await this.#drain();
    await this.#check();
    await this.#world.kernel.stop();
  }

  #below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)] as T;
  }

  async #act(): Promise<void> {
    const world = this.#world;
    const dice = this.#below(100);
    if (dice < 40) this.#write();
    else if (dice < 48) this.#hand(this.#pick(this.#letters));
    else if (dice < 56) this.#stopRun();
    else if (dice < 60) await this.#stopSession();
    else if (dice < 78)
      world.faults.fail(this.#pick(FAULTY), this.#pick(CODES), { skip: this.#below(3) });
    else if (dice < 90) await world.clock.advance(this.#below(5_000));
    else await this.#restart(dice < 96);
  }

  #write(): void {
    const letter: Letter = {
      eventKey: `message:${this.#letters.length}`,
      from: this.#pick(['ada', 'bob']),
      in: this.#pick(['room', 'cellar']),
      queueMode: this.#pick(['steer', 'followup']),
      acknowledged: false,
    };
    this.#letters.push(letter);
    this.#hand(letter);
  }

  /** Nobody waits for the answer: after a crash there is none. */
  #hand(letter: Letter | undefined): void {
    if (!letter) return;
    const { eventKey, from, queueMode, acknowledged } = letter;
    const acknowledge = () => {
      letter.acknowledged = true;
    };
    const saying = { from, in: letter.in, eventKey, alias: eventKey, queueMode, acknowledge };
    this.#expect(
      this.#world.say(eventKey, saying).then(({ kind }) => {
        assert.ok(kind !== 'refused');
        if (acknowledged) assert.equal(kind, 'duplicate', `${eventKey} was forgotten`);
      }),
    );
  }

  #stopRun(): void {
    const live = this.#world.kernel.liveRuns()[0];
    if (!live) return;
    const { runId } = live.run;
    this.#expect(this.#world.kernel.stopRun({ runId, principalId: OWNER, reason: 'random' }));
  }

  async #stopSession(): Promise<void> {
    const { sessions } = await this.#world.truth.listSessions({ limit: 5, offset: 0 });
    const session = this.#pick(sessions);
    if (!session) return;
    const request = { sessionId: session.id, principalId: OWNER, reason: 'random' };
    this.#expect(
      this.#pick([true, false])
        ? this.#world.kernel.stopSession(request)
        : this.#world.kernel.resetSession(request),
    );
  }

  async #restart(gracefully: boolean): Promise<void> {
    if (gracefully) await this.#world.kernel.stop().catch(refuseUnexpected);
    this.#world.crash();
    await this.#world.boot();
  }

  #expect(action: Promise<unknown>): void {
    void action.catch(refuseUnexpected);
  }

  /** The same for every attempt of a run, so that a resumed one goes on where the journal ends. */
  #turns({ runId, attempt }: AgentRequest): readonly ScriptedTurn[] {
    const random = new SeededRandom(this.#seed + Number(runId.replace(/\D/g, '')));
    const turns: ScriptedTurn[] = [];
    for (let turn = Math.floor(random.next() * 3); turn > 0; turn -= 1) {
      const replay = random.next() < 0.5 ? 'safe' : 'never';
      const calls = [{ id: `${replay}:${runId}:${turn}`, name: 'tool', replay } as const];
      turns.push({ kind: 'call', calls });
    }
    const end = random.next();
    if (end < 0.2 && !this.#draining) turns.push({ kind: 'hang', text: 'Well,' });
    else if (end < 0.3)
      turns.push({
        kind: 'fail',
        status: 'ERROR',
        error: { code: 'MODEL', message: 'It failed.' },
      });
    else if (end < 0.35 && attempt < 3) turns.push({ kind: 'break', error: new Error('broken') });
    return turns;
  }

  async #send({ idempotencyKey }: { idempotencyKey: string }): Promise<SendOutcome> {
    const dice = this.#below(10);
    for (let turn = this.#below(4); turn > 0; turn -= 1)
      await new Promise((resolve) => setImmediate(resolve));
    if (dice < 2) return { kind: 'unsent', error: 'busy', retryable: true };
    this.#effects.push(idempotencyKey);
    return dice < 3 ? { kind: 'unknown', error: 'lost' } : { kind: 'delivered' };
  }

  /** The last start meets no faults; the platform hands over what it was not told is safe. */
  async #drain(): Promise<void> {
    this.#draining = true;
    this.#world.crash();
    await this.#world.boot();
    for (const letter of this.#letters) this.#hand(letter);
    await this.#world.until('all is acknowledged', () =>
      this.#letters.every((letter) => letter.acknowledged),
    );
    await this.#world.untilIdle(1_000);
  }

  async #check(): Promise<void> {
    const world = this.#world;
    for (const { eventKey: alias, from } of this.#letters) {
      const principalId = from as PrincipalId;
      const intakes = await world.truth.findIntakesByAlias({ principalId, alias });
      assert.equal(intakes.length, 1, `${alias} has ${intakes.length} intakes`);
      assert.ok(intakes[0]?.intake.disposition, `${alias} has no disposition`);
    }
    const deliveries = await world.truth.listDeliveries({ limit: 10_000 });
    const replies = deliveries.filter(({ kind }) => kind === 'reply').map(({ runId }) => runId);
    assertOnce(replies, 'replies of a run');
    assertOnce(this.#effects, 'sends of a part');
    const unsafe = world.runner.executed.filter((id) => id.startsWith('never:'));
    assertOnce(unsafe, 'executions of a tool that must not be repeated');
    world.assertLegalStory();
    const audit = await world.truth.verifyAudit();
    assert.ok(audit.ok, audit.problem ?? '');
  }
}

function refuseUnexpected(error: unknown): void {
  if (!(error instanceof StoreError && EXPECTED.has(error.code))) throw error;
}

function assertOnce(items: readonly (string | null)[], what: string): void {
  const twice = items.filter((item, index) => items.indexOf(item) !== index);
  assert.deepEqual(twice, [], `${what}: more than one`);
}

test(`whatever happens in whatever order, nothing is lost and nothing happens twice (seed ${SEED}, ${ROUNDS} rounds)`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = SEED + round;
    await new Round(seed).play().catch((cause: unknown) => {
      throw new Error(`the round with seed ${seed} failed: ${String(cause)}`, { cause });
    });
  }
});
