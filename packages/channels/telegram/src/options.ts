import { ChannelError } from '@coderclaw/channel-kit';
import type { Json, JsonObject } from '@coderclaw/core';

/** What an account logs in with, as `channels.telegram` has it. */
export type TelegramOptions = {
  readonly botToken: string;
  /** Without a slash at its end. */
  readonly apiRoot: string;
  readonly streaming: boolean;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
};

const PUBLIC_ROOT = 'https://api.telegram.org';

/** Throws CHANNEL_SETTINGS, which never names the token. */
export function readOptions(options: JsonObject): TelegramOptions {
  const { botToken, apiRoot = PUBLIC_ROOT, streaming = true, webhook } = options;
  if (typeof botToken !== 'string' || botToken.trim() === '')
    throw wrong('botToken is missing; @BotFather on Telegram gives you one');
  if (!/^\d{1,20}:[\w-]{20,100}$/u.test(botToken.trim()))
    throw wrong('botToken does not look like one; @BotFather writes it as 123456:ABC…');
  if (typeof apiRoot !== 'string' || !/^https?:\/\/[^\s/]+/u.test(apiRoot))
    throw wrong('apiRoot is no address');
  return {
    botToken: botToken.trim(),
    apiRoot: apiRoot.replace(/\/+$/u, ''),
    streaming: streaming !== false,
    webhook: readWebhook(webhook),
  };
}

function readWebhook(webhook: Json | undefined): TelegramOptions['webhook'] {
  if (webhook === undefined || webhook === null) return null;
  const { url, secret } = webhook as JsonObject;
  if (typeof url !== 'string') throw wrong('webhook.url is missing');
  // Without it, anybody who knows the address could speak for everybody.
  if (typeof secret !== 'string' || !/^[\w-]{16,256}$/u.test(secret))
    throw wrong('webhook.secret must be 16 to 256 letters, digits, _ or -');
  return { url, secret };
}

function wrong(detail: string): ChannelError {
  return new ChannelError('CHANNEL_SETTINGS', detail);
}
