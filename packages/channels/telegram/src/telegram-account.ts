import {
  type Capabilities,
  type ChannelAccount,
  ChannelError,
  type ChannelHost,
  type CommandEntry,
  outcomeOfError,
  type PaceLimits,
  Pacer,
  type WebhookRequest,
} from '@coderclaw/channel-kit';
import {
  type ConversationKind,
  changesMessage,
  type FileRef,
  type OutboundPart,
  type OutboundPreview,
  type PreviewOutcome,
  type SendOutcome,
  type WorkSign,
} from '@coderclaw/core';
import { ApiFailure, failureOf } from './api/api-failure.ts';
import type { BotApi } from './api/bot-api.ts';
import { fetchFile } from './api/fetch-file.ts';
import { splitAnswer } from './format/split-answer.ts';
import type { TelegramOptions } from './options.ts';
import { parseAddress } from './read/place.ts';
import { pressOfEventKey } from './read/read-update.ts';
import { placeFields } from './send/body.ts';
import { editText, isGone, placeOf, sendPart } from './send/send-part.ts';

/**
 * A little below core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this (1 a second, 20 a
 * minute, 30 a second), since the platform counts when a message arrives. Edits count as messages do.
 */
const LIMITS: PaceLimits = {
  burst: 3,
  perSecond: 0.9,
  sharedPerMinute: 19,
  allBurst: 4,
  allPerSecond: 25,
};
/** Room that comes so soon is waited for; for the rest the part is put back, and nothing hangs. */
const MAX_PACE_WAIT_MS = 1_300;
const SIGN_TIMEOUT_MS = 5_000;
/** What is being sent when the account is closed has so long to get its answer, without which nobody knows. */
const LAST_SENDS_MS = 3_000;
/** How a message is marked that waits, or joined a run: two of the reactions that every chat allows. */
const MARKS = { queued: '👀', steered: '👌' } as const;

export type AccountParts = {
  readonly account: string;
  readonly capabilities: Capabilities;
  readonly options: TelegramOptions;
  readonly api: BotApi;
  readonly host: ChannelHost;
  /** Aborts when the account is closed. */
  readonly closing: AbortController;
  /** Resolves when nothing is received any more. */
  readonly receiving: Promise<void>;
  readonly webhook: ((request: WebhookRequest) => Promise<{ readonly status: number }>) | null;
};

/** One bot that is logged in. */
export class TelegramAccount implements ChannelAccount {
  readonly account: string;
  readonly capabilities: Capabilities;
  readonly webhook?: NonNullable<AccountParts['webhook']>;
  readonly #parts: AccountParts;
  readonly #pacer: Pacer;
  readonly #sending = new Set<Promise<unknown>>();
  /** Until then, by the monotonic clock, the platform asked us to wait: nothing is shown that can be left out. */
  #quietUntil = 0;
  /** Breaks what is still being sent some time after the account began to close. */
  readonly #breaking = new AbortController();

  constructor(parts: AccountParts) {
    const { account, capabilities, webhook, host } = parts;
    this.account = account;
    this.capabilities = capabilities;
    this.#parts = parts;
    this.#pacer = new Pacer(LIMITS, host.clock);
    if (webhook) this.webhook = webhook;
  }

  split(text: string): readonly string[] {
    return splitAnswer(text);
  }

  async send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome> {
    const sent = this.#send(part, signal);
    this.#sending.add(sent);
    try {
      return await sent;
    } finally {
      this.#sending.delete(sent);
    }
  }

  async #send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome> {
    const { api, host } = this.#parts;
    const over = AbortSignal.any([signal, this.#breaking.signal]);
    try {
      const { chatId } = placeOf(part.address);
      // A reaction makes no message.
      const isPaced = part.content.kind !== 'reaction';
      const waitMs = isPaced ? await this.#pace(chatId, part, this.#until(signal)) : 0;
      if (waitMs > 0) return { kind: 'held', waitMs };
      const readFile = (file: FileRef) => host.readFile(file);
      const ports = { api, readFile };
      try {
        return { kind: 'delivered', platformMessageId: await sendPart(part, ports, over) };
      } finally {
        if (isPaced) this.#pacer.arrived(chatId);
      }
    } catch (error) {
      if (changesMessage(part.content) && isGone(error)) return { kind: 'gone' };
      return this.#outcomeOf(error);
    }
  }

  /** The platform can not be asked for a message that it was sent. */
  async lookUp(): Promise<undefined> {
    return undefined;
  }

  async preview(preview: OutboundPreview, signal: AbortSignal): Promise<PreviewOutcome> {
    const { address, conversationKind } = preview;
    try {
      const place = placeOf(address);
      if (!this.#pacer.takeSpare(place.chatId, isShared(conversationKind)))
        return { kind: 'skipped' };
      const options = { signal: this.#until(signal), timeoutMs: SIGN_TIMEOUT_MS };
      try {
        await editText(place, preview, this.#parts.api, options);
      } finally {
        this.#pacer.arrived(place.chatId);
      }
      return { kind: 'shown' };
    } catch (error) {
      const { message, retryAfterMs } = this.#noted(error);
      return {
        kind: 'skipped',
        error: message,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    }
  }

  async indicate(sign: WorkSign, signal: AbortSignal): Promise<void> {
    try {
      await this.#show(sign, this.#until(signal));
    } catch (error) {
      // Best effort: a sign that is lost harms nobody.
      const { message } = this.#noted(error);
      this.#parts.host.logger.debug('a sign was not shown', { sign: sign.kind, error: message });
    }
  }

  download(sourceRef: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const { api, options } = this.#parts;
    return fetchFile(api, options, sourceRef, this.#until(signal));
  }

  /** The menu that the platform shows when somebody types `/`. */
  async publishCommands(commands: readonly CommandEntry[]): Promise<void> {
    const wanted = commands
      .filter(({ name }) => /^[a-z0-9_]{1,32}$/u.test(name))
      .map(({ name, description }) => ({ command: name, description: description.slice(0, 256) }));
    const options = { signal: this.#parts.closing.signal };
    const { api, host } = this.#parts;
    try {
      const known = await api.call((bot, over) => bot.getMyCommands({}, over), options);
      if (JSON.stringify(known) === JSON.stringify(wanted)) return;
      await api.call((bot, over) => bot.setMyCommands(wanted, {}, over), options);
    } catch (error) {
      host.logger.warn('the menu of commands was not published', {
        error: channelErrorOf(error).message,
      });
    }
  }

  async close(): Promise<void> {
    this.#parts.closing.abort();
    const ended = new AbortController();
    const sent = Promise.allSettled(this.#sending).finally(() => ended.abort());
    await Promise.race([sent, this.#parts.host.clock.sleep(LAST_SENDS_MS, ended.signal)]);
    this.#breaking.abort();
    await this.#parts.receiving;
    this.#parts.api.close();
  }

  #until(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#parts.closing.signal]);
  }

  /** Takes room, which is waited for where that is a moment: 0, or in how many milliseconds there is some. */
  async #pace(
    chatId: string,
    { address, conversationKind }: OutboundPart,
    signal: AbortSignal,
  ): Promise<number> {
    const { clock } = this.#parts.host;
    for (let waited = 0; !signal.aborted; ) {
      const waitMs = this.#pacer.take(chatId, isShared(conversationKind), address);
      if (waitMs === 0 || waited + waitMs > MAX_PACE_WAIT_MS) return waitMs;
      waited += waitMs;
      await clock.sleep(waitMs, signal);
    }
    throw new ChannelError('CHANNEL_CLOSED');
  }

  /** Remembers for how long the platform asks us to wait, where it does. */
  #noted(error: unknown): ChannelError {
    const failure = channelErrorOf(error);
    const until = this.#parts.host.clock.monotonic() + (failure.retryAfterMs ?? 0);
    this.#quietUntil = Math.max(this.#quietUntil, until);
    return failure;
  }

  #outcomeOf(error: unknown): SendOutcome {
    const { api: _, host } = this.#parts;
    this.#noted(error);
    if (error instanceof ApiFailure) {
      if (error.movedTo !== undefined) return { kind: 'moved', address: error.movedTo };
      if (error.code === 'CHANNEL_AUTH')
        host.report({ state: 'refused', problem: `${error.message}; get another from @BotFather` });
    }
    return outcomeOfError(error);
  }

  async #show(sign: WorkSign, signal: AbortSignal): Promise<void> {
    const { api } = this.#parts;
    const options = { signal, timeoutMs: SIGN_TIMEOUT_MS };
    if (sign.kind === 'pressed') {
      const id = pressOfEventKey(sign.eventKey);
      const text = sign.text === undefined ? {} : { text: sign.text.slice(0, 200) };
      if (id) await api.call((bot, over) => bot.answerCallbackQuery(id, text, over), options);
      return;
    }
    const place = parseAddress(sign.address);
    if (!place) return;
    if (sign.kind === 'typing') {
      const isQuiet = this.#parts.host.clock.monotonic() < this.#quietUntil;
      if (isQuiet || !this.#pacer.hasRoom(place.chatId, isShared(sign.conversationKind))) return;
      await api.call(
        (bot, over) => bot.sendChatAction(place.chatId, 'typing', placeFields(place), over),
        options,
      );
      return;
    }
    const reaction =
      sign.state === 'done' ? [] : [{ type: 'emoji', emoji: MARKS[sign.state] } as const];
    const messageId = Number(sign.platformMessageId);
    await api.call(
      (bot, over) => bot.setMessageReaction(place.chatId, messageId, reaction, {}, over),
      options,
    );
  }
}

function isShared(kind: ConversationKind): boolean {
  return kind !== 'direct';
}

/** Errors that come with the platform's words, or with ours. */
function channelErrorOf(error: unknown): ChannelError {
  return error instanceof ChannelError ? error : failureOf(error);
}
