import { isDeepStrictEqual } from 'node:util';
import { CLI, eventOfCliRequest } from '@coderclaw/channel-cli';
import type {
  AccountStatus,
  Channel,
  ChannelAccount,
  MessageRequest,
} from '@coderclaw/channel-kit';
import { REQUEST_ACCOUNT } from '@coderclaw/channel-kit';
import { eventOfWebchatRequest, WEBCHAT } from '@coderclaw/channel-webchat';
import { type ChannelSettings, revealOptions } from '@coderclaw/config';
import type { AccountRef, ChannelDirectory, InboundEvent, OutboundChannel } from '@coderclaw/core';
import type { ChannelHealth } from '@coderclaw/protocol';
import {
  type AccountReport,
  nameAccount,
  reportOf,
  toChannelHealth,
} from '../channel/account-report.ts';
import { type AccountPorts, ConfiguredAccount } from '../channel/configured-account.ts';

/** The channels whose clients are the gateway's own. */
const FACES: readonly Channel[] = [WEBCHAT, CLI];

/** The message of a client that signed in, on the channel that its mode belongs to. */
export function eventOfClient(mode: string, request: MessageRequest): InboundEvent {
  return mode === 'cli' ? eventOfCliRequest(request) : eventOfWebchatRequest(request);
}

/** An account that is there as long as the gateway is. */
type BuiltIn = { readonly account: ChannelAccount; readonly report: AccountReport };

/** The accounts of every channel: those that come with the gateway, and those of the configuration. */
export class OpenChannels implements ChannelDirectory {
  readonly #channels: readonly Channel[];
  readonly #builtIn = new Map<string, BuiltIn>();
  readonly #configured = new Map<string, ConfiguredAccount>();
  #ports: AccountPorts | null = null;
  #isConnecting = false;

  /** `others` are open as long as the gateway is, beside its own. */
  constructor(others: readonly Channel[]) {
    this.#channels = [...FACES, ...others];
  }

  /** Opens what comes with the gateway. The configured accounts are known from now on, and not connected. */
  async open(ports: AccountPorts, configured: readonly ChannelSettings[]): Promise<void> {
    this.#ports = ports;
    for (const channel of this.#channels) await this.#openBuiltIn(channel, ports);
    this.configure(configured);
  }

  /** Connects the configured accounts, from now on as soon as they are configured. Nobody waits for them. */
  connect(): void {
    this.#isConnecting = true;
    for (const account of this.#configured.values()) account.start(Promise.resolve());
  }

  /** Opens, closes and opens again exactly those accounts of which something changed that they were opened with. */
  configure(wanted: readonly ChannelSettings[]): void {
    const ports = this.#ports;
    if (!ports) return;
    const before = new Map(this.#configured);
    this.#configured.clear();
    const fresh: ConfiguredAccount[] = [];
    for (const settings of wanted) {
      const name = nameOf(settings);
      const known = before.get(name);
      if (known && isSameLogin(known.settings, settings)) {
        before.delete(name);
        this.#configured.set(name, known);
        continue;
      }
      const account = new ConfiguredAccount(settings, ports);
      this.#configured.set(name, account);
      fresh.push(account);
    }
    // A login may have gone from one account to another: nobody opens before everybody has closed.
    const closed = Promise.all([...before.values()].map((account) => account.close()));
    if (this.#isConnecting) for (const account of fresh) account.start(closed);
  }

  find(account: AccountRef): OutboundChannel | undefined {
    const name = nameOf(account);
    const configured = this.#configured.get(name);
    if (configured?.settings.enabled) return configured.door;
    return this.#builtIn.get(name)?.account;
  }

  /** An account of the configuration, connected or not. */
  findConfigured(account: AccountRef): ConfiguredAccount | undefined {
    return this.#configured.get(nameOf(account));
  }

  get reports(): readonly AccountReport[] {
    return [...this.#builtIn.values(), ...this.#configured.values()].map(({ report }) => report);
  }

  get health(): readonly ChannelHealth[] {
    return this.reports.map(toChannelHealth);
  }

  /** What keeps accounts from being connected, beside what the configuration itself says of them. */
  get problems(): readonly string[] {
    return [...this.#configured.values()].flatMap(({ settings, report }) =>
      settings.problem === null && report.problem !== undefined
        ? [`${nameAccount(report)}: ${report.problem}`]
        : [],
    );
  }

  async close(): Promise<void> {
    const accounts = [...this.#builtIn.values()].map(({ account }) => account);
    await Promise.all([...accounts, ...this.#configured.values()].map((one) => one.close()));
  }

  async #openBuiltIn(channel: Channel, { host, stopping, onChange }: AccountPorts): Promise<void> {
    const ref = { channel: channel.name, account: REQUEST_ACCOUNT };
    const told = { report: { ...ref, state: 'running' } as AccountReport };
    const take = (status: AccountStatus) => {
      told.report = reportOf(told.report, status);
      onChange();
    };
    const settings = { account: REQUEST_ACCOUNT, options: {} };
    const account = await channel.open(settings, host(ref, take, stopping));
    this.#builtIn.set(nameOf(ref), Object.assign(told, { account }));
  }
}

function nameOf({ channel, account }: AccountRef): string {
  return `${channel}/${account}`;
}

/** Who may write is looked up anew for each message; only what an account logs in with needs it opened again. */
function isSameLogin(one: ChannelSettings, other: ChannelSettings): boolean {
  return (
    one.enabled === other.enabled &&
    one.problem === other.problem &&
    isDeepStrictEqual(revealOptions(one.options), revealOptions(other.options))
  );
}
