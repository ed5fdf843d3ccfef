import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@coderclaw/core';
import { ApiError, apiError, rateLimited } from '../error/api-error.ts';
import { type Fault, precedesAct, proxyPage } from '../fault/fault.ts';
import type { FaultPlan } from '../fault/fault-plan.ts';
import { DescribedResult } from '../method/call.ts';
import { CallArguments } from './call-arguments.ts';
import { readArguments } from './request-body.ts';

/** What stands behind the door. */
export type Backend = {
  readonly clock: Clock;
  readonly faults: FaultPlan;
  /** Does what a call asks. Throws an ApiError to refuse. */
  act(method: string, args: CallArguments, gone: AbortSignal): Promise<unknown>;
  /** The bytes at a path of the file endpoint. */
  findFile(path: string): Buffer | undefined;
  readonly token: string | null;
  /** Every call is told here, with what was answered. */
  called(method: string, args: CallArguments, answer: Answer | undefined): void;
};

export type Answer = { readonly status: number; readonly body: string };

/** An answer of a method, or a file. */
type WireAnswer = {
  readonly status: number;
  readonly body: string | Buffer;
  /** Its media type; JSON, if not said. */
  readonly type?: string;
};

const METHOD_PATH = /^\/bot([^/]+)\/(\w+)\/?$/u;
const FILE_PATH = /^\/file\/bot([^/]+)\/(.+)$/u;
const TOKEN = /^\d+:[\w-]+$/u;

/** The HTTP side: addresses, envelopes and what goes wrong on the way. Listens on loopback only. */
export class HttpFront {
  readonly #backend: Backend;
  #server: Server | undefined;
  #port = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  /** The port, also while it is closed; 0 before it was ever opened. */
  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens on a port of 127.0.0.1; 0 means any. */
  async open(port: number): Promise<void> {
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Breaks every connection and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, fileToken, path] = FILE_PATH.exec(url.pathname) ?? [];
    if (fileToken !== undefined) return this.#serveFile(response, fileToken, path!);
    const [, token, method] = METHOD_PATH.exec(url.pathname) ?? [];
    if (token === undefined || method === undefined)
      return send(response, refusal(apiError('NOT_FOUND')));
    const hungUp = new AbortController();
    response.once('close', () => hungUp.abort());
    let args = new CallArguments({});
    const answer = await this.#answerOf(async () => {
      args = await readArguments(request, url.searchParams);
      this.#checkToken(decodeURIComponent(token));
    });
    const fault = answer ? undefined : this.#backend.faults.take(method);
    if (fault && precedesAct(fault)) return this.#failBefore(fault, method, args, response);
    const done = answer ?? (await this.#act(method, args, hungUp.signal));
    this.#backend.called(method, args, done);
    await this.#sendThrough(fault, done, response);
  }

  #checkToken(token: string): void {
    if (!TOKEN.test(token)) throw apiError('NOT_FOUND');
    if (token !== this.#backend.token) throw apiError('UNAUTHORIZED');
  }

  async #act(method: string, args: CallArguments, gone: AbortSignal): Promise<Answer> {
    let result: unknown;
    const refused = await this.#answerOf(async () => {
      result = await this.#backend.act(method, args, gone);
    });
    if (refused) return refused;
    const body =
      result instanceof DescribedResult ? { ok: true, ...result.fields } : { ok: true, result };
    return { status: 200, body: JSON.stringify(body) };
  }

  async #answerOf(act: () => Promise<void>): Promise<Answer | undefined> {
    try {
      await act();
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return refusal(error);
      throw error;
    }
  }

  #failBefore(fault: Fault, method: string, args: CallArguments, response: ServerResponse): void {
    const answer = answerOfFault(fault);
    this.#backend.called(method, args, answer);
    if (answer && fault.kind === 'proxy') send(response, { ...answer, type: 'text/html' });
    else if (answer) send(response, answer);
    else if (fault.kind === 'reset') breakOff(response);
    // A call that hangs keeps its connection until the caller, or this server, closes it.
  }

  async #sendThrough(
    fault: Fault | undefined,
    answer: WireAnswer,
    response: ServerResponse,
  ): Promise<void> {
    switch (fault?.kind) {
      case 'held':
        await fault.until;
        break;
      case 'slow':
        await this.#backend.clock.sleep(fault.ms);
        break;
      case 'silent':
        return;
      case 'lost-answer':
        return breakOff(response);
      case 'truncated':
        return sendHalf(response, answer);
      case 'cut':
        return sendCut(response, answer);
      case 'huge':
        return sendHuge(response, answer, fault.bytes);
      case 'not-json':
        return send(response, { status: 200, body: fault.body ?? 'not json', type: 'text/plain' });
    }
    send(response, answer);
  }

  async #serveFile(response: ServerResponse, token: string, path: string): Promise<void> {
    const fault = this.#backend.faults.take('file');
    if (fault && precedesAct(fault))
      return this.#failBefore(fault, 'file', new CallArguments({ path }), response);
    const known = decodeURIComponent(token) === this.#backend.token;
    const body = known ? this.#backend.findFile(decodeURIComponent(path)) : undefined;
    if (!body) return send(response, refusal(apiError(known ? 'NOT_FOUND' : 'UNAUTHORIZED')));
    await this.#sendThrough(
      fault,
      { status: 200, body, type: 'application/octet-stream' },
      response,
    );
  }
}

function refusal({ code, message, parameters }: ApiError): Answer {
  const body = JSON.stringify({
    ok: false,
    error_code: code,
    description: message,
    ...(parameters && { parameters }),
  });
  return { status: code, body };
}

function answerOfFault(fault: Fault): Answer | undefined {
  switch (fault.kind) {
    case 'error':
      return refusal(new ApiError(fault.code, fault.description, fault.parameters));
    case 'rate-limited':
      return refusal(rateLimited(fault.retryAfter));
    case 'proxy':
      return { status: fault.status, body: proxyPage(fault.status) };
    default:
      return undefined;
  }
}

function send(response: ServerResponse, answer: WireAnswer): void {
  const { status, body, type = 'application/json' } = answer;
  const retryAfter =
    status === 429 ? /retry after (\d+)/u.exec(body.toString('utf8'))?.[1] : undefined;
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...(retryAfter && { 'retry-after': retryAfter }),
  });
  response.end(body);
}

/** The length is that of what comes, so that the client sees a whole answer that is no JSON. */
function sendHalf(response: ServerResponse, answer: WireAnswer): void {
  send(response, { ...answer, body: halfOf(answer) });
}

/** The length is that of the whole, of which the rest never comes. */
function sendCut(response: ServerResponse, answer: WireAnswer): void {
  const { status, body, type = 'application/json' } = answer;
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.write(halfOf(answer), () => breakOff(response));
}

/** White space first, so that it is JSON to whom reads it all; as fast as the client takes it. */
async function sendHuge(response: ServerResponse, answer: WireAnswer, bytes: number) {
  const { status, body, type = 'application/json' } = answer;
  response.writeHead(status, { 'content-type': type });
  const chunk = Buffer.alloc(64 * 1024, ' ');
  function* chunks() {
    for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
    yield Buffer.from(body);
  }
  await pipeline(Readable.from(chunks()), response).catch((error: NodeJS.ErrnoException) => {
    // The client did not want all of it.
    if (!response.destroyed) throw error;
  });
}

function halfOf({ body }: WireAnswer): Buffer {
  const whole = Buffer.from(body);
  return whole.subarray(0, whole.length >> 1);
}

/** The peer sees a reset, not an end. */
function breakOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
