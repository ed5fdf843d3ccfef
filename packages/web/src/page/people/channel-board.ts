import type { ChannelAccount, MethodParams, UnknownPlace, Wiring } from '@coderclaw/protocol';
import { effect, type Signal, signal, untracked } from '@preact/signals';
import { type GatewayLink, isConnectionLost, messageOf } from '../gateway/gateway-link.ts';
import type { Outcome } from '../view/outcome-line.tsx';

const MAX_WIRINGS = 200;
/** Nobody tells of a group that begins to write. */
const LOOK_AGAIN_MS = 10_000;

export type AccountView = ChannelAccount & { readonly channel: string; readonly label: string };
export type PlaceView = UnknownPlace & {
  readonly channel: string;
  readonly account: string;
  readonly label: string;
};

/** The accounts on chat apps, the groups that wrote and who answers where; fresh while it is open. */
export class ChannelBoard {
  /** Null until the gateway has told. */
  readonly accounts: Signal<readonly AccountView[] | null> = signal(null);
  readonly wirings: Signal<readonly Wiring[]> = signal([]);
  /** Wirings beyond those that are shown. */
  readonly moreWirings: Signal<number> = signal(0);
  readonly agents: Signal<readonly string[]> = signal([]);
  /** What became of what was last asked for. */
  readonly outcome: Signal<Outcome | null>;
  readonly #labels: Signal<Readonly<Record<string, string>>> = signal({});
  readonly #link: GatewayLink;
  readonly #cleanUp: (() => void)[];

  constructor(link: GatewayLink, outcome: Signal<Outcome | null>) {
    this.#link = link;
    this.outcome = outcome;
    const timer = setInterval(() => void this.refresh(), LOOK_AGAIN_MS);
    this.#cleanUp = [
      () => clearInterval(timer),
      link.listen(({ event }) => {
        if (event === 'health' || event === 'pairing.changed') void this.refresh();
      }),
      effect(() => {
        if (link.state.value.kind === 'connected') untracked(() => void this.refresh());
      }),
    ];
  }

  /** What a person calls a channel. */
  labelOf(channel: string): string {
    return this.#labels.value[channel] ?? channel;
  }

  async refresh(): Promise<void> {
    try {
      const [status, { wirings, total }, { agents, defaultId }] = await Promise.all([
        this.#link.request('channels.status', {}),
        this.#link.request('wirings.list', { limit: MAX_WIRINGS }),
        this.#link.request('agents.list', {}),
      ]);
      this.#labels.value = status.channelLabels;
      this.accounts.value = status.channelOrder.flatMap((channel) =>
        (status.channelAccounts[channel] ?? []).map((account) => ({
          ...account,
          channel,
          label: this.labelOf(channel),
        })),
      );
      this.wirings.value = wirings;
      this.moreWirings.value = total - wirings.length;
      // The default one is offered first.
      this.agents.value = [
        defaultId,
        ...agents.map(({ id }) => id).filter((id) => id !== defaultId),
      ];
    } catch (error) {
      // Ignored when the connection went: it is asked again with the next one.
      if (!isConnectionLost(error))
        this.outcome.value = {
          kind: 'bad',
          text: `The channels did not load: ${messageOf(error)}`,
        };
    }
  }

  /** True once the agent answers there. */
  async wire(params: MethodParams<'wirings.set'>): Promise<boolean> {
    return this.#change(
      () => this.#link.request('wirings.set', params),
      'It is answered there from now on.',
    );
  }

  /** True once the wiring is gone. */
  async unwire(id: string): Promise<boolean> {
    return this.#change(
      () => this.#link.request('wirings.remove', { id }),
      'It is answered there no more.',
    );
  }

  close(): void {
    for (const clean of this.#cleanUp) clean();
  }

  async #change(ask: () => Promise<unknown>, done: string): Promise<boolean> {
    try {
      await ask();
      this.outcome.value = { kind: 'good', text: done };
      return true;
    } catch (error) {
      this.outcome.value = { kind: 'bad', text: messageOf(error) };
      return false;
    } finally {
      await this.refresh();
    }
  }
}

/** Groups that wrote and where nobody may talk yet. */
export function unknownPlaces(accounts: readonly AccountView[]): readonly PlaceView[] {
  return accounts.flatMap(({ channel, label, accountId: account, places }) =>
    places.map((place) => ({ ...place, channel, account, label })),
  );
}
