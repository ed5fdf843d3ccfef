import {
  type AccountStatus,
  type ChannelAccount,
  ChannelError,
  type ChannelHost,
  withDefaults,
} from '@coderclaw/channel-kit';
import { type ChannelSettings, revealOptions } from '@coderclaw/config';
import {
  type AccountRef,
  type Capabilities,
  type Clock,
  type Logger,
  MAX_FILE_BYTES,
  type OutboundChannel,
  type Random,
} from '@coderclaw/core';
import { COMMAND_MENU } from '../command/command-menu.ts';
import { type AccountReport, isSameReport, reportOf } from './account-report.ts';
import type { ChannelSources } from './channel-source.ts';
import { closedDoor } from './closed-door.ts';

/** Between two tries to connect, at first and at most. */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 5 * 60_000;
/** What an account may take to close, of the two seconds that a stop has. */
const CLOSE_MS = 1_000;
/** Until the channel itself is loaded: nothing that it could not keep. Files wait, instead of being given up. */
const UNKNOWN: Capabilities = withDefaults({
  transport: 'push',
  attachments: true,
  maxFileBytes: MAX_FILE_BYTES,
});

export type AccountPorts = {
  readonly sources: ChannelSources;
  /** The gateway, as the account's login may use it. */
  readonly host: (
    account: AccountRef,
    report: (status: AccountStatus) => void,
    signal: AbortSignal,
  ) => ChannelHost;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Takes secrets out of what a platform or a library said. */
  readonly redact: (text: string) => string;
  /** Aborts when the gateway stops. */
  readonly stopping: AbortSignal;
  /** Told whenever the report is another. */
  readonly onChange: () => void;
};

/**
 * One account of the configuration. It connects behind the gateway's back: nobody waits for it, what is
 * sent meanwhile waits, and it tries again for as long as another try may help.
 */
export class ConfiguredAccount {
  readonly settings: ChannelSettings;
  readonly #ports: AccountPorts;
  readonly #closing = new AbortController();
  #report: AccountReport;
  #account: ChannelAccount | null = null;
  #capabilities = UNKNOWN;
  #connecting: Promise<void> = Promise.resolve();

  constructor(settings: ChannelSettings, ports: AccountPorts) {
    const { channel, account, enabled, problem } = settings;
    const state = enabled ? (problem === null ? 'starting' : 'failed') : 'stopped';
    this.settings = settings;
    this.#ports = ports;
    this.#report = { channel, account, state, ...(problem !== null && { problem }) };
  }

  get report(): AccountReport {
    return this.#report;
  }

  get webhook(): ChannelAccount['webhook'] {
    return this.#account?.webhook;
  }

  /** How to send on it now. What it can not send now, it says may be tried again. */
  get door(): OutboundChannel {
    if (this.#account) return this.#account;
    const { channel, account, state, problem } = this.#report;
    const why = `${channel}/${account} is not connected (${state})${problem ? `: ${problem}` : ''}`;
    return closedDoor(this.#capabilities, why);
  }

  /** Connects once `free` resolves: nobody else uses the login from then on. Returns at once. */
  start(free: Promise<unknown>): void {
    const { enabled, problem } = this.settings;
    if (enabled && problem === null) this.#connecting = free.then(() => this.#connect());
  }

  /** Resolves when it is closed, or has had its time for it. Repeatable. */
  async close(): Promise<void> {
    const { channel, account } = this.settings;
    const { clock, logger } = this.#ports;
    this.#closing.abort();
    const done = new AbortController();
    const closed = Promise.all([this.#connecting, this.#account?.close()])
      .catch((error: unknown) =>
        logger.warn('a channel account did not close well', { channel, account, error }),
      )
      .finally(() => done.abort());
    this.#account = null;
    await Promise.race([closed, clock.sleep(CLOSE_MS, done.signal)]);
  }

  async #connect(): Promise<void> {
    const { clock, random, stopping } = this.#ports;
    const signal = AbortSignal.any([stopping, this.#closing.signal]);
    for (let failures = 0; !signal.aborted; failures += 1) {
      const failure = await this.#open(signal);
      if (!failure?.retryable) return;
      const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(16, failures));
      const waitMs = Math.round(ceiling * (0.5 + random.next() / 2));
      await clock.sleep(Math.max(waitMs, failure.retryAfterMs ?? 0), signal);
    }
  }

  /** One try. Undefined when it is connected, or nobody wants it any more. */
  async #open(signal: AbortSignal): Promise<ChannelError | undefined> {
    const { channel: name, account, options } = this.settings;
    let isTold = false;
    const report = (status: AccountStatus) => {
      isTold = true;
      if (!signal.aborted) this.#take(status);
    };
    try {
      const { channel } = await this.#load(name);
      this.#capabilities = channel.capabilities;
      const host = this.#ports.host({ channel: name, account }, report, signal);
      const opened = await channel.open({ account, options: revealOptions(options) }, host);
      if (signal.aborted) {
        await opened.close();
        return undefined;
      }
      this.#account = opened;
      void this.#publish(opened);
      if (!isTold) this.#take({ state: 'running' });
      return undefined;
    } catch (error) {
      return signal.aborted ? undefined : this.#fail(error);
    }
  }

  /** The menu is a help and no more: without it the account works as well. */
  async #publish(opened: ChannelAccount): Promise<void> {
    const { channel, account } = this.settings;
    try {
      await opened.publishCommands?.(COMMAND_MENU);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      const fields = { channel, account, error };
      this.#ports.logger.warn('the menu of commands could not be published', fields);
    }
  }

  async #load(channel: string) {
    const source = this.#ports.sources[channel];
    if (!source) throw new ChannelError('CHANNEL_SETTINGS', `there is no channel ${channel} here`);
    return source();
  }

  #fail(error: unknown): ChannelError {
    const { channel, account } = this.settings;
    const known = error instanceof ChannelError;
    // What is no ChannelError is a defect, which another try would only repeat.
    if (!known)
      this.#ports.logger.error('a channel broke while connecting', { channel, account, error });
    const failure = known
      ? error
      : new ChannelError('CHANNEL_SETTINGS', 'the channel broke; the log says where', {
          cause: error,
        });
    this.#take({ state: failure.retryable ? 'waiting' : 'refused', problem: failure.message });
    return failure;
  }

  #take(status: AccountStatus): void {
    const { logger, redact, onChange } = this.#ports;
    const { problem } = status;
    const clean = problem === undefined ? status : { ...status, problem: redact(problem) };
    const report = reportOf(this.#report, clean);
    if (isSameReport(report, this.#report)) return;
    this.#report = report;
    const fields = { ...report };
    if (report.state === 'running') logger.info('a channel account is connected', fields);
    else logger.warn('a channel account is not connected', fields);
    onChange();
  }
}
