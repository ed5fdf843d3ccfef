import type { Delivery } from '@coderclaw/protocol';
import { effect, type Signal, signal, untracked } from '@preact/signals';
import { type GatewayLink, isConnectionLost, messageOf } from '../gateway/gateway-link.ts';
import type { Outcome } from '../view/outcome-line.tsx';

/** The most that is asked for of each state. */
const LIMIT = 100;

/** What was not sent, and what may not have arrived; kept up to date by events. */
export class TroubledDeliveries {
  /** Newest first. */
  readonly list: Signal<readonly Delivery[]> = signal([]);
  /** What became of what was last asked for. */
  readonly outcome: Signal<Outcome | null> = signal(null);
  readonly #link: GatewayLink;
  readonly #cleanUp: (() => void)[];

  constructor(link: GatewayLink) {
    this.#link = link;
    this.#cleanUp = [
      link.listen(({ event, payload }) => {
        if (event === 'deliveries.changed') this.#take(payload.delivery);
      }),
      effect(() => {
        if (link.state.value.kind === 'connected') untracked(() => void this.#load());
      }),
    ];
  }

  /** True once it is on its way again. */
  async retry(id: string): Promise<boolean> {
    return this.#ask('deliveries.retry', id, 'It is sent again.');
  }

  /** True once it is given up. */
  async drop(id: string): Promise<boolean> {
    return this.#ask('deliveries.drop', id, 'It is given up.');
  }

  close(): void {
    for (const clean of this.#cleanUp) clean();
  }

  async #ask(method: 'deliveries.retry' | 'deliveries.drop', id: string, done: string) {
    try {
      const { delivery } = await this.#link.request(method, { id });
      this.#take(delivery);
      this.outcome.value = { kind: 'good', text: done };
      return true;
    } catch (error) {
      this.outcome.value = { kind: 'bad', text: messageOf(error) };
      // Somebody else may have acted.
      await this.#load();
      return false;
    }
  }

  async #load(): Promise<void> {
    try {
      const [failed, unknown] = await Promise.all([
        this.#link.request('deliveries.list', { state: 'failed', limit: LIMIT }),
        this.#link.request('deliveries.list', { state: 'unknown', limit: LIMIT }),
      ]);
      this.list.value = sorted([...failed.deliveries, ...unknown.deliveries]);
    } catch (error) {
      // Ignored when the connection went: it is asked again with the next one.
      if (!isConnectionLost(error))
        this.outcome.value = { kind: 'bad', text: `This did not load: ${messageOf(error)}` };
    }
  }

  #take(delivery: Delivery): void {
    const others = this.list.value.filter(({ id }) => id !== delivery.id);
    if (isTroubled(delivery)) this.list.value = sorted([...others, delivery]);
    else if (others.length < this.list.value.length) this.list.value = others;
  }
}

/** How many messages, in words; empty where there is no trouble. */
export function countTroubles(deliveries: readonly Delivery[]): string {
  const unknown = deliveries.filter(({ state }) => state === 'unknown').length;
  const failed = deliveries.length - unknown;
  const parts = [
    ...(failed > 0 ? [`${numberOf(failed)} ${failed === 1 ? 'was' : 'were'} not sent`] : []),
    ...(unknown > 0 ? [`${numberOf(unknown)} may not have arrived`] : []),
  ];
  return parts.length === 0 ? '' : `Messages to chat apps: ${parts.join(', ')}.`;
}

function numberOf(count: number): string {
  return count >= LIMIT ? `${LIMIT} or more` : String(count);
}

function isTroubled({ state }: Delivery): boolean {
  return state === 'failed' || state === 'unknown';
}

function sorted(deliveries: readonly Delivery[]): readonly Delivery[] {
  return [...deliveries].sort((a, b) => b.createdAt - a.createdAt);
}
