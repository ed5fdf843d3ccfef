import { ChannelError } from '@coderclaw/channel-kit';
import { type ChannelSettings, revealOptions } from '@coderclaw/config';
import type { Clock } from '@coderclaw/core';
import type { ChannelLogin, ChannelSources } from './channel-source.ts';

/** How long a platform may take to say who a login belongs to. */
const CHECK_MS = 20_000;

export type CheckPorts = {
  readonly sources: ChannelSources;
  readonly clock: Clock;
  /** Aborts when nobody waits for the answer any more. */
  readonly stopping: AbortSignal;
};

/** Asks the platform who an account's login belongs to. Rejects with a ChannelError, and whatever a broken channel throws. */
export async function checkLogin(
  settings: Pick<ChannelSettings, 'channel' | 'options'>,
  { sources, clock, stopping }: CheckPorts,
): Promise<ChannelLogin> {
  const { channel, options } = settings;
  const source = sources[channel];
  if (!source) throw new ChannelError('CHANNEL_SETTINGS', `there is no channel ${channel} here`);
  const done = new AbortController();
  const signal = AbortSignal.any([stopping, done.signal]);
  const ask = async () => (await source()).check(revealOptions(options), signal);
  const tooLate = clock.sleep(CHECK_MS, signal).then(() => undefined);
  try {
    const login = await Promise.race([ask(), tooLate]);
    if (login) return login;
    throw new ChannelError('CHANNEL_UNREACHABLE', `no answer within ${CHECK_MS / 1_000} s`);
  } finally {
    done.abort();
  }
}
