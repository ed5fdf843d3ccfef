import { ChannelError, type ChannelErrorCode } from '@coderclaw/channel-kit';

/** Who we are on the platform. */
export type Me = { readonly id: string; readonly name: string; readonly link: string };

/** As the platform sends it. Another platform's own package types these better than we could. */
export type PlatformEvent = {
  readonly id: string;
  /** `text`, `edit`, or what we can not read. */
  readonly type: string;
  readonly conversation: { readonly id: string; readonly isGroup: boolean };
  readonly from: { readonly id: string; readonly name: string };
  readonly messageId: string;
  /** Counts the edits of a message. */
  readonly version: number;
  readonly text: string;
  /** The ids of those whom it names. */
  readonly mentions: readonly string[];
  /** The message that it answers. */
  readonly answers: { readonly from: string; readonly text: string } | null;
};

export type Post = {
  readonly conversation: string;
  readonly text: string;
  readonly answers: string | null;
  /** Two posts with the same one are one message. */
  readonly key: string;
};

/** The platform holds a call for events open for 30 seconds. */
const TIMEOUT_MS = 45_000;
/** With these, no connection came about: nothing of the request has left. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The platform's methods. Each rejects with a ChannelError. */
export class PlatformApi {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async findMe(signal: AbortSignal): Promise<Me> {
    return (await this.#ask('GET', '/me', null, signal)) as Me;
  }

  /** What was not acknowledged, oldest first. Waits for the first one. */
  async listEvents(signal: AbortSignal): Promise<readonly PlatformEvent[]> {
    const events = await this.#ask('GET', '/events', null, signal);
    if (!Array.isArray(events)) throw new ChannelError('CHANNEL_UNAVAILABLE', 'no list of events');
    return events;
  }

  async acknowledge(eventId: string, signal: AbortSignal): Promise<void> {
    await this.#ask('DELETE', `/events/${encodeURIComponent(eventId)}`, null, signal);
  }

  /** Resolves with the message's id. */
  async post(post: Post, signal: AbortSignal): Promise<string> {
    return ((await this.#act('POST', '/messages', post, signal)) as { readonly id: string }).id;
  }

  /** A call that can be made again at will: a lost answer is no more than a platform that was not reached. */
  async #ask(method: string, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.#act(method, path, body, signal);
    } catch (error) {
      const { code } = error as ChannelError;
      throw code === 'CHANNEL_ANSWER_LOST' ? new ChannelError('CHANNEL_UNREACHABLE') : error;
    }
  }

  async #act(method: string, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    // Nothing has left yet: that is certain, and worth more than an answer that may have been lost.
    if (signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, this.#url), {
        method,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        ...(body !== null && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      text = await response.text();
    } catch (cause) {
      throw failureOfRequest(cause);
    }
    if (!response.ok) throw failureOfAnswer(response, text);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new ChannelError('CHANNEL_ANSWER_LOST', 'it is no JSON', { cause });
    }
  }
}

function failureOfRequest(cause: unknown): ChannelError {
  const { code = '' } = ((cause as Error).cause ?? {}) as { readonly code?: string };
  const isSent = !NOT_CONNECTED.has(code);
  return new ChannelError(isSent ? 'CHANNEL_ANSWER_LOST' : 'CHANNEL_UNREACHABLE', code, { cause });
}

const CODE_OF_STATUS: Readonly<Record<number, ChannelErrorCode>> = {
  401: 'CHANNEL_AUTH',
  403: 'CHANNEL_FORBIDDEN',
  404: 'CHANNEL_NOT_FOUND',
  429: 'CHANNEL_RATE_LIMITED',
};

function failureOfAnswer({ status, headers }: Response, text: string): ChannelError {
  const unknown = status >= 500 ? 'CHANNEL_UNAVAILABLE' : 'CHANNEL_REFUSED';
  const waitSeconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new ChannelError(CODE_OF_STATUS[status] ?? unknown, `${status} ${text.slice(0, 200)}`, {
    ...(Number.isFinite(waitSeconds) && { retryAfterMs: waitSeconds * 1_000 }),
  });
}
