import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '@coderclaw/core';
import { Admission } from '../access/admission.ts';
import { decideOrigin, isLoopback, plainAddress } from '../access/request-origin.ts';
import type { Sockets } from '../connection/sockets.ts';
import { GatewayError } from '../gateway-error.ts';
import { ChannelHooks, hookAccountOf } from './channel-hook.ts';
import { failure, formatRawReply, type Reply, send, type TextReply } from './reply.ts';
import { answer, type RoutePorts } from './routes.ts';

// Not imported: an ES import reads every export of the module, one of which loads Node's WebSocket
// client (12 MB and 30 ms that a server does not need).
const { createServer } = process.getBuiltinModule('node:http');

/** TCP connections on which nobody has signed in: of one address, and of all. */
const UNSIGNED_LIMITS = { perAddress: 256, total: 2_048 } as const;
/** Connections that the system holds until we take them: a flood must not cost an honest client a retry. */
const BACKLOG = 4_096;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 5_000;
const CHECK_INTERVAL_MS = 2_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** Headers that show that a proxy passed the request on: what comes through one is not local. */
const PROXY_HEADER =
  /^(?:forwarded|via|x-(?:forwarded|real|original|client|envoy|amzn)(?:-.*)?|(?:cf|fly|fastly|true-client|tailscale)-.*)$/u;

export type FrontDoorPorts = RoutePorts & {
  readonly logger: Logger;
  /** Null until the gateway can take messages, and again once it stops. */
  readonly sockets: () => Sockets | null;
};

/**
 * The one port: HTTP and, at `/`, WebSocket. Plain node:http serves the few fixed paths; everything is
 * bounded before anybody has shown who they are (T05), and refused unless it names this gateway (T01).
 */
export class FrontDoor {
  readonly #ports: FrontDoorPorts;
  readonly #unsigned = new Admission(UNSIGNED_LIMITS);
  readonly #leave = new WeakMap<Duplex, () => void>();
  readonly #hooks: ChannelHooks;
  readonly #server: Server;

  constructor(ports: FrontDoorPorts) {
    this.#ports = ports;
    this.#hooks = new ChannelHooks(ports);
    this.#server = createServer({
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The refusal of a missing Host is ours to word.
      requireHostHeader: false,
    });
    this.#server.on('connection', (socket) => this.#admit(socket));
    this.#server.on('request', (request, response) => {
      void this.#answer(request).then((reply) => send(request, response, reply));
    });
    this.#server.on('upgrade', (request, socket: Socket, head) => {
      void this.#upgrade(request, socket, head);
    });
    this.#server.on('clientError', (_error, socket) =>
      refuseRaw(socket, failure(400, 'bad request')),
    );
  }

  /** Resolves with the port once it listens. Rejects with GATEWAY_ADDRESS_IN_USE or GATEWAY_ADDRESS_REFUSED. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const code =
          error.code === 'EADDRINUSE' ? 'GATEWAY_ADDRESS_IN_USE' : 'GATEWAY_ADDRESS_REFUSED';
        reject(new GatewayError(code, `${host}:${port}`, { cause: error }));
      });
      this.#server.listen({ port, host, backlog: BACKLOG }, () => {
        this.#server.removeAllListeners('error');
        this.#server.on('error', (error) =>
          this.#ports.logger.error('the listener failed', { error }),
        );
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Lets nobody in any more; resolves when the last connection is closed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  /** Cuts what is still open. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  #admit(socket: Socket): void {
    const leave = this.#unsigned.enter(plainAddress(socket.remoteAddress ?? ''), () =>
      socket.destroy(),
    );
    this.#leave.set(socket, leave);
    socket.once('close', leave);
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    // A platform names the host that it was told, and shows who it is by its own means.
    const hooked = hookAccountOf(request.url ?? '');
    const refusal = hooked ? null : refusalOf(request);
    if (refusal) return refusal;
    const address = plainAddress(request.socket.remoteAddress ?? '');
    const caller = { address, loopback: isLoopback(address) };
    try {
      if (hooked) return await this.#hooks.answer(request, caller, hooked);
      return await answer(request, caller, this.#ports);
    } catch (error) {
      this.#ports.logger.error('an HTTP request failed', { path: request.url, error });
      return failure(500, 'the gateway failed to answer; its log says why');
    }
  }

  async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      const sockets = this.#ports.sockets();
      const refusal = refusalOfUpgrade(request, sockets);
      if (refusal || !sockets) {
        refuseRaw(socket, refusal ?? NOT_READY);
        return;
      }
      const address = plainAddress(request.socket.remoteAddress ?? '');
      const loopback = isLoopback(address);
      const isProxied = Object.keys(request.headers).some((name) => PROXY_HEADER.test(name));
      const peer = { address, loopback, directLoopback: loopback && !isProxied };
      const server = await sockets.server();
      server.upgrade(request, socket, head, peer, () => this.#leave.get(socket)?.());
    } catch (error) {
      this.#ports.logger.error('a WebSocket could not be opened', { error });
      refuseRaw(socket, failure(500, 'the gateway failed to answer; its log says why'));
    }
  }
}

const NOT_READY = failure(503, 'the gateway is not ready', { 'Retry-After': '1' });

function refusalOfUpgrade(request: IncomingMessage, sockets: Sockets | null): TextReply | null {
  const refusal = refusalOf(request);
  if (refusal) return refusal;
  if (request.url !== '/') return failure(404, 'the WebSocket is at /');
  return sockets ? null : NOT_READY;
}

function refusalOf(request: IncomingMessage): TextReply | null {
  const hosts = request.headersDistinct.host ?? [];
  const decision = decideOrigin({
    target: request.url ?? '',
    host: hosts.length === 1 ? hosts[0] : undefined,
    origin: request.headers.origin,
    localAddress: request.socket.localAddress ?? '',
    localPort: request.socket.localPort ?? 0,
  });
  return decision.allowed ? null : failure(decision.status, decision.reason);
}

function refuseRaw(socket: Duplex, reply: TextReply): void {
  if (socket.writable) socket.end(formatRawReply(reply));
  else socket.destroy();
}
