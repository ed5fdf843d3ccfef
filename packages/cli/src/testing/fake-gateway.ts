import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MethodName, MethodParams, MethodResult } from '@coderclaw/protocol';
import { type WebSocket, WebSocketServer } from 'ws';

/** Sends an event, or the first of two answers, while a request is being answered. */
export type FakeCall = {
  event(name: string, payload: unknown): void;
  accepted(payload: unknown): void;
  /** Cuts the connection, as a killed gateway does. */
  disconnect(): void;
};

/** What a method answers; one that is not listed is unknown. A thrown error's `code` and message cross the wire. */
export type FakeAnswers = {
  readonly [Name in MethodName]?: (
    params: MethodParams<Name>,
    call: FakeCall,
  ) => MethodResult<Name> | Promise<MethodResult<Name>>;
};

export type FakeGateway = {
  readonly url: string;
  readonly token: string;
  /** Every request after the handshake, in order. */
  readonly requests: readonly { readonly method: string; readonly params: unknown }[];
  close(): Promise<void>;
};

const TOKEN = 'fake-token-of-thirty-two-characters!';

/** A gateway's wire without the gateway: the handshake, and the answers that a test lists. */
export async function startFakeGateway(answers: FakeAnswers): Promise<FakeGateway> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const requests: { method: string; params: unknown }[] = [];
  sockets.on('connection', (socket) => {
    send(socket, { type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 1 } });
    socket.on('message', (data: Buffer) => {
      const { id, method, params } = JSON.parse(data.toString());
      if (method === 'connect') {
        answerConnect(socket, id, params);
        return;
      }
      requests.push({ method, params });
      void answerRequest(socket, id, answers[method as MethodName], params);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    requests,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

function send(socket: WebSocket, frame: unknown): void {
  socket.send(JSON.stringify(frame));
}

function answerConnect(socket: WebSocket, id: string, params: { auth?: { token?: string } }): void {
  if (params.auth?.token === TOKEN) {
    send(socket, { type: 'res', id, ok: true, payload: HELLO });
    return;
  }
  const error = {
    code: 'INVALID_REQUEST',
    message: 'unauthorized: gateway token mismatch',
    details: { code: 'AUTH_TOKEN_MISMATCH', recommendedNextStep: 'update_auth_credentials' },
  };
  send(socket, { type: 'res', id, ok: false, error });
  socket.close(1008, 'unauthorized');
}

type Answer = (params: never, call: FakeCall) => unknown;

async function answerRequest(
  socket: WebSocket,
  id: string,
  answer: Answer | undefined,
  params: unknown,
): Promise<void> {
  const call: FakeCall = {
    event: (event, payload) => send(socket, { type: 'event', event, payload }),
    accepted: (payload) => send(socket, { type: 'res', id, ok: true, payload }),
    disconnect: () => socket.terminate(),
  };
  try {
    if (!answer) throw Object.assign(new Error('unknown method'), { code: 'INVALID_REQUEST' });
    send(socket, { type: 'res', id, ok: true, payload: await answer(params as never, call) });
  } catch (error) {
    const { code = 'UNAVAILABLE', message } = error as Error & { code?: string };
    send(socket, { type: 'res', id, ok: false, error: { code, message } });
  }
}

const HELLO = {
  type: 'hello-ok',
  protocol: 4,
  server: { version: '1.2.3', connId: 'c1' },
  features: { methods: [], events: [] },
  snapshot: {
    presence: [],
    health: {},
    stateVersion: { presence: 0, health: 0 },
    uptimeMs: 1,
  },
  auth: { role: 'operator', scopes: ['operator.admin'] },
  policy: { maxPayload: 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 },
};
