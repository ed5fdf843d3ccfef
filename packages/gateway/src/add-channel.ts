import { ChannelError } from '@coderclaw/channel-kit';
import {
  type AccountWish,
  type ChannelSettings,
  type Environment,
  listSecrets,
  planAccount,
  resolveHome,
  saveAccount,
} from '@coderclaw/config';
import type { DmPolicy } from '@coderclaw/core';
import { CHANNEL_SOURCES, type ChannelSources } from './channel/channel-source.ts';
import { checkLogin } from './channel/check-login.ts';
import { Redactor } from './log/redact.ts';
import { SYSTEM_CLOCK } from './platform/system-clock.ts';

/** `problem`: why the platform does not let the account in; nothing was written then. */
export type AddedChannel =
  | {
      readonly ok: true;
      readonly enabled: boolean;
      readonly dmPolicy: DmPolicy;
      readonly name: string;
      readonly link: string;
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Tests an account and writes it into the configuration, without a gateway: the next start connects it.
 * Rejects with a ConfigError for what can not be written.
 */
export async function addChannel(
  { env, ...wish }: AccountWish & { readonly env?: Environment },
  sources: ChannelSources = CHANNEL_SOURCES,
): Promise<AddedChannel> {
  const paths = resolveHome(env);
  const plan = await planAccount(paths, wish, env);
  const { settings } = plan;
  const stopping = new AbortController().signal;
  const login = await checkLogin(settings, { sources, clock: SYSTEM_CLOCK, stopping }).catch(
    (error: unknown): { readonly ok: false; readonly problem: string } => {
      const isKnown = error instanceof ChannelError;
      const problem = isKnown ? error.message : `the channel broke: ${String(error)}`;
      return { ok: false, problem: withoutSecrets(settings, problem) };
    },
  );
  if ('problem' in login) return login;
  await saveAccount(paths, plan);
  return { ok: true, enabled: settings.enabled, dmPolicy: settings.policy.dmPolicy, ...login };
}

function withoutSecrets(settings: ChannelSettings, text: string): string {
  const redactor = new Redactor();
  for (const secret of listSecrets(settings)) redactor.learn(secret.reveal());
  return redactor.redact(text);
}
