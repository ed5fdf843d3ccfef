import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { BOUNDARIES } from '@coderclaw/core';
import { SeededRandom } from '@coderclaw/core/testing';
import { checkWorld } from './check-world.ts';
import { KINDS } from './crash-platform.ts';
import { type CrashWorld, inCrashWorld } from './crash-world.ts';
import type { Kill } from './order.ts';
import { type Plan, plan } from './plan.ts';

const ACTIONS = 10;
const MAX_PAUSE_MS = 60;
const SESSIONS = ['main', 'agent:main:explicit:one', 'agent:main:explicit:two'] as const;
const STOPPED_SESSION = 'agent:main:explicit:stopped';

/** A random life: messages, faults, kills and stops in any order, and every promise kept at its end. */
export async function playRound(seed: number): Promise<void> {
  const what = `the round with seed ${seed}`;
  await inCrashWorld(what, { faultSeed: seed }, (world) => new Round(world, seed).play());
}

class Round {
  readonly #world: CrashWorld;
  readonly #random: SeededRandom;
  readonly #sending: Promise<void>[] = [];
  #named = 0;

  constructor(world: CrashWorld, seed: number) {
    this.#world = world;
    this.#random = new SeededRandom(seed);
  }

  async play(): Promise<void> {
    for (let action = 0; action < ACTIONS; action += 1) {
      await this.#revive();
      await this.#act();
      await sleep(this.#below(MAX_PAUSE_MS));
    }
    await this.#calmDown();
    await this.#world.stop();
    // A run that was killed again and again without getting any further is given up.
    await checkWorld(this.#world, { errors: ['TOO_MANY_ATTEMPTS'] });
  }

  async #act(): Promise<void> {
    const dice = this.#below(100);
    if (dice < 24) this.#write();
    else if (dice < 30) this.#writeAlbum();
    else if (dice < 50) this.#say();
    else if (dice < 60) this.#sayAndStop();
    else if (dice < 80) await this.#world.arm(this.#randomKill());
    else if (dice < 93) await this.#world.kill();
    else await this.#world.stop();
  }

  /** A message on a platform and, at times, another that has to join its run. */
  #write(): void {
    const kind = this.#pick(KINDS);
    const conversation = this.#pick(['room', 'hall']);
    const files = Array.from({ length: this.#below(3) }, () =>
      this.#pick(['kept', 'kept', 'missing'] as const),
    );
    const asked = { ...this.#randomPlan(), files, shows: this.#below(3) };
    const joins = this.#below(3) === 0 ? plan(this.#name()) : undefined;
    this.#world.write(kind, conversation, { ...asked, ...(joins && { until: joins.id }) });
    if (joins) this.#world.write(kind, conversation, joins);
  }

  #writeAlbum(): void {
    const files = Array.from({ length: 2 + this.#below(3) }, () => 'kept' as const);
    const asked = plan(this.#name(), { files });
    this.#world.writeAlbum(this.#pick(KINDS), this.#pick(['room', 'hall', 'gallery']), asked);
  }

  #say(): void {
    this.#sending.push(this.#world.chat(this.#pick(SESSIONS), this.#randomPlan()));
  }

  #sayAndStop(): void {
    const hanging = plan(this.#name(), { hangs: true });
    const sent = this.#world.chat(STOPPED_SESSION, hanging, { stopped: true });
    this.#sending.push(sent.then(() => this.#world.abort(STOPPED_SESSION, hanging.id)));
  }

  /** Until a process lives; one in three is to be killed early, be it while it recovers. */
  async #revive(): Promise<void> {
    while (!this.#world.alive) {
      const kill = this.#below(3) === 0 ? this.#randomKill() : undefined;
      await this.#world.start(kill);
    }
  }

  /** A kill may still be armed; after it, nothing more happens to the gateway. */
  async #calmDown(): Promise<void> {
    let sent = false;
    const sending = Promise.all(this.#sending).then(() => {
      sent = true;
    });
    for (let calm = false; !calm; calm = sent && (await this.#world.quiet())) {
      if (!this.#world.alive) await this.#world.start();
      if (!sent) await Promise.race([sending, this.#world.ended()]);
    }
    assert.ok(this.#world.alive);
  }

  #randomPlan(): Plan {
    const calls = Array.from({ length: this.#below(4) }, () =>
      this.#pick(['ls', 'read', 'edit', 'attach'] as const),
    );
    const losesAnswer = this.#below(5) === 0;
    return plan(this.#name(), { calls, words: 1 + this.#below(15), losesAnswer });
  }

  #randomKill(): Kill {
    return { boundary: this.#pick(BOUNDARIES), nth: 1 + this.#below(5) };
  }

  #name(): string {
    this.#named += 1;
    return `r${this.#named}`;
  }

  #below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)]!;
  }
}
