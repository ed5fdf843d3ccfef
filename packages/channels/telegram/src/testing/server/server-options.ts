import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@coderclaw/core';
import type { UserFromGetMe } from 'grammy/types';
import type { FloodLimits } from '../flood/flood-control.ts';

export type BotApiServerOptions = {
  /** Default: one of the right form, with the bot's id in front. */
  readonly token?: string;
  /** What getMe answers, over the defaults. */
  readonly bot?: Partial<UserFromGetMe>;
  /** Default: any free port of 127.0.0.1. */
  readonly port?: number;
  /** Time for dates, floods, long polls and slow answers. Default: the real one. */
  readonly clock?: Clock;
  /** `real` (default): the platform's own limits. */
  readonly floodControl?: 'real' | 'off' | FloodLimits;
  /** Whether the bot sees of a group only what is meant for it. Default: false, it sees all. */
  readonly privacyMode?: boolean;
  /** Where what happens is kept across processes. Default: nowhere. */
  readonly ledgerFile?: string;
  readonly firstUpdateId?: number;
};

export const DEFAULT_TOKEN = '7000000001:AAF-test-token_of-the-bot-api-server00';
export const FIRST_UPDATE_ID = 500_000_001;

export function botOf(token: string, own: Partial<UserFromGetMe>, privacyMode: boolean) {
  const bot: UserFromGetMe = {
    id: Number.parseInt(token, 10),
    is_bot: true,
    first_name: 'Claw',
    username: 'claw_test_bot',
    can_join_groups: true,
    can_read_all_group_messages: !privacyMode,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    ...own,
  } as UserFromGetMe;
  return bot;
}

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => {
      // Ignored: an aborted sleep is over, which is what a Clock promises.
    });
  },
};
