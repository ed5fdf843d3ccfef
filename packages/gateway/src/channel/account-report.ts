import type { AccountStatus } from '@coderclaw/channel-kit';
import { DEFAULT_ACCOUNT } from '@coderclaw/config';
import type { AccountRef } from '@coderclaw/core';
import type { ChannelHealth } from '@coderclaw/protocol';

/** How an account is, as far as anybody is told. */
export type AccountReport = AccountRef & {
  readonly state: ChannelHealth['state'];
  /** Who we are on the platform, and where people find us. */
  readonly name?: string;
  readonly link?: string;
  /** What is wrong, and what to do about it. */
  readonly problem?: string;
};

const STATE_OF_STATUS = {
  running: 'running',
  waiting: 'degraded',
  refused: 'failed',
} as const satisfies Record<AccountStatus['state'], ChannelHealth['state']>;

/** The adapter's own word; who we are is remembered over a failure. */
export function reportOf(
  before: AccountReport,
  { state, name = before.name, link = before.link, problem }: AccountStatus,
): AccountReport {
  const { channel, account } = before;
  return {
    channel,
    account,
    state: STATE_OF_STATUS[state],
    ...(name !== undefined && { name }),
    ...(link !== undefined && { link }),
    ...(problem !== undefined && { problem }),
  };
}

export function isSameReport(one: AccountReport, other: AccountReport): boolean {
  return (
    one.state === other.state &&
    one.name === other.name &&
    one.link === other.link &&
    one.problem === other.problem
  );
}

/** As `health` and `status` have it. */
export function toChannelHealth({
  channel,
  account,
  state,
  problem,
}: AccountReport): ChannelHealth {
  return { channel, account, state, ...(problem && { detail: problem }) };
}

/** What a person calls an account: a channel's only one by the channel's name. */
export function nameAccount({ channel, account }: AccountRef): string {
  return account === DEFAULT_ACCOUNT ? channel : `${channel}/${account}`;
}

const WORD_OF_STATE = {
  starting: 'connecting',
  running: '',
  degraded: 'waiting',
  stopped: 'off',
  failed: 'failed',
} as const satisfies Record<ChannelHealth['state'], string>;

/** An account in a list of them, such as `telegram (connecting)`. */
export function describeAccount(report: AccountReport): string {
  const word = WORD_OF_STATE[report.state];
  return nameAccount(report) + (word && ` (${word})`);
}
