import type { Instant } from '@coderclaw/core';
import {
  CLOSE_CODES,
  type ConnectParams,
  type EventName,
  type EventPayload,
  formatErrorShape,
  MAX_BUFFERED_BYTES,
  type StateVersion,
  type WireError,
} from '@coderclaw/protocol';
import type { WebSocket } from 'ws';
import type { Access } from '../access/handshake.ts';

/** How long a socket may take over the closing handshake before it is cut. */
const CLOSE_GRACE_MS = 1_000;
/** Sessions that one connection may follow at once; the one followed longest ago gives way. */
const MAX_FOLLOWED = 256;
/** Pings in a row that may stay unanswered. */
const MAX_UNANSWERED = 2;

/** A client that has signed in. */
export type Member = Access & {
  readonly caps: ReadonlySet<string>;
  readonly client: ConnectParams['client'];
  readonly since: Instant;
};

/** The half of a WebSocket that a connection needs; tests hand over their own. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'terminate' | 'ping'> & {
  readonly bufferedAmount: number;
};

/** One socket: frames out, in order, and what its client asked to be told. */
export class Connection {
  readonly id: string;
  readonly address: string;
  /** Null until `connect` is accepted. */
  member: Member | null = null;
  /** Whether it is told of changes to the list of sessions. */
  watchesList = false;
  readonly #socket: Socket;
  readonly #followed = new Set<string>();
  readonly #end = new AbortController();
  #sequence = 0;
  #unanswered = 0;
  #closing = false;

  constructor(id: string, address: string, socket: Socket) {
    this.id = id;
    this.address = address;
    this.#socket = socket;
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  /** Aborts when the socket is cut, or gone by itself: nobody is there to wait for an answer. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** Bytes that the client has not read yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  follow(sessionKey: string): void {
    this.#followed.delete(sessionKey);
    this.#followed.add(sessionKey);
    if (this.#followed.size > MAX_FOLLOWED)
      this.#followed.delete(this.#followed.values().next().value!);
  }

  unfollow(sessionKey: string): void {
    this.#followed.delete(sessionKey);
  }

  follows(sessionKey: string): boolean {
    return this.#followed.has(sessionKey);
  }

  respond(id: string, payload: unknown): void {
    this.#send(JSON.stringify({ type: 'res', id, ok: true, payload }));
  }

  refuse(id: string, error: WireError): void {
    this.#send(JSON.stringify({ type: 'res', id, ok: false, error: formatErrorShape(error) }));
  }

  tell<Name extends EventName>(event: Name, payload: EventPayload<Name>): void {
    this.tellJson(event, JSON.stringify(payload));
  }

  /** An event whose payload is JSON already, so that a broadcast is written once. `connect.challenge` has no seq. */
  tellJson(event: EventName, payload: string, stateVersion?: StateVersion): void {
    const seq = this.member ? `,"seq":${++this.#sequence}` : '';
    const version = stateVersion ? `,"stateVersion":${JSON.stringify(stateVersion)}` : '';
    this.#send(`{"type":"event","event":"${event}","payload":${payload}${seq}${version}}`);
  }

  /** Asks for a sign of life, and cuts a client that gave none for the last two. */
  ping(): void {
    if (this.#closing) return;
    this.#unanswered += 1;
    if (this.#unanswered > MAX_UNANSWERED) this.cut();
    else this.#socket.ping();
  }

  /** The client answered a ping. */
  pong(): void {
    this.#unanswered = 0;
  }

  /** Says good-bye, and cuts the socket when the client does not answer. */
  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** Ends the socket without another word, and what waits on its behalf. */
  cut(): void {
    this.#closing = true;
    this.#socket.terminate();
    this.#end.abort();
  }

  #send(frame: string): void {
    if (this.#closing) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.close(CLOSE_CODES.policy, 'slow consumer');
      return;
    }
    this.#socket.send(frame);
  }
}
