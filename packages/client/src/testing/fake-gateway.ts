import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ConnectParams, HelloOk, RequestFrame } from '@coderclaw/protocol';
import { formatErrorShape, WireError } from '@coderclaw/protocol';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';

/** Test-only: speaks the frames of a gateway over a real socket, and does what a test tells it. */

export type FakeConnection = {
  readonly number: number;
  readonly params: ConnectParams;
  readonly nonce: string;
  readonly origin: string | undefined;
  event(event: string, payload: unknown, seq?: number): void;
  answer(id: string, payload: unknown): void;
  refuse(id: string, error: WireError): void;
  /** Cuts the line without a closing handshake, as a killed gateway does. */
  cut(): void;
};

export type FakeGatewayScript = {
  /** May throw a WireError to refuse the handshake. */
  readonly onConnect?: (
    params: ConnectParams,
    nonce: string,
  ) => { deviceToken?: string; tickIntervalMs?: number } | undefined;
  readonly onReady?: (connection: FakeConnection) => void;
  /** Returns the payload; throws to refuse; returns undefined to stay silent. */
  readonly onRequest?: (frame: RequestFrame, connection: FakeConnection) => unknown;
};

export type FakeGateway = {
  readonly url: string;
  readonly connections: readonly FakeConnection[];
  /** Requests in the order of arrival, of all connections. */
  readonly requests: readonly RequestFrame[];
  stop(): Promise<void>;
};

export async function startFakeGateway(
  script: FakeGatewayScript = {},
  port = 0,
): Promise<FakeGateway> {
  const server = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false });
  await once(server, 'listening');
  const connections: FakeConnection[] = [];
  const requests: RequestFrame[] = [];
  server.on('connection', (socket, request) => {
    const nonce = `nonce-${connections.length}-${Math.random()}`;
    let connection: FakeConnection | undefined;
    send(socket, { type: 'event', event: 'connect.challenge', payload: { nonce, ts: 1 } });
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as RequestFrame;
      if (connection === undefined) {
        connection = welcome(
          socket,
          frame,
          { nonce, origin: request.headers.origin, number: connections.length + 1 },
          script,
        );
        if (connection === undefined) return;
        connections.push(connection);
        script.onReady?.(connection);
        return;
      }
      requests.push(frame);
      respond(connection, frame, script);
    });
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${own}`,
    connections,
    requests,
    stop: async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

type Facts = {
  readonly nonce: string;
  readonly origin: string | undefined;
  readonly number: number;
};

function welcome(
  socket: ServerSocket,
  frame: RequestFrame,
  facts: Facts,
  script: FakeGatewayScript,
): FakeConnection | undefined {
  const params = frame.params as ConnectParams;
  try {
    const { deviceToken, tickIntervalMs } = script.onConnect?.(params, facts.nonce) ?? {};
    send(socket, {
      type: 'res',
      id: frame.id,
      ok: true,
      payload: hello(params, deviceToken, tickIntervalMs),
    });
  } catch (error) {
    send(socket, {
      type: 'res',
      id: frame.id,
      ok: false,
      error: formatErrorShape(error as WireError),
    });
    socket.close(1008);
    return undefined;
  }
  return {
    ...facts,
    params,
    event: (event, payload, seq) =>
      send(socket, { type: 'event', event, payload, ...(seq !== undefined && { seq }) }),
    answer: (id, payload) => send(socket, { type: 'res', id, ok: true, payload }),
    refuse: (id, error) =>
      send(socket, { type: 'res', id, ok: false, error: formatErrorShape(error) }),
    cut: () => socket.terminate(),
  };
}

function respond(connection: FakeConnection, frame: RequestFrame, script: FakeGatewayScript): void {
  try {
    const payload = script.onRequest?.(frame, connection);
    if (payload !== undefined) connection.answer(frame.id, payload);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    connection.refuse(frame.id, error);
  }
}

function hello(
  params: ConnectParams,
  deviceToken: string | undefined,
  tickIntervalMs = 30_000,
): HelloOk {
  return {
    type: 'hello-ok',
    protocol: 4,
    server: { version: '0.0.0', connId: 'c' },
    features: { methods: [], events: [] },
    snapshot: { presence: [], health: {}, stateVersion: { presence: 0, health: 0 }, uptimeMs: 0 },
    auth: {
      role: params.role ?? 'operator',
      scopes: params.scopes ?? [],
      ...(deviceToken && { deviceToken }),
    },
    policy: { maxPayload: 1, maxBufferedBytes: 1, tickIntervalMs },
  };
}

function send(socket: ServerSocket, frame: object): void {
  socket.send(JSON.stringify(frame));
}
