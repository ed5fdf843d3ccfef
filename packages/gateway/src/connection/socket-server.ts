import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import {
  CLOSE_CODES,
  MAX_PAYLOAD_BYTES,
  MAX_PREAUTH_FRAME_BYTES,
  PING_INTERVAL_MS,
  TICK_INTERVAL_MS,
} from '@coderclaw/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { Admission } from '../access/admission.ts';
import type { Peer } from '../access/handshake.ts';
import { Visit, type VisitPorts } from './visit.ts';

/** Connections that have not signed in: of one address, and of all. */
const UNSIGNED_LIMITS = { perAddress: 32, total: 1_024 } as const;
/** Bytes a client may send before it has signed in: one frame, its header and a few pings. */
const UNSIGNED_BYTES = MAX_PREAUTH_FRAME_BYTES + 1_024;

/** What `ws` refuses by itself it closes with a code alone; the client's author wants words. */
const REASONS: { readonly [code: number]: string } = {
  1002: 'a broken WebSocket frame',
  1007: 'text that is not UTF-8',
  [CLOSE_CODES.tooLarge]: `a frame of more than ${MAX_PAYLOAD_BYTES / 1024 / 1024} MiB`,
};

class ExplainingSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? REASONS[code ?? CLOSE_CODES.normal]);
  }
}

/** Turns upgraded sockets into visits, keeps them awake, and ends them. */
export class SocketServer {
  readonly #ports: VisitPorts;
  readonly #server = new WebSocketServer({
    noServer: true,
    WebSocket: ExplainingSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
  });
  readonly #unsigned = new Admission(UNSIGNED_LIMITS);
  readonly #visits = new Set<Visit>();
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(ports: VisitPorts) {
    this.#ports = ports;
    this.#timers = [
      setInterval(() => this.#tick(), TICK_INTERVAL_MS).unref(),
      setInterval(() => this.#ping(), PING_INTERVAL_MS).unref(),
    ];
  }

  /** Takes over an upgrade request that was found to be in order; `onSignedIn` is called at most once. */
  upgrade(
    request: IncomingMessage,
    socket: NetSocket,
    head: Buffer,
    peer: Omit<Peer, 'nonce'>,
    onSignedIn: () => void,
  ): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#welcome(webSocket, socket, head, peer, onSignedIn);
    });
  }

  #welcome(
    webSocket: WebSocket,
    socket: NetSocket,
    head: Buffer,
    peer: Omit<Peer, 'nonce'>,
    onSignedIn: () => void,
  ): void {
    const leave = this.#unsigned.enter(peer.address, () => webSocket.terminate());
    const unmeter = meter(socket, head.length, () => {
      visit.tooMuch();
      webSocket.pause();
    });
    const visit = new Visit(webSocket, peer, this.#ports, () => {
      leave();
      unmeter();
      onSignedIn();
    });
    this.#visits.add(visit);
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) visit.connection.close(CLOSE_CODES.policy, 'frames are text');
      else visit.receive(data.toString());
    });
    webSocket.on('pong', () => visit.connection.pong());
    webSocket.on('close', () => {
      leave();
      this.#visits.delete(visit);
      visit.end();
    });
    webSocket.on('error', (error) => {
      this.#ports.gateway.logger.debug('a socket failed', { address: peer.address, error });
    });
  }

  /** Tells everyone, then closes every socket. */
  close(reason: string): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#ports.gateway.roster.broadcast('shutdown', { reason });
    for (const { connection } of this.#visits) connection.close(CLOSE_CODES.shutdown, reason);
  }

  /** Ends every socket that is still open. */
  cut(): void {
    for (const { connection } of this.#visits) connection.cut();
  }

  #tick(): void {
    this.#ports.gateway.roster.broadcast('tick', { ts: this.#ports.gateway.clock.now() });
  }

  #ping(): void {
    for (const { connection } of this.#visits) connection.ping();
  }
}

/** Calls `onExcess` once more has come in than a client that has not signed in may send. */
function meter(socket: NetSocket, already: number, onExcess: () => void): () => void {
  let received = already;
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received <= UNSIGNED_BYTES) return;
    stop();
    onExcess();
  };
  const stop = () => void socket.off('data', count);
  socket.on('data', count);
  return stop;
}
