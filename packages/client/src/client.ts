import {
  type AgentAccepted,
  type ClientInfo,
  type ConnectAuth,
  type ConnectParams,
  type EventFrame,
  type EventName,
  type EventPayload,
  type HelloOk,
  type MethodName,
  type MethodParams,
  type MethodResult,
  PROTOCOL_VERSION,
  type ShutdownEvent,
  type SubscribeResult,
  WireError,
} from '@coderclaw/protocol';
import { type BackoffPolicy, DEFAULT_BACKOFF, decideDelay } from './backoff.ts';
import { ClientError } from './client-error.ts';
import { Connection, type SocketConstructor } from './connection.ts';
import { Credentials } from './credential.ts';
import { type Device, proveDevice } from './device.ts';
import { parseGatewayUrl } from './gateway-url.ts';
import { Listeners } from './listeners.ts';
import { PendingRequests, type RequestOptions, SequenceWatch } from './pending-request.ts';
import { SessionWatch, type SessionWatcher, type WatchOptions } from './session-watch.ts';
import { StandingRequests } from './standing-request.ts';

export type ClientOptions = {
  /** `ws://`, `wss://`, `http://` or `https://`, without credentials and query: a token never travels in an address. */
  readonly url: string;
  readonly client: ClientInfo;
  /** Default: none but what the device was issued. */
  readonly auth?: ConnectAuth;
  readonly device?: Device;
  /** Default `operator`. */
  readonly role?: string;
  /** What to ask for; what was granted stands in the hello. Default: read and write. */
  readonly scopes?: readonly string[];
  /** Default: none. See `CLIENT_CAPABILITIES`. */
  readonly caps?: readonly string[];
  readonly locale?: string;
  /** Default: {@link DEFAULT_BACKOFF}. `false`: the first failure is final, which suits a command line. */
  readonly reconnect?: BackoffPolicy | false;
  /** Every event, in the order of arrival. */
  readonly onEvent?: (frame: EventFrame) => void;
  /** Broadcasts were lost: fetch anew what was built from them. Watched sessions are replayed by themselves. */
  readonly onGap?: () => void;
  /** Default: the built-in one. */
  readonly WebSocket?: SocketConstructor;
  /** In [0, 1), for the jitter. Default `Math.random`. */
  readonly random?: () => number;
};

export type ClientState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'connected'; readonly hello: HelloOk }
  /** The next attempt follows in `delayMs`; `connect()` makes it at once. */
  | {
      readonly kind: 'waiting';
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: Error;
    }
  /** Trying again would not help: the error says what to change. `connect()` tries nevertheless. */
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'closed' };

export interface Client {
  readonly state: ClientState;
  /** Resolves once connected; rejects when the gateway refuses, or at the first failure without `reconnect`. */
  connect(): Promise<HelloOk>;
  /**
   * Asks the gateway; waits for a connection where there is none. Rejects with the gateway's
   * `WireError`, or with a {@link ClientError}. After a lost connection, reads and whatever carries
   * an idempotency key are sent again; the rest rejects with `CLIENT_DISCONNECTED`.
   */
  request<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
    options?: RequestOptions & { readonly onAccepted?: (accepted: AgentAccepted) => void },
  ): Promise<MethodResult<Name>>;
  /** Returns the function that ends it. */
  on<Name extends EventName>(
    event: Name,
    listener: (payload: EventPayload<Name>) => void,
  ): () => void;
  /** Told of each new state. Returns the function that ends it. */
  onState(listener: (state: ClientState) => void): () => void;
  /** Follows a session from a cursor on, across connections. Returns the function that ends it. */
  watchSession(sessionKey: string, watcher: SessionWatcher, options?: WatchOptions): () => void;
  /** Final. What is open rejects with `CLIENT_CLOSED`. */
  close(): void;
}

/** A client of one gateway. Nothing happens before `connect()`. Throws `CLIENT_BAD_URL`. */
export function createClient(options: ClientOptions): Client {
  return new GatewayClient(options);
}

class GatewayClient implements Client {
  readonly #options: ClientOptions;
  readonly #url: { readonly socket: string; readonly gateway: string };
  readonly #credentials: Credentials;
  readonly #requests = new PendingRequests();
  readonly #standing = new StandingRequests();
  readonly #watches = new Set<SessionWatch>();
  readonly #events = new Listeners<EventFrame>();
  readonly #states = new Listeners<ClientState>();
  #state: ClientState = { kind: 'idle' };
  #connection: Connection | undefined;
  #connected = Promise.withResolvers<HelloOk>();
  #attempt = 0;
  #askedDelayMs = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#url = parseGatewayUrl(options.url);
    this.#credentials = new Credentials(
      options.auth ?? {},
      options.device,
      this.#url.gateway,
      options.role ?? 'operator',
    );
    if (options.onEvent) this.#events.add(options.onEvent);
  }

  get state(): ClientState {
    return this.#state;
  }

  connect(): Promise<HelloOk> {
    switch (this.#state.kind) {
      case 'closed':
        return Promise.reject(new ClientError('CLIENT_CLOSED'));
      case 'idle':
      case 'refused':
        this.#connected = Promise.withResolvers<HelloOk>();
        this.#attempt = 0;
        this.#open();
        break;
      case 'waiting':
        clearTimeout(this.#retryTimer);
        this.#open();
    }
    return this.#connected.promise;
  }

  request<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
    options: RequestOptions & { readonly onAccepted?: (accepted: AgentAccepted) => void } = {},
  ): Promise<MethodResult<Name>> {
    const finalError = this.#finalError();
    if (finalError) return Promise.reject(finalError);
    this.#standing.note(method, params);
    const { onAccepted } = options;
    const call = {
      method,
      params,
      ...(onAccepted && { onAccepted: (payload: unknown) => onAccepted(payload as AgentAccepted) }),
    };
    return this.#requests.open(this.#readyConnection(), call, options);
  }

  on<Name extends EventName>(
    event: Name,
    listener: (payload: EventPayload<Name>) => void,
  ): () => void {
    return this.#events.add((frame) => {
      if (frame.event === event) listener(frame.payload as EventPayload<Name>);
    });
  }

  onState(listener: (state: ClientState) => void): () => void {
    return this.#states.add(listener);
  }

  watchSession(
    sessionKey: string,
    watcher: SessionWatcher,
    options: WatchOptions = {},
  ): () => void {
    const watch = new SessionWatch(sessionKey, watcher, options);
    this.#watches.add(watch);
    if (this.#readyConnection()) this.#resume(watch);
    return () => this.#unwatch(watch);
  }

  close(): void {
    if (this.#state.kind === 'closed') return;
    const error = new ClientError('CLIENT_CLOSED');
    this.#enter({ kind: 'closed' });
    clearTimeout(this.#retryTimer);
    this.#connection?.end(error);
    this.#settle(error);
  }

  #open(): void {
    this.#attempt += 1;
    this.#enter({ kind: 'connecting', attempt: this.#attempt });
    const sequence = new SequenceWatch();
    let shown: ConnectAuth = {};
    const connection = new Connection(this.#options.WebSocket ?? WebSocket, this.#url.socket, {
      authenticate: async (nonce) => {
        shown = await this.#credentials.choose();
        return this.#connectParams(nonce, shown);
      },
      onEvent: (frame) => this.#receive(frame, sequence),
      onResponse: (frame) => this.#requests.answer(frame),
      onEnd: (error) => void this.#ended(connection, shown, error),
    });
    this.#connection = connection;
    connection.hello
      .then((hello) => this.#welcome(connection, shown, hello))
      .catch(() => {
        // Ignored: `onEnd` is told the same error.
      });
  }

  async #connectParams(nonce: string, auth: ConnectAuth): Promise<ConnectParams> {
    const { client, device, caps, locale } = this.#options;
    const role = this.#options.role ?? 'operator';
    const scopes = [...(this.#options.scopes ?? ['operator.read', 'operator.write'])];
    const subject = { client, role, scopes, auth, nonce, signedAt: Date.now() };
    return {
      minProtocol: PROTOCOL_VERSION,
      maxProtocol: PROTOCOL_VERSION,
      client,
      role,
      scopes,
      auth,
      ...(caps && { caps: [...caps] }),
      ...(locale && { locale }),
      ...(device && { device: await proveDevice({ device, ...subject }) }),
    };
  }

  async #welcome(connection: Connection, shown: ConnectAuth, hello: HelloOk): Promise<void> {
    try {
      await this.#credentials.accepted(shown, hello.auth.deviceToken);
    } catch (cause) {
      connection.end(
        new ClientError('CLIENT_DEVICE', 'the token that the gateway issued could not be kept', {
          cause,
        }),
      );
      return;
    }
    if (this.#connection !== connection || this.#state.kind !== 'connecting') return;
    this.#attempt = 0;
    this.#askedDelayMs = 0;
    this.#enter({ kind: 'connected', hello });
    this.#standing.sendAll((method, params) =>
      this.#requests.open(connection, { method, params }, {}),
    );
    for (const watch of this.#watches) this.#resume(watch);
    this.#requests.sendAll(connection);
    this.#connected.resolve(hello);
  }

  async #ended(connection: Connection, shown: ConnectAuth, error: Error): Promise<void> {
    if (this.#connection !== connection || this.#state.kind === 'closed') return;
    this.#connection = undefined;
    for (const watch of this.#watches) watch.pause();
    const isRefusal = error instanceof WireError;
    if (isRefusal && (await this.#hasAnotherCredential(shown, error))) return this.#open();
    if (this.state.kind === 'closed') return;
    const isFinal = isRefusal
      ? !(error.retryable || error.detailCode === 'AUTH_RATE_LIMITED')
      : !isTransient(error);
    const policy = this.#options.reconnect ?? DEFAULT_BACKOFF;
    if (isFinal || policy === false) {
      this.#enter({ kind: 'refused', error });
      this.#settle(error);
      return;
    }
    this.#requests.disconnect(error);
    this.#wait(policy, error);
  }

  #wait(policy: BackoffPolicy, error: Error): void {
    if (this.#state.kind === 'connected') this.#connected = Promise.withResolvers<HelloOk>();
    const askedMs = Math.max(
      this.#askedDelayMs,
      (error instanceof WireError && error.retryAfterMs) || 0,
    );
    const attempt = this.#attempt + 1;
    const delayMs = decideDelay(policy, attempt, (this.#options.random ?? Math.random)(), askedMs);
    this.#retryTimer = setTimeout(() => this.#open(), delayMs);
    this.#enter({ kind: 'waiting', attempt, delayMs, error });
  }

  async #hasAnotherCredential(shown: ConnectAuth, error: WireError): Promise<boolean> {
    try {
      return (await this.#credentials.refused(shown, error)) && this.#state.kind !== 'closed';
    } catch {
      // Ignored: without its store the device has no other credential; the refusal itself is reported.
      return false;
    }
  }

  #receive(frame: EventFrame, sequence: SequenceWatch): void {
    if (frame.event === 'shutdown')
      this.#askedDelayMs = (frame.payload as ShutdownEvent).restartExpectedMs ?? 0;
    if (sequence.hasGap(frame)) {
      for (const watch of this.#watches) this.#resume(watch);
      this.#options.onGap?.();
    }
    for (const watch of this.#watches) watch.receive(frame);
    this.#events.tell(frame);
  }

  #resume(watch: SessionWatch): void {
    void watch.resume((params, onResult) => {
      const onAnswer = (payload: unknown) => onResult(payload as SubscribeResult);
      return this.#requests.open(
        this.#readyConnection(),
        { method: 'subscribe', params, onAnswer },
        {},
      );
    });
  }

  #unwatch(watch: SessionWatch): void {
    watch.pause();
    this.#watches.delete(watch);
    const isShared = [...this.#watches].some((other) => other.canonicalKey === watch.canonicalKey);
    const connection = this.#readyConnection();
    if (isShared || connection === undefined) return;
    const call = { method: 'sessions.messages.unsubscribe', params: { key: watch.canonicalKey } };
    this.#requests.open(connection, call, {}).catch(() => {
      // Ignored: what is still sent for this session has no listener any more.
    });
  }

  #readyConnection(): Connection | undefined {
    return this.#state.kind === 'connected' ? this.#connection : undefined;
  }

  #finalError(): Error | undefined {
    if (this.#state.kind === 'closed') return new ClientError('CLIENT_CLOSED');
    return this.#state.kind === 'refused' ? this.#state.error : undefined;
  }

  /** Nothing follows: rejects the open requests and `connect()`. */
  #settle(error: Error): void {
    this.#requests.rejectAll(error);
    this.#connected.promise.catch(() => {
      // Ignored: whoever waits for the connection sees it; nobody may be waiting.
    });
    this.#connected.reject(error);
  }

  #enter(state: ClientState): void {
    this.#state = state;
    this.#states.tell(state);
  }
}

/** Whether another attempt may succeed without anybody's help. */
function isTransient(error: Error): boolean {
  return error instanceof ClientError && (error.retryable || error.code === 'CLIENT_DISCONNECTED');
}
