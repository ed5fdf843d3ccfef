import {
  type AccountSettings,
  type Channel,
  type ChannelAccount,
  ChannelError,
  type ChannelHost,
  withDefaults,
} from '@coderclaw/channel-kit';
import type { JsonObject } from '@coderclaw/core';
import type { UserFromGetMe } from 'grammy/types';
import type { ApiFailure } from './api/api-failure.ts';
import { BotApi } from './api/bot-api.ts';
import { MAX_MESSAGE_UNITS } from './format/telegram-html.ts';
import { readOptions, type TelegramOptions } from './options.ts';
import { CHANNEL_NAME, type Login } from './read/login.ts';
import { WANTED_UPDATES } from './read/read-update.ts';
import { Poller } from './receive/poller.ts';
import { type IntakeTerms, UpdateIntake } from './receive/update-intake.ts';
import { createWebhook } from './receive/webhook.ts';
import { TelegramAccount } from './telegram-account.ts';

/** What is fetched is tried until it is accepted. */
const FETCHED: IntakeTerms = { insists: true };
/** The platform posts the next update of a chat once this one is accepted, and this one again if it is not. */
const POSTED: IntakeTerms = { insists: false };
/** “Bots can currently send files of any type of up to 50 MB in size.” */
const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** Telegram, through the Bot API. */
export const TELEGRAM: Channel = {
  name: CHANNEL_NAME,
  capabilities: withDefaults({
    maxTextUnits: MAX_MESSAGE_UNITS,
    edits: true,
    reactions: true,
    threads: true,
    typing: true,
    attachments: true,
    maxFileBytes: MAX_FILE_BYTES,
    buttons: true,
    streaming: true,
  }),
  open,
};

/** Asks the platform whose token that is. Rejects with a ChannelError. */
export async function checkToken(
  options: JsonObject,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly link: string }> {
  const api = new BotApi(readOptions(options));
  try {
    return nameOf(await api.ask((bot, over) => bot.getMe(over), { signal }));
  } finally {
    api.close();
  }
}

async function open(
  { account, options: given }: AccountSettings,
  host: ChannelHost,
): Promise<ChannelAccount> {
  const options = readOptions(given);
  const api = new BotApi(options);
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, host.signal]);
  try {
    const bot = await api.ask((bot, over) => bot.getMe(over), { signal });
    const login: Login = { account, botId: bot.id, username: bot.username };
    const report = reporter(host, bot);
    const intake = new UpdateIntake(host, login, signal, options.webhook ? POSTED : FETCHED);
    if (options.webhook) await subscribe(api, options.webhook, signal);
    report(null);
    const { clock, logger } = host;
    const receiving = options.webhook
      ? Promise.resolve()
      : new Poller({ api, intake, clock, logger, report, signal }).run();
    return new TelegramAccount({
      account,
      capabilities: { ...TELEGRAM.capabilities, streaming: options.streaming },
      options,
      api,
      host,
      closing,
      receiving,
      webhook: options.webhook && createWebhook(options.webhook.secret, intake, signal),
    });
  } catch (error) {
    closing.abort();
    api.close();
    throw error;
  }
}

async function subscribe(
  api: BotApi,
  { url, secret }: NonNullable<TelegramOptions['webhook']>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await api.call(
      (bot, over) =>
        bot.setWebhook(url, { secret_token: secret, allowed_updates: WANTED_UPDATES }, over),
      { signal },
    );
  } catch (error) {
    const { code, message } = error as ChannelError;
    throw code === 'CHANNEL_REFUSED'
      ? new ChannelError('CHANNEL_SETTINGS', `webhook.url does not work: ${message}`)
      : error;
  }
}

function nameOf({ username }: UserFromGetMe): { readonly name: string; readonly link: string } {
  return { name: `@${username}`, link: `https://t.me/${username}` };
}

/** Tells the gateway how the login is. */
function reporter(host: ChannelHost, bot: UserFromGetMe): (failure: ApiFailure | null) => void {
  return (failure) => {
    if (!failure) return host.report({ state: 'running', ...nameOf(bot) });
    if (failure.code === 'CHANNEL_AUTH')
      return host.report({ state: 'refused', problem: failure.message });
    const problem =
      failure.status === 409
        ? 'another program fetches the messages of this bot; stop it, or renew the token'
        : failure.message;
    host.report({ state: 'waiting', problem });
  };
}
