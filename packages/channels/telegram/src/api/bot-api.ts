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
  readonly #agent: { destroy(): void };
  #isDoubtful = false;

  constructor({ botToken, apiRoot }: TelegramOptions) {
    const { Agent } = process.getBuiltinModule(
      apiRoot.startsWith('https:') ? 'node:https' : 'node:http',
    );
    const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
    this.#agent = agent;
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
      const result = await work(this.#api, over as unknown as CallSignal);
      this.#isDoubtful = false;
      return result;
    } catch (error) {
      const failure = failureOf(error);
      this.#isDoubtful = failure.isOutage && !signal.aborted;
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
   * Calls that must not happen twice. After trouble the platform is first asked something harmless, so
   * that an outage costs one answer of which nobody knows, not one in each conversation.
   */
  async act<Result>(
    work: (api: Api, signal: CallSignal) => Promise<Result>,
    options: CallOptions,
  ): Promise<Result> {
    if (this.#isDoubtful)
      await this.ask((api, over) => api.getMe(over), { ...options, timeoutMs: PROBE_TIMEOUT_MS });
    // One turn, in which a connection that the platform has closed meanwhile is seen to be closed.
    await new Promise((resolve) => setImmediate(resolve));
    return this.call(work, options);
  }

  /** Breaks what is under way. */
  close(): void {
    this.#agent.destroy();
  }
}
