import { effect, type Signal, signal, untracked } from '@preact/signals';
import {
  type GatewayEvent,
  type GatewayLink,
  isConnectionLost,
  messageOf,
} from '../gateway/gateway-link.ts';
import {
  changeOutgoing,
  loadOutbox,
  type Outgoing,
  saveOutbox,
  type TextStore,
  withoutArrived,
} from './outbox.ts';
import {
  addMessages,
  addPage,
  applyAgent,
  applyChat,
  applyRun,
  EMPTY_TRANSCRIPT,
  showInFlight,
  type Transcript,
} from './transcript.ts';

const PAGE_SIZE = 80;

export type ChatOptions = {
  readonly link: GatewayLink;
  /** The full key, as events carry it. */
  readonly sessionKey: string;
  readonly store: TextStore;
  readonly now: () => number;
  readonly newKey: () => string;
  /** Runs a callback when the screen is next drawn. */
  readonly onFrame: (callback: () => void) => void;
};

/** One session as the page shows it: loaded when opened, followed, and taken up again after every reconnect. */
export class Chat {
  readonly sessionKey: string;
  readonly transcript: Signal<Transcript> = signal(EMPTY_TRANSCRIPT);
  readonly outbox: Signal<readonly Outgoing[]>;
  /** What went wrong with the session as a whole; null while nothing did. */
  readonly problem: Signal<string | null> = signal(null);

  readonly #options: ChatOptions;
  readonly #cleanUp: (() => void)[];
  // Events change `next` at once; the screen sees it once a frame, however fast a model writes.
  #next = EMPTY_TRANSCRIPT;
  #framePending = false;
  #closed = false;
  #unwatch = () => {};
  readonly #delivering = new Set<string>();

  constructor(options: ChatOptions) {
    this.#options = options;
    this.sessionKey = options.sessionKey;
    this.outbox = signal(loadOutbox(options.store, options.sessionKey));
    this.#cleanUp = [
      options.link.listen((event) => this.#apply(event)),
      effect(() => {
        if (options.link.state.value.kind === 'connected') untracked(() => void this.#takeUp());
      }),
      () => this.#unwatch(),
    ];
  }

  /** Shows the message at once and sends it as soon as there is a connection. */
  send(text: string): void {
    const { newKey, now } = this.#options;
    const item: Outgoing = { idempotencyKey: newKey(), text, at: now(), state: 'sending' };
    this.#setOutbox([...this.outbox.peek(), item]);
    if (this.#connected) void this.#deliver(item);
  }

  /** Sends a refused message once more, under its own key. */
  resend(idempotencyKey: string): void {
    this.#setOutbox(changeOutgoing(this.outbox.peek(), idempotencyKey, { state: 'sending' }));
    const item = this.#find(idempotencyKey);
    if (item && this.#connected) void this.#deliver(item);
  }

  /** Takes a message out of the outbox and returns its text. */
  withdraw(idempotencyKey: string): string {
    const item = this.#find(idempotencyKey);
    this.#setOutbox(this.outbox.peek().filter((other) => other !== item));
    return item?.text ?? '';
  }

  /** Stops the run under way. */
  async stop(): Promise<void> {
    const { sessionKey } = this;
    const runId = this.#next.live?.runId;
    try {
      await this.#options.link.request(
        'chat.abort',
        runId ? { sessionKey, runId } : { sessionKey },
      );
    } catch (error) {
      this.#report('Not stopped', error);
    }
  }

  async loadOlder(): Promise<void> {
    const { sessionKey } = this;
    const offset = this.#next.olderOffset;
    if (offset === null) return;
    try {
      const page = await this.#options.link.request('chat.history', {
        sessionKey,
        limit: PAGE_SIZE,
        offset,
      });
      if ('hasMore' in page) this.#show(addPage(this.#next, page));
    } catch (error) {
      this.#report('Earlier messages did not load', error);
    }
  }

  close(): void {
    this.#closed = true;
    for (const clean of this.#cleanUp) clean();
  }

  get #connected(): boolean {
    return this.#options.link.state.peek().kind === 'connected';
  }

  #find(idempotencyKey: string): Outgoing | undefined {
    return this.outbox.peek().find((item) => item.idempotencyKey === idempotencyKey);
  }

  #setOutbox(outbox: readonly Outgoing[]): void {
    if (outbox === this.outbox.peek()) return;
    this.outbox.value = outbox;
    saveOutbox(this.#options.store, this.sessionKey, outbox);
  }

  #apply(event: GatewayEvent): void {
    if (!('sessionKey' in event.payload) || event.payload.sessionKey !== this.sessionKey) return;
    if (event.event === 'sessions.changed' && event.payload.reason === 'reset') void this.#reload();
    else this.#show(fold(this.#next, event));
  }

  #show(transcript: Transcript): void {
    if (this.#closed || transcript === this.#next) return;
    this.#next = transcript;
    if (this.#framePending) return;
    this.#framePending = true;
    this.#options.onFrame(() => {
      this.#framePending = false;
      this.transcript.value = this.#next;
      this.#setOutbox(withoutArrived(this.outbox.peek(), this.#next.messages));
    });
  }

  /** On every new connection: the transcript, where it is not here yet, and then what nobody has answered. */
  async #takeUp(): Promise<void> {
    if (!this.#next.loaded && (await this.#reload())) this.#watch();
    const open = withoutArrived(this.outbox.peek(), this.#next.messages);
    for (const item of open) if (item.state !== 'failed') await this.#deliver(item);
  }

  #watch(): void {
    this.#unwatch();
    this.#unwatch = this.#options.link.watch(this.sessionKey, this.#next.cursor, {
      onMessage: (message) => this.#show(addMessages(this.#next, [message])),
      onInFlight: (inFlight) => this.#show(showInFlight(this.#next, inFlight)),
      onReset: () => void this.#reload(),
      onError: (error) => this.#report('This session cannot be followed', error),
    });
  }

  /** Fetches the newest page anew. False when it did not come. */
  async #reload(): Promise<boolean> {
    const { sessionKey } = this;
    try {
      const page = await this.#options.link.request('chat.history', {
        sessionKey,
        limit: PAGE_SIZE,
      });
      if (!('hasMore' in page) || this.#closed) return false;
      const { failures, live } = this.#next;
      this.#show(addPage({ ...EMPTY_TRANSCRIPT, failures, live }, page));
      this.problem.value = null;
      return true;
    } catch (error) {
      this.#report('This session did not load', error);
      return false;
    }
  }

  #report(what: string, error: unknown): void {
    // A lost connection is shown as such; the next one takes everything up again.
    if (!isConnectionLost(error)) this.problem.value = `${what}: ${messageOf(error)}`;
  }

  async #deliver(item: Outgoing): Promise<void> {
    const { idempotencyKey, text: message } = item;
    if (this.#delivering.has(idempotencyKey)) return;
    this.#delivering.add(idempotencyKey);
    try {
      const { status } = await this.#options.link.request('chat.send', {
        sessionKey: this.sessionKey,
        message,
        idempotencyKey,
      });
      if (status === 'ok' || status === 'error') {
        this.withdraw(idempotencyKey);
        await this.#reload();
        return;
      }
      const accepted = { state: 'accepted' } as const;
      this.#setOutbox(changeOutgoing(this.outbox.peek(), idempotencyKey, accepted));
    } catch (error) {
      // Without an answer nobody knows: the item stays as it is, and the next connection asks again.
      if (isConnectionLost(error)) return;
      const refused = { state: 'failed', error: messageOf(error) } as const;
      this.#setOutbox(changeOutgoing(this.outbox.peek(), idempotencyKey, refused));
    } finally {
      this.#delivering.delete(idempotencyKey);
    }
  }
}

function fold(transcript: Transcript, event: GatewayEvent): Transcript {
  switch (event.event) {
    case 'chat':
      return applyChat(transcript, event.payload);
    case 'agent':
      return applyAgent(transcript, event.payload);
    case 'run':
      return applyRun(transcript, event.payload);
    default:
      return transcript;
  }
}
