import type { Pairing } from '@coderclaw/protocol';
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from '@preact/signals';
import { type GatewayLink, isConnectionLost, messageOf } from '../gateway/gateway-link.ts';
import type { Outcome } from '../view/outcome-line.tsx';
import { explainRefusal } from './words.ts';

/** The most that is shown of each kind. */
const LIMIT = 200;
/** Clocks differ: a request that seems to have run out is looked at again no sooner than this. */
const LOOK_AGAIN_MS = 10_000;

/** Who asks to be let in and who was, kept up to date by events. For the owner. */
export class PairingDesk {
  /** Newest first. */
  readonly pending: ReadonlySignal<readonly Pairing[]>;
  readonly approved: ReadonlySignal<readonly Pairing[]>;
  /** Strangers who found no room for a request, within a day. */
  readonly turnedAway: Signal<number> = signal(0);
  /** What became of what was last asked for. */
  readonly outcome: Signal<Outcome | null> = signal(null);
  readonly #all: Signal<readonly Pairing[]> = signal([]);
  readonly #link: GatewayLink;
  readonly #now: () => number;
  readonly #cleanUp: (() => void)[];

  constructor(link: GatewayLink, now: () => number) {
    this.#link = link;
    this.#now = now;
    this.pending = computed(() => this.#all.value.filter(({ state }) => state === 'pending'));
    this.approved = computed(() => this.#all.value.filter(({ state }) => state === 'approved'));
    this.#cleanUp = [
      link.listen(({ event, payload }) => {
        if (event === 'pairing.changed') this.#take([payload.pairing]);
      }),
      effect(() => {
        if (link.state.value.kind === 'connected') untracked(() => void this.refresh());
      }),
      effect(() => this.#expectExpiry(this.pending.value)),
    ];
  }

  /** Asks for everything anew. */
  async refresh(): Promise<void> {
    try {
      const [pending, approved] = await Promise.all([
        this.#link.request('pairing.list', { state: 'pending', limit: LIMIT }),
        this.#link.request('pairing.list', { state: 'approved', limit: LIMIT }),
      ]);
      this.turnedAway.value = pending.turnedAway;
      this.#all.value = sorted([...pending.pairings, ...approved.pairings]);
    } catch (error) {
      // Ignored when the connection went: it is asked again with the next one.
      if (!isConnectionLost(error))
        this.#report('bad', `The requests did not load: ${messageOf(error)}`);
    }
  }

  /** True once whoever has the code is let in. */
  async approve(code: string, asOwner: boolean): Promise<boolean> {
    try {
      const params = { code: code.trim(), ...(asOwner && { asOwner }) };
      const { pairing, messages } = await this.#link.request('pairing.approve', params);
      this.#take([pairing]);
      const owner = pairing.asOwner ? ', as an owner' : '';
      const waited = messages > 0 ? ' What they wrote is answered now.' : '';
      this.#report('good', `They are let in${owner}.${waited}`);
      return true;
    } catch (error) {
      this.#report('bad', explainRefusal(error, this.#now()));
      return false;
    }
  }

  /** True once the request is turned away. */
  async deny(id: string): Promise<boolean> {
    return this.#decide(async () => {
      const { pairing } = await this.#link.request('pairing.deny', { id });
      return { pairing, done: 'The request was turned away.' };
    });
  }

  /** Turns all away who wait now; others find room then. */
  async denyAll(): Promise<void> {
    for (const { id } of this.pending.value) if (!(await this.deny(id))) return;
    this.#report('good', 'All that waited were turned away.');
  }

  /** True once the approval is taken back. */
  async revoke(id: string): Promise<boolean> {
    return this.#decide(async () => {
      const { pairing, stillOwner } = await this.#link.request('pairing.revoke', { id });
      const done = stillOwner
        ? 'It is taken back. They are still an owner, by another approval.'
        : 'They may write no more.';
      return { pairing, done };
    });
  }

  close(): void {
    for (const clean of this.#cleanUp) clean();
  }

  /** That a request ran out is told by nobody. Returns how to wait no longer. */
  #expectExpiry(pending: readonly Pairing[]): (() => void) | undefined {
    if (pending.length === 0) return undefined;
    const soonest = Math.min(...pending.map(({ expiresAt }) => expiresAt));
    const delayMs = Math.max(LOOK_AGAIN_MS, soonest - this.#now());
    const timer = setTimeout(() => void this.refresh(), delayMs);
    return () => clearTimeout(timer);
  }

  async #decide(ask: () => Promise<{ readonly pairing: Pairing; readonly done: string }>) {
    try {
      const { pairing, done } = await ask();
      this.#take([pairing]);
      this.#report('good', done);
      return true;
    } catch (error) {
      this.#report('bad', messageOf(error));
      // Somebody else may have decided.
      await this.refresh();
      return false;
    }
  }

  #take(pairings: readonly Pairing[]): void {
    const known = new Map(this.#all.value.map((pairing) => [pairing.id, pairing]));
    for (const pairing of pairings) known.set(pairing.id, pairing);
    this.#all.value = sorted([...known.values()]);
  }

  #report(kind: Outcome['kind'], text: string): void {
    this.outcome.value = { kind, text };
  }
}

function sorted(pairings: readonly Pairing[]): readonly Pairing[] {
  return [...pairings].sort((a, b) => b.createdAt - a.createdAt);
}
