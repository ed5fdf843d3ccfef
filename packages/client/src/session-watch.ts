import type {
  EventFrame,
  InFlight,
  SessionMessageEvent,
  SubscribeResult,
  TranscriptMessage,
} from '@coderclaw/protocol';

/** What a watcher of a session is told. Each message once, in the session's order, across connections. */
export type SessionWatcher = {
  readonly onMessage: (message: TranscriptMessage) => void;
  /** After each (re)connection: the answer under way, or null. What was streamed before is replaced. */
  readonly onInFlight?: (inFlight: InFlight | null) => void;
  /** More was missed than can be replayed, or the session was reset: fetch `chat.history` anew. */
  readonly onReset?: () => void;
  /** Subscribing was refused, for example because a scope is missing. It is tried again with the next connection. */
  readonly onError?: (error: Error) => void;
};

export type WatchOptions = {
  /** Highest cursor that the watcher already has; without it only what is new is told. */
  readonly cursor?: number;
};

/** Asks for a subscription, and hands its answer over before any event that follows it. */
type Subscribe = (
  params: { sessionKey: string; cursor?: number },
  onResult: (result: SubscribeResult) => void,
) => Promise<unknown>;

/** One session, watched from a cursor on. The client tells it of connections and events. */
export class SessionWatch {
  /** As the caller wrote it; `main` stays `main` here. */
  readonly sessionKey: string;
  readonly #watcher: SessionWatcher;
  /** As the gateway writes it, once it has answered. */
  #canonicalKey: string;
  #cursor: number | undefined;
  #epoch: number | undefined;
  /** Events count only between the answer to `subscribe` and the end of that connection. */
  #isLive = false;
  #attempt = 0;

  constructor(sessionKey: string, watcher: SessionWatcher, options: WatchOptions) {
    this.sessionKey = sessionKey;
    this.#canonicalKey = sessionKey;
    this.#watcher = watcher;
    this.#cursor = options.cursor;
  }

  /** The session's name in events. */
  get canonicalKey(): string {
    return this.#canonicalKey;
  }

  pause(): void {
    this.#isLive = false;
    this.#attempt += 1;
  }

  /**
   * Subscribes and replays. An event that arrives before the answer is left to the answer: taken at
   * once, it would move the cursor past what the answer is about to bring.
   */
  async resume(subscribe: Subscribe): Promise<void> {
    this.pause();
    const attempt = this.#attempt;
    const cursor = this.#cursor === undefined ? {} : { cursor: this.#cursor };
    try {
      await subscribe({ sessionKey: this.sessionKey, ...cursor }, (result) => {
        if (attempt === this.#attempt) this.#replay(result);
      });
    } catch (error) {
      if (attempt === this.#attempt) this.#watcher.onError?.(error as Error);
    }
  }

  receive(frame: EventFrame): void {
    if (!this.#isLive || frame.event !== 'session.message') return;
    const event = frame.payload as SessionMessageEvent;
    if (event.sessionKey === this.#canonicalKey) this.#tell(event.message);
  }

  #replay(result: SubscribeResult): void {
    const wasReset = this.#epoch !== undefined && this.#epoch !== result.epoch;
    this.#canonicalKey = result.sessionKey;
    this.#epoch = result.epoch;
    this.#isLive = true;
    if (wasReset || !result.complete) this.#watcher.onReset?.();
    else for (const message of result.messages) this.#tell(message);
    this.#cursor = Math.max(this.#cursor ?? 0, result.cursor);
    this.#watcher.onInFlight?.(result.inFlight);
  }

  #tell(message: TranscriptMessage): void {
    if (message.cursor <= (this.#cursor ?? -1)) return;
    this.#cursor = message.cursor;
    this.#watcher.onMessage(message);
  }
}
