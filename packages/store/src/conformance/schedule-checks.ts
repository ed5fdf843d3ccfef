import assert from 'node:assert/strict';
import { type ClaimedRun, type IntakeRecord, OWNER, type RunEnd } from '@coderclaw/core';
import fc from 'fast-check';
import type { StoreDriver } from './store-driver.ts';
import type { Check } from './suite.ts';

const SESSIONS = ['agent:main:explicit:a', 'agent:main:explicit:b', 'agent:main:explicit:c'];

type Act = {
  readonly kind: 'say' | 'settle' | 'take' | 'claim' | 'cancel' | 'reclaim';
  readonly session: number;
  readonly choice: number;
};

const acts = fc.array(
  fc.record({
    kind: fc.constantFrom<Act['kind'][]>(
      'say',
      'say',
      'say',
      'settle',
      'settle',
      'take',
      'claim',
      'cancel',
      'reclaim',
    ),
    session: fc.nat(SESSIONS.length - 1),
    choice: fc.nat(3),
  }),
  { minLength: 1, maxLength: 40 },
);

export function scheduleChecks(check: Check): void {
  check(
    'whatever happens in whatever order, every message has one intake, every lane one run, every end one disposition',
    async (d) => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(acts, async (schedule) => {
          round += 1;
          await new Walk(d, `round-${round}`).run(schedule);
        }),
        { numRuns: 15 },
      );
    },
  );
}

/** One random schedule over sessions of its own. */
class Walk {
  readonly #driver: StoreDriver;
  readonly #name: string;
  readonly #said: IntakeRecord[] = [];
  readonly #active = new Map<string, ClaimedRun>();
  readonly #cursors = new Map<string, number>();
  #executor = 'first';

  constructor(driver: StoreDriver, name: string) {
    this.#driver = driver;
    this.#name = name;
  }

  async run(schedule: readonly Act[]): Promise<void> {
    for (const act of schedule) {
      await this.#act(act);
      await this.#checkLanes();
    }
    await this.#finish();
  }

  async #act({ kind, session, choice }: Act): Promise<void> {
    const d = this.#driver;
    const key = `${SESSIONS[session]}-${this.#name}`;
    const known = await d.store.findSession(key);
    const run = this.#active.get(key);
    if (kind === 'say') {
      const queueMode = choice === 0 ? 'followup' : 'steer';
      const { intakes } = await d.say({
        session: key,
        executorId: this.#executor,
        conversation: `place-${choice % 2}`,
        route: { queueMode },
      });
      this.#said.push(intakes[0]!.intake);
      this.#hold(key, intakes[0]!.claimed);
    } else if (kind === 'settle' && run) {
      const to = (['DONE', 'ERROR', 'ABORTED', 'TIMEOUT'] as const satisfies RunEnd[])[choice]!;
      const settled = await d.settle(run, {
        to,
        ...(choice % 2 === 0 && { next: d.terms(this.#executor) }),
      });
      this.#active.delete(key);
      this.#hold(key, settled.next);
    } else if (kind === 'take' && run) {
      await d.store.takeInputs(d.by(run));
    } else if (kind === 'claim' && known) {
      this.#hold(
        key,
        (await d.store.claimRun({
          at: d.tick(),
          sessionId: known.id,
          ...d.terms(this.#executor),
        })) ?? null,
      );
    } else if (kind === 'cancel' && known) {
      await d.store.cancelWaiting({ at: d.tick(), sessionId: known.id, principalId: OWNER });
    } else if (kind === 'reclaim') {
      this.#executor = `${this.#name}-${d.tick()}`;
      for (const claimed of await d.store.reclaimRuns({ at: d.tick(), ...d.terms(this.#executor) }))
        this.#hold(claimed.session.key, claimed);
    }
  }

  #hold(key: string, claimed: ClaimedRun | null): void {
    if (claimed) this.#active.set(key, claimed);
  }

  async #checkLanes(): Promise<void> {
    const active = await this.#driver.store.listActiveRuns();
    assert.equal(
      new Set(active.map(({ sessionId }) => sessionId)).size,
      active.length,
      'one run per session',
    );
    for (const name of SESSIONS) {
      const session = await this.#driver.store.findSession(`${name}-${this.#name}`);
      if (!session) continue;
      assert.equal(session.activeRunId, this.#active.get(session.key)?.run.id ?? null);
      assert.ok(
        session.cursor >= (this.#cursors.get(session.key) ?? 0),
        'the cursor never goes back',
      );
      this.#cursors.set(session.key, session.cursor);
    }
  }

  /** Lets every lane run empty; then nothing waits, and each message has ended in one disposition. */
  async #finish(): Promise<void> {
    const d = this.#driver;
    for (const claimed of this.#active.values()) {
      let next: ClaimedRun | null = claimed;
      while (next) next = (await d.settle(next, { next: d.terms(this.#executor) })).next;
    }
    for (const sessionId of await d.store.listIdleLanes(d.tick())) {
      let next =
        (await d.store.claimRun({ at: d.tick(), sessionId, ...d.terms(this.#executor) })) ?? null;
      while (next) next = (await d.settle(next, { next: d.terms(this.#executor) })).next;
    }
    const { waitingIntakes, activeRuns, messages } = await d.store.readCounts();
    assert.deepEqual({ waitingIntakes, activeRuns }, { waitingIntakes: 0, activeRuns: 0 });
    assert.ok(messages >= this.#said.length);
    for (const name of SESSIONS) await this.#checkTranscript(`${name}-${this.#name}`);
    assert.equal((await d.store.verifyAudit()).ok, true);
  }

  async #checkTranscript(key: string): Promise<void> {
    const d = this.#driver;
    const session = await d.store.findSession(key);
    if (!session) return;
    const { entries } = await d.store.loadTranscript(session.id);
    for (const [index, entry] of entries.entries())
      assert.ok(entry.cursor > (entries[index - 1]?.cursor ?? 0));
    const taken = new Map<string, IntakeRecord>();
    for (const runId of new Set(entries.map((entry) => entry.runId!))) {
      for (const intake of await d.store.listRunIntakes(runId)) {
        assert.equal(taken.has(intake.id), false, 'an intake belongs to one run');
        taken.set(intake.id, intake);
      }
    }
    assert.ok([...taken.values()].every(({ disposition }) => disposition !== null));
    assert.equal(entries.filter(({ content }) => content.role === 'user').length, taken.size);
  }
}
