import { ChannelError } from '@coderclaw/channel-kit';
import { Api, type ApiClientOptions } from 'grammy';
import type { TelegramOptions } from '../options.ts';
import { ApiFailure, failureOf } from './api-failure.ts';

/** The signal as grammY types it: that of a package which Node no longer needs. */
export type CallSignal = NonNullable<Parameters<Api['getMe']>[0]>;

export type CallOptions = {
  readonly signal: AbortSignal;
  /** How long an answer is waited for. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 30_000;
/** How long to ask a platform that is in trouble whether it is back. */
const PROBE_TIMEOUT_MS = 10_000;
/** Idle connections are closed before the platform does it: one that it closed as we write is a lost answer. */
const IDLE_MS = 4_000;
/** A hundred updates, each as long as one can be, are a quarter of it. Counted unpacked. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The methods of the Bot API for one bot. Each call throws an ApiFailure, or CHANNEL_CLOSED when it was aborted before. */
export class BotApi {
  readonly #api: Api;
  readonly #botToken: string;
  readonly #agent: { destroy(): void };
  /** Until a call that acts is answered: what is asked of the platform it may answer out of its memory. */
  #isDoubtful = false;
  #isTrying = false;
  /** Whether the answer to the last try was lost, and nobody was told to wait since. */
  #isLost = false;

  constructor({ botToken, apiRoot }: TelegramOptions) {
    const { Agent } = process.getBuiltinModule(
      apiRoot.startsWith('https:') ? 'node:https' : 'node:http',
    );
    const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
    this.#agent = agent;
    this.#botToken = botToken;
    const baseFetchConfig = {
      agent,
      compress: true,
      size: MAX_ANSWER_BYTES,
      // Another address is not the one that was configured: it gets no message, and nothing behind it is asked.
      redirect: 'error',
    } as unknown as ApiClientOptions['baseFetchConfig'];
    this.#api = new Api(botToken, { apiRoot, ...(baseFetchConfig && { baseFetchConfig }) });
  }

  async call<Result>(
    work: (api: Api, signal: CallSignal) => Promise<Result>,
    { signal, timeoutMs = TIMEOUT_MS }: CallOptions,
  ): Promise<Result> {
    if (signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
    const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      return await work(this.#api, over as unknown as CallSignal);
    } catch (error) {
      const failure = failureOf(error, this.#botToken);
      if (failure.isOutage && !signal.aborted) this.#isDoubtful = true;
      // The rest of such an answer may have no end, and nothing else would hang up on it.
      if (failure.isTooLarge) this.#agent.destroy();
      throw failure;
    }
  }

  /** Calls that may be repeated at will: a lost answer is no more than a platform that was not reached. */
  async ask<Result>(
    work: (api: Api, signal: CallSignal) => Promise<Result>,
    options: CallOptions,
  ): Promise<Result> {
    try {
      return await this.call(work, options);
    } catch (error) {
      const isLost = error instanceof ApiFailure && error.code === 'CHANNEL_ANSWER_LOST';
      throw isLost ? new ApiFailure('CHANNEL_UNREACHABLE', 'it does not answer') : error;
    }
  }

  /**
   * Calls that must not happen twice. After trouble the platform is first asked something harmless, one call
   * goes before all others, and when its answer is lost too the next is not tried: whoever calls waits.
   * An outage costs one answer of which nobody knows, not one in each conversation.
   */
  async act<Result>(
    work: (api: Api, signal: CallSignal) => Promise<Result>,
    options: CallOptions,
  ): Promise<Result> {
    if (this.#isTrying || this.#isLost) {
      this.#isLost = false;
      throw new ApiFailure('CHANNEL_UNREACHABLE', 'an answer of it was lost a moment ago');
    }
    if (!this.#isDoubtful) return this.#actOnce(work, options);
    this.#isTrying = true;
    try {
      await this.ask((api, over) => api.getMe(over), {
        ...options,
        timeoutMs: PROBE_TIMEOUT_MS,
      });
      return await this.#actOnce(work, options);
    } catch (error) {
      const isLost = error instanceof ApiFailure && error.code === 'CHANNEL_ANSWER_LOST';
      this.#isLost = isLost && !options.signal.aborted;
      throw error;
    } finally {
      this.#isTrying = false;
    }
  }

  /**
   * A failure of the server does not say whether it acted. tdlib/telegram-bot-api answers 500 to what was
   * under way when it is closed, and makes 400 of every other code that TDLib knows (`fail_query_with_error`
   * in `Client.cpp`); 502, 503 and 504, in JSON too, are from what stands before it, and may have handed the
   * call on.
   */
  async #actOnce<Result>(
    work: (api: Api, signal: CallSignal) => Promise<Result>,
    options: CallOptions,
  ): Promise<Result> {
    // One turn, in which a connection that the platform has closed meanwhile is seen to be closed.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      const result = await this.call(work, options);
      this.#isDoubtful = false;
      return result;
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (!error.isOutage) this.#isDoubtful = false;
      if (error.status < 500) throw error;
      const { status, description } = error;
      // Its words are nothing to act on: only a refusal lets another form of the message be tried.
      throw new ApiFailure('CHANNEL_ANSWER_LOST', `it failed (${status}: ${description})`, {
        status,
      });
    }
  }

  /** Breaks what is under way. */
  close(): void {
    this.#agent.destroy();
  }
}
