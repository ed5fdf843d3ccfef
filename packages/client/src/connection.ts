import {
  type ConnectParams,
  type EventFrame,
  HANDSHAKE_TIMEOUT_MS,
  type HelloOk,
  parseErrorShape,
  parseHello,
  parseServerFrame,
  type ResponseFrame,
  type ServerFrame,
} from '@coderclaw/protocol';
import { ClientError } from './client-error.ts';

/** The part of the standard WebSocket that is used; Node 24 and browsers have it built in. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener' | 'readyState'>;
export type SocketConstructor = new (url: string) => Socket;

export type ConnectionHandlers = {
  /** Answers the challenge. A rejection ends the connection. */
  readonly authenticate: (nonce: string) => Promise<ConnectParams>;
  readonly onEvent: (frame: EventFrame) => void;
  readonly onResponse: (frame: ResponseFrame) => void;
  /** Called once, when the socket has ended or the handshake failed. The error says why. */
  readonly onEnd: (error: Error) => void;
};

const CONNECT_ID = 'connect';
const OPEN = 1;

/** One socket, from its opening to its end: challenge, connect, hello, then frames. It is never opened again. */
export class Connection {
  readonly #socket: Socket;
  readonly #handlers: ConnectionHandlers;
  readonly #hello = Promise.withResolvers<HelloOk>();
  readonly #handshakeTimer: ReturnType<typeof setTimeout>;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceMs = 0;
  #phase: 'opening' | 'challenged' | 'ready' | 'ended' = 'opening';

  constructor(Constructor: SocketConstructor, url: string, handlers: ConnectionHandlers) {
    this.#handlers = handlers;
    this.#hello.promise.catch(() => {
      // Ignored: `onEnd` reports the same error to those who do not wait for the hello.
    });
    this.#socket = new Constructor(url);
    this.#handshakeTimer = setTimeout(() => {
      this.#end(
        new ClientError(
          'CLIENT_UNREACHABLE',
          `no handshake within ${HANDSHAKE_TIMEOUT_MS / 1000} s`,
        ),
      );
    }, HANDSHAKE_TIMEOUT_MS);
    this.#socket.addEventListener('message', (message) => this.#receive(message.data));
    this.#socket.addEventListener('close', ({ code, reason }) => {
      this.#end(
        lost(
          this.#phase,
          `closed with code ${code}${reason === '' ? '' : `, ${JSON.stringify(reason)}`}`,
        ),
      );
    });
    this.#socket.addEventListener('error', (event) =>
      this.#end(errorOfFailure(this.#phase, event)),
    );
  }

  /** Resolves with the hello; rejects with the gateway's refusal, or a {@link ClientError}. */
  get hello(): Promise<HelloOk> {
    return this.#hello.promise;
  }

  /** Sends a request. False when the connection has ended. */
  send(id: string, method: string, params: unknown): boolean {
    if (this.#phase === 'ended' || this.#socket.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify({ type: 'req', id, method, params }));
    return true;
  }

  /** Ends the connection because of `error`. */
  end(error: Error): void {
    this.#end(error);
  }

  #receive(data: unknown): void {
    if (this.#phase === 'ended') return;
    this.#heardFrom();
    let frame: ServerFrame;
    try {
      if (typeof data !== 'string') throw new TypeError('a binary frame');
      frame = parseServerFrame(data);
    } catch (cause) {
      this.#end(
        new ClientError('CLIENT_BAD_GATEWAY', cause instanceof Error ? cause.message : undefined, {
          cause,
        }),
      );
      return;
    }
    if (frame.type === 'event') this.#receiveEvent(frame);
    else if (frame.id === CONNECT_ID && this.#phase === 'challenged') this.#receiveHello(frame);
    else this.#handlers.onResponse(frame);
  }

  #receiveEvent(frame: EventFrame): void {
    if (frame.event !== 'connect.challenge') {
      this.#handlers.onEvent(frame);
      return;
    }
    if (this.#phase !== 'opening') return;
    this.#phase = 'challenged';
    const { nonce } = (frame.payload ?? {}) as { readonly nonce?: unknown };
    this.#handlers
      .authenticate(String(nonce))
      .then((params) => this.send(CONNECT_ID, 'connect', params))
      .catch((error: Error) => this.#end(error));
  }

  #receiveHello(frame: ResponseFrame): void {
    if (!frame.ok) {
      this.#end(parseErrorShape(frame.error!));
      return;
    }
    try {
      const hello = parseHello(frame.payload);
      clearTimeout(this.#handshakeTimer);
      this.#phase = 'ready';
      this.#silenceMs = hello.policy.tickIntervalMs * 2.5;
      this.#heardFrom();
      this.#hello.resolve(hello);
    } catch (cause) {
      this.#end(
        new ClientError('CLIENT_BAD_GATEWAY', cause instanceof Error ? cause.message : undefined, {
          cause,
        }),
      );
    }
  }

  /** A gateway ticks: two ticks and a half without a word mean that the connection is dead, whatever TCP thinks. */
  #heardFrom(): void {
    clearTimeout(this.#silenceTimer);
    if (this.#phase !== 'ready') return;
    this.#silenceTimer = setTimeout(() => {
      this.#end(new ClientError('CLIENT_UNREACHABLE', 'the gateway has gone silent'));
    }, this.#silenceMs);
  }

  #end(error: Error): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    clearTimeout(this.#handshakeTimer);
    clearTimeout(this.#silenceTimer);
    this.#socket.close(1000);
    this.#hello.reject(error);
    this.#handlers.onEnd(error);
  }
}

/** Node says what went wrong, browsers never do. */
function errorOfFailure(phase: string, event: object): ClientError {
  const { error } = event as { readonly error?: unknown };
  return lost(phase, 'the socket failed', error);
}

function lost(phase: string, detail: string, cause?: unknown): ClientError {
  return new ClientError(phase === 'ready' ? 'CLIENT_DISCONNECTED' : 'CLIENT_UNREACHABLE', detail, {
    cause,
  });
}
