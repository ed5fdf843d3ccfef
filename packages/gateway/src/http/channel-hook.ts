import type { IncomingMessage } from 'node:http';
import type { ChannelAccount } from '@coderclaw/channel-kit';
import type { AccountRef, Clock, Logger } from '@coderclaw/core';
import { Admission } from '../access/admission.ts';
import type { FailureLimiter } from '../access/failure-limiter.ts';
import { networkOf } from '../access/request-origin.ts';
import type { GatewayContext } from '../method/context.ts';
import { failure, json, type Reply } from './reply.ts';
import type { Caller } from './routes.ts';

/** What a platform may post at once. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A body that has not arrived by then is cut off. */
const READ_MS = 10_000;
/** Bodies that are read at once: of one address, and of all. The slowest gives way to the next. */
const READING_LIMITS = { perAddress: 16, total: 32 } as const;

const HOOK_PATH = /^\/hooks\/channels\/([a-z][a-z0-9-]{0,63})\/([a-z0-9][a-z0-9_-]{0,63})$/u;
/** Networks that are remembered for having posted with proof. */
const MAX_PROVEN = 1_000;
/** What an adapter answers to a caller whose proof is missing or wrong. */
const UNPROVEN: readonly number[] = [401, 403];

export type HookPorts = {
  readonly gateway: () => GatewayContext | null;
  readonly clock: Clock;
  readonly limiter: FailureLimiter;
  readonly logger: Logger;
};

/** The account that a target such as `/hooks/channels/telegram/default` names; undefined for every other target. */
export function hookAccountOf(target: string): AccountRef | undefined {
  const match = HOOK_PATH.exec(target);
  return match ? { channel: match[1]!, account: match[2]! } : undefined;
}

type Webhook = NonNullable<ChannelAccount['webhook']>;

/**
 * What platforms post, for the account that it is meant for (T14). The gateway only bounds it: the
 * adapter checks who posted before it reads a word of the body.
 */
export class ChannelHooks {
  readonly #ports: HookPorts;
  readonly #reading = new Admission(READING_LIMITS);
  readonly #proven = new Set<string>();

  constructor(ports: HookPorts) {
    this.#ports = ports;
  }

  async answer(request: IncomingMessage, caller: Caller, account: AccountRef): Promise<Reply> {
    const { limiter, clock } = this.#ports;
    const gateway = this.#ports.gateway();
    if (!gateway || gateway.stopping.aborted) return refuse(503, 'the gateway is not ready');
    const webhook = gateway.channels.findConfigured(account)?.webhook;
    if (!webhook) return refuse(404, 'there is nothing here');
    if (request.method !== 'POST') return refuse(405, 'only POST is served here', POST_ONLY);
    // A web page in somebody's browser posts with their address; its failures must not count as theirs.
    if (request.headers.origin !== undefined) return refuse(403, 'the Origin is foreign');
    // The platform comes through a proxy, and so do those who guess: it is slowed with them, not kept out.
    const spared = caller.loopback || this.#proven.has(networkOf(caller.address));
    const attempt = limiter.decide(caller.address, ['webhook'], spared);
    if (attempt.kind === 'locked-out') {
      const seconds = String(Math.ceil(attempt.retryAfterMs / 1_000));
      return refuse(429, 'too many failed attempts', { 'Retry-After': seconds });
    }
    if (attempt.delayMs > 0) await clock.sleep(attempt.delayMs);
    const body = await this.#read(request, caller);
    if (!(body instanceof Uint8Array)) return body;
    const status = await this.#hand(webhook, request, body, account);
    if (UNPROVEN.includes(status)) limiter.recordFailure(caller.address, 'webhook');
    else if (status < 300) this.#trust(caller);
    return status < 300 ? json(status, { ok: true }) : refuse(status, 'this was not taken');
  }

  #trust({ address }: Caller): void {
    this.#ports.limiter.recordSuccess(address, 'webhook');
    const network = networkOf(address);
    this.#proven.delete(network);
    this.#proven.add(network);
    if (this.#proven.size > MAX_PROVEN) this.#proven.delete(this.#proven.keys().next().value!);
  }

  /** The whole body, or why there is none. */
  async #read(request: IncomingMessage, { address }: Caller): Promise<Uint8Array | Reply> {
    const tooLarge = refuse(413, 'the body is too large');
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return tooLarge;
    const done = new AbortController();
    const cut = new AbortController();
    const leave = this.#reading.enter(address, () => cut.abort());
    void this.#ports.clock.sleep(READ_MS, done.signal).then(() => cut.abort());
    const body = await readBody(request, cut.signal);
    leave();
    done.abort();
    if (body === 'too-large') return tooLarge;
    return body === 'cut' ? refuse(408, 'the body did not arrive in time') : body;
  }

  /** The adapter's status. Whatever goes wrong in it, the platform is to post the event again. */
  async #hand(
    webhook: Webhook,
    { headers }: IncomingMessage,
    body: Uint8Array,
    { channel, account }: AccountRef,
  ): Promise<number> {
    try {
      const { status } = await webhook({ headers, body });
      return Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500;
    } catch (error) {
      this.#ports.logger.error('a posted event failed', { channel, account, error });
      return 500;
    }
  }
}

const POST_ONLY = { Allow: 'POST' };

/** What is left of a body that nobody reads goes with its connection. */
function refuse(status: number, message: string, headers: Reply['headers'] = {}): Reply {
  return failure(status, message, { ...headers, Connection: 'close' });
}

/** `cut`: who posts has gone away, or `signal` aborted. */
function readBody(
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Uint8Array | 'too-large' | 'cut'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const take = (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else end('too-large');
    };
    const end = (what: Uint8Array | 'too-large' | 'cut') => {
      request.off('data', take).pause();
      resolve(what);
    };
    request.on('data', take);
    request.once('end', () => end(Buffer.concat(chunks)));
    request.once('error', () => end('cut'));
    request.once('close', () => end('cut'));
    signal.addEventListener('abort', () => end('cut'), { once: true });
  });
}
