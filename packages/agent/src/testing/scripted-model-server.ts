import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { anthropicFrames, anthropicRequest } from './anthropic-wire.ts';
import { openaiFrames, openaiRequest } from './openai-wire.ts';
import {
  type PlannedReply,
  type Script,
  type ScriptedRequest,
  ScriptReader,
} from './scripted-reply.ts';

export type ScriptedModelServer = AsyncDisposable & {
  /** For `api: openai-completions`, as `baseUrl`. */
  readonly openaiUrl: string;
  /** For `api: anthropic-messages`, as `baseUrl`. */
  readonly anthropicUrl: string;
  /** What was asked, in order, over both wires. */
  readonly requests: readonly ScriptedRequest[];
  close(): Promise<void>;
};

/** The frames of one wire: the pieces of an answer, each one or more server-sent events. */
export type WireFrames = {
  readonly opening: string;
  readonly pieces: readonly string[];
  readonly closing: string;
};

const WIRES = {
  '/v1/chat/completions': { parse: openaiRequest, frames: openaiFrames },
  '/v1/messages': { parse: anthropicRequest, frames: anthropicFrames },
} as const;

/** Starts a loopback HTTP server that speaks OpenAI's and Anthropic's streaming protocols and follows a script. */
export async function startScriptedModelServer(
  script: Script,
  options: { readonly remembers?: boolean } = {},
): Promise<ScriptedModelServer> {
  const reader = new ScriptReader(script, options.remembers);
  const server = createServer((request, response) => {
    answer(reader, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => stop(server);
  return {
    openaiUrl: `${origin}/v1`,
    anthropicUrl: origin,
    requests: reader.requests,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  reader: ScriptReader,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wire =
    WIRES[new URL(request.url ?? '/', 'http://localhost').pathname as keyof typeof WIRES];
  if (!wire || request.method !== 'POST') {
    response.writeHead(404).end();
    return;
  }
  const authorization = request.headers.authorization ?? request.headers['x-api-key']?.toString();
  const body: unknown = JSON.parse(await textOf(request));
  const reply = reader.next({ ...wire.parse(body), ...(authorization && { authorization }) });
  const { fault } = reply;
  if (fault?.kind === 'redirect') {
    response.writeHead(307, { location: fault.to }).end();
  } else if (fault?.kind === 'status') {
    const retry =
      fault.retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(fault.retryAfterSeconds) };
    response.writeHead(fault.status, { 'content-type': 'application/json', ...retry });
    response.end(
      JSON.stringify({ error: { type: 'scripted', message: fault.message ?? 'scripted failure' } }),
    );
  } else {
    await stream(response, wire.frames(reply), reply);
  }
}

async function stream(
  response: ServerResponse,
  frames: WireFrames,
  reply: PlannedReply,
): Promise<void> {
  const { fault } = reply;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(frames.opening);
  const last =
    fault && 'afterChunks' in fault
      ? Math.min(fault.afterChunks, frames.pieces.length)
      : frames.pieces.length;
  for (const piece of frames.pieces.slice(0, last)) {
    if (reply.chunkDelayMs) await sleep(reply.chunkDelayMs);
    // A 10 MB answer must not pile up in this process.
    if (!response.write(piece)) await drained(response);
    if (response.destroyed) return;
  }
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'cut') {
    await new Promise((resolve) => setImmediate(resolve));
    response.destroy();
    return;
  }
  response.end(frames.closing);
}

async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const over = Promise.withResolvers<void>();
  response.on('drain', over.resolve).on('close', over.resolve);
  await over.promise;
  response.off('drain', over.resolve).off('close', over.resolve);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
