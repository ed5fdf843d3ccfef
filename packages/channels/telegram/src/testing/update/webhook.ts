import type { Update, WebhookInfo } from 'grammy/types';
import { ApiError } from '../error/api-error.ts';
import { CallArguments } from '../server/call-arguments.ts';
import type { Platform } from '../server/platform.ts';

type Act = (method: string, args: CallArguments) => Promise<unknown>;

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/**
 * Sends updates to the address of setWebhook: one at a time, in order, each again until it is answered
 * with 2xx, with growing pauses (tdlib/telegram-bot-api `WebhookActor.cpp`; the platform sends updates
 * of different chats side by side, up to max_connections, which is not imitated). An answer may be a call
 * of a method; its result is not told.
 */
export class Webhook {
  lastError: Pick<WebhookInfo, 'last_error_date' | 'last_error_message'> | undefined;
  readonly #platform: Platform;
  readonly #act: Act;
  #closing = new AbortController();
  #running: Promise<void> | undefined;

  constructor(platform: Platform, act: Act) {
    this.#platform = platform;
    this.#act = act;
    platform.memory.watch(() => this.#run());
  }

  open(): void {
    this.#closing = new AbortController();
    this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  #run(): void {
    if (this.#running || this.#closing.signal.aborted || !this.#next) return;
    this.#running = this.#sendAll().finally(() => {
      this.#running = undefined;
      this.#run();
    });
  }

  get #next(): Update | undefined {
    const { webhook, queue } = this.#platform.memory;
    return webhook ? queue.first : undefined;
  }

  async #sendAll(): Promise<void> {
    let pauseMs = FIRST_RETRY_MS;
    const { signal } = this.#closing;
    for (let update = this.#next; update && !signal.aborted; update = this.#next) {
      if (await this.#send(update, signal)) {
        pauseMs = FIRST_RETRY_MS;
        this.#platform.memory.queue.remove(update);
        this.#platform.commit({ type: 'confirmed', offset: update.update_id + 1 });
      } else {
        await this.#platform.clock.sleep(pauseMs, signal);
        pauseMs = Math.min(pauseMs * 2, MAX_RETRY_MS);
      }
    }
  }

  async #send(update: Update, signal: AbortSignal): Promise<boolean> {
    const { webhook } = this.#platform.memory;
    if (!webhook) return false;
    try {
      const answer = await fetch(webhook.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(webhook.secretToken && {
            'x-telegram-bot-api-secret-token': webhook.secretToken,
          }),
        },
        body: JSON.stringify(update),
        redirect: 'manual',
        signal,
      });
      const body = await answer.text();
      if (!answer.ok) return this.#failed(`${answer.status} ${answer.statusText}`);
      await this.#obey(body);
      return true;
    } catch (error) {
      return this.#failed((error as Error).message);
    }
  }

  #failed(how: string): false {
    this.lastError = {
      last_error_date: this.#platform.date,
      last_error_message: `Wrong response from the webhook: ${how}`,
    };
    return false;
  }

  async #obey(body: string): Promise<void> {
    if (!body.startsWith('{')) return;
    try {
      const { method, ...values } = JSON.parse(body) as { method?: string };
      if (method) await this.#act(method, new CallArguments(values));
    } catch (error) {
      // Ignored: “it's not possible to know that such a request was successful or get its result”.
      if (!(error instanceof ApiError) && !(error instanceof SyntaxError)) throw error;
    }
  }
}
