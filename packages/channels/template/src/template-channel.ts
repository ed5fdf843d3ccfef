import {
  type AccountSettings,
  type Channel,
  type ChannelAccount,
  ChannelError,
  type ChannelHost,
  withDefaults,
} from '@coderclaw/channel-kit';
import type { JsonObject } from '@coderclaw/core';
import { EventReader } from './event-reader.ts';
import { PlatformApi } from './platform-api.ts';
import { TemplateAccount } from './template-account.ts';

/** What it says of itself is what it can do beyond the defaults; each flag adds tests to the suite. */
export const TEMPLATE: Channel = {
  name: 'template',
  capabilities: withDefaults({ idempotency: 'key', maxTextUnits: 1_000 }),
  open,
};

/** Asks the platform whose login that is. Rejects with a ChannelError. */
export async function checkLogin(
  options: JsonObject,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly link: string }> {
  const { name, link } = await openApi(options).findMe(signal);
  return { name, link };
}

async function open(
  { account, options }: AccountSettings,
  host: ChannelHost,
): Promise<ChannelAccount> {
  const api = openApi(options);
  const me = await api.findMe(host.signal);
  // Nothing may fail from here on: whoever rejects leaves nothing behind.
  const closing = new AbortController();
  const signal = AbortSignal.any([host.signal, closing.signal]);
  const reader = new EventReader({ channel: TEMPLATE.name, account, me, api, host, signal });
  void reader.run();
  return new TemplateAccount(account, TEMPLATE.capabilities, api, closing);
}

function openApi({ url, token }: JsonObject): PlatformApi {
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new ChannelError('CHANNEL_SETTINGS', 'url has to be the address of the platform');
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/u.test(token))
    throw new ChannelError('CHANNEL_SETTINGS', 'token is missing, or is none');
  return new PlatformApi(url, token);
}
