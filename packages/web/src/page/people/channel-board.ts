import type {
  ChannelAccount,
  MethodParams,
  MethodResult,
  UnknownPlace,
  Wiring,
} from '@coderclaw/protocol';
import { effect, type Signal, signal, untracked } from '@preact/signals';
import { type GatewayLink, isConnectionLost, messageOf } from '../gateway/gateway-link.ts';
import type { Outcome } from '../view/outcome-line.tsx';
import { accountName, explainLogin } from './words.ts';

const MAX_WIRINGS = 200;
/** That a group which is known wrote once more is told by nobody; when it did is shown to the minute. */
const LOOK_AGAIN_MS = 60_000;
/** What the board shows may be another thing after these. */
const NEWS: ReadonlySet<string> = new Set(['health', 'pairing.changed', 'channels.changed']);

export type AccountView = ChannelAccount & { readonly channel: string; readonly label: string };
export type PlaceView = UnknownPlace & {
  readonly channel: string;
  readonly account: string;
  readonly label: string;
};

/** A channel that can be connected, and what a person is asked for. */
export type ChannelKind = MethodResult<'channels.describe'>['channels'][number];
/** An account that was just connected. */
export type AddedAccount = MethodResult<'channels.add'>;

/** The accounts on chat apps, the groups that wrote and who answers where; fresh while it is open. */
export class ChannelBoard {
  /** Null until the gateway has told. */
  readonly accounts: Signal<readonly AccountView[] | null> = signal(null);
  /** What can be connected; null until the gateway has told. */
  readonly kinds: Signal<readonly ChannelKind[] | null> = signal(null);
  /** The account that was connected last, until something else is done with accounts. */
  readonly added: Signal<AddedAccount | null> = signal(null);
  readonly wirings: Signal<readonly Wiring[]> = signal([]);
  /** Wirings beyond those that are shown. */
  readonly moreWirings: Signal<number> = signal(0);
  readonly agents: Signal<readonly string[]> = signal([]);
  /** What became of what was last asked for. */
  readonly outcome: Signal<Outcome | null>;
  readonly #link: GatewayLink;
  /** The question under way, and the one that waits for it. */
  #asking: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;
  readonly #cleanUp: (() => void)[];

  constructor(link: GatewayLink, outcome: Signal<Outcome | null>) {
    this.#link = link;
    this.outcome = outcome;
    const timer = setInterval(() => void this.refresh(), LOOK_AGAIN_MS);
    this.#cleanUp = [
      () => clearInterval(timer),
      link.listen(({ event }) => {
        if (NEWS.has(event)) void this.refresh();
      }),
      effect(() => {
        if (link.state.value.kind === 'connected') untracked(() => void this.refresh());
      }),
    ];
  }

  /** What a person calls a channel. */
  labelOf(channel: string): string {
    return this.kinds.value?.find((kind) => kind.channel === channel)?.label ?? channel;
  }

  /** Such as `bot token`; for what consists of several parts, `login`. */
  #loginOf(channel: string): string {
    const { fields = [] } = this.kinds.value?.find((kind) => kind.channel === channel) ?? {};
    return fields.length === 1 ? fields[0]!.label.toLowerCase() : 'login';
  }

  /** Asks for everything anew. However many ask meanwhile, it is asked once more for all of them. */
  refresh(): Promise<void> {
    this.#waiting ??= this.#asking.then(() => {
      this.#waiting = null;
      this.#asking = this.#load();
      return this.#asking;
    });
    return this.#waiting;
  }

  async #load(): Promise<void> {
    try {
      const [{ channels }, status, { wirings, total }, { agents, defaultId }] = await Promise.all([
        this.#link.request('channels.describe', {}),
        this.#link.request('channels.status', {}),
        this.#link.request('wirings.list', { limit: MAX_WIRINGS }),
        this.#link.request('agents.list', {}),
      ]);
      this.kinds.value = channels;
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

  /** True once a new account is connected; the platform is asked first. */
  async connect(params: MethodParams<'channels.add'>): Promise<boolean> {
    const { channel, account } = params;
    const isTaken = this.accounts.value?.some(
      (known) => known.channel === channel && known.accountId === account,
    );
    if (!isTaken) return this.#login(params);
    const text = `There is an account ${account} already. Choose another name.`;
    this.outcome.value = { kind: 'bad', text };
    return false;
  }

  /** True once an account that is there has the new login. */
  async renew(params: MethodParams<'channels.add'>): Promise<boolean> {
    return this.#login(params);
  }

  /** True once the account is gone. */
  async disconnect({ channel, accountId: account, label }: AccountView): Promise<boolean> {
    this.added.value = null;
    const title = accountName(label, account);
    return this.#change(async () => {
      const { remains } = await this.#link.request('channels.remove', { channel, account });
      if (remains === null) return `${title} is removed.`;
      return `${title} is out of the file, and ${remains} of the gateway’s environment still connects it. Unset that, too.`;
    });
  }

  async #login(params: MethodParams<'channels.add'>): Promise<boolean> {
    this.added.value = null;
    let added: AddedAccount | null = null;
    const isKept = await this.#change(
      async () => {
        added = await this.#link.request('channels.add', params);
        return `${added.name} is connected.`;
      },
      (error) => explainLogin(error, this.labelOf(params.channel), this.#loginOf(params.channel)),
    );
    // Not before the account itself is shown.
    this.added.value = added;
    return isKept;
  }

  /** True once the agent answers there. */
  async wire(params: MethodParams<'wirings.set'>): Promise<boolean> {
    return this.#change(async () => {
      await this.#link.request('wirings.set', params);
      return 'It is answered there from now on.';
    });
  }

  /** True once the wiring is gone. */
  async unwire(id: string): Promise<boolean> {
    return this.#change(async () => {
      await this.#link.request('wirings.remove', { id });
      return 'It is answered there no more.';
    });
  }

  close(): void {
    for (const clean of this.#cleanUp) clean();
  }

  /** `act` says what it did. */
  async #change(
    act: () => Promise<string>,
    explain: (error: unknown) => string = messageOf,
  ): Promise<boolean> {
    try {
      this.outcome.value = { kind: 'good', text: await act() };
      return true;
    } catch (error) {
      this.outcome.value = { kind: 'bad', text: explain(error) };
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
