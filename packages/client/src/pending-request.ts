import type { EventFrame, MethodName, ResponseFrame } from '@coderclaw/protocol';
import { parseErrorShape } from '@coderclaw/protocol';
import { ClientError } from './client-error.ts';
import type { Connection } from './connection.ts';

export type RequestOptions = {
  /** Milliseconds until the answer must be there; 0 waits for ever. Default 30,000, and 0 for `agent`. */
  readonly timeoutMs?: number;
  /** Gives the answer up. What was asked for goes on: to stop a run, call `chat.abort`. */
  readonly signal?: AbortSignal;
};

/** Answering them again changes nothing, so they are asked again when a connection was lost. */
const READS: ReadonlySet<string> = new Set<MethodName>([
  'health',
  'status',
  'system-presence',
  'agents.list',
  'models.list',
  'chat.history',
  'chat.metadata',
  'sessions.list',
  'sessions.describe',
  'agent.wait',
  'logs.tail',
  'deliveries.list',
  'audit.list',
  'audit.records',
  'audit.verify',
]);
const DEFAULT_TIMEOUT_MS = 30_000;

type Call = {
  readonly method: string;
  readonly params: unknown;
  readonly onAccepted?: (payload: unknown) => void;
  /**
   * Told of the answer before the next frame is looked at. A promise is not: Node hands over all the
   * frames of one TCP segment before it runs what waits for a promise.
   */
  readonly onAnswer?: (payload: unknown) => void;
};

type Pending = Call & {
  readonly resolve: (payload: never) => void;
  readonly reject: (error: Error) => void;
  sent: boolean;
};

/**
 * The open requests of a client, across connections. A request that was made without a connection is
 * sent when there is one. One whose connection was lost is sent again where that is safe (reads, and
 * whatever carries an idempotency key), and rejects with `CLIENT_DISCONNECTED` elsewhere.
 */
export class PendingRequests {
  readonly #pending = new Map<string, Pending>();
  #lastId = 0;

  open<Result>(
    connection: Connection | undefined,
    call: Call,
    options: RequestOptions,
  ): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#lastId += 1;
    const id = String(this.#lastId);
    const timeoutMs = options.timeoutMs ?? (call.method === 'agent' ? 0 : DEFAULT_TIMEOUT_MS);
    const timer =
      timeoutMs === 0
        ? undefined
        : setTimeout(() => this.#reject(id, timeoutOf(call.method, timeoutMs)), timeoutMs);
    const onAbort = () =>
      this.#reject(
        id,
        new ClientError('CLIENT_ABORTED', call.method, { cause: options.signal?.reason }),
      );
    this.#pending.set(id, { ...call, resolve, reject, sent: false });
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.signal?.aborted) onAbort();
    else this.#send(connection, id);
    return promise.finally(() => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    });
  }

  /** A connection is ready: sends what waits for one. */
  sendAll(connection: Connection): void {
    for (const id of this.#pending.keys()) this.#send(connection, id);
  }

  answer(frame: ResponseFrame): void {
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return;
    if (frame.ok && pending.method === 'agent' && isAccepted(frame.payload)) {
      pending.onAccepted?.(frame.payload);
      return;
    }
    this.#pending.delete(frame.id);
    if (!frame.ok) {
      pending.reject(parseErrorShape(frame.error!));
      return;
    }
    pending.resolve(frame.payload as never);
    pending.onAnswer?.(frame.payload);
  }

  /** The connection was lost and another one follows. */
  disconnect(error: Error): void {
    for (const [id, pending] of this.#pending) {
      if (pending.sent && !isRepeatable(pending)) this.#reject(id, asDisconnected(error));
      else pending.sent = false;
    }
  }

  /** No other connection follows. */
  rejectAll(error: Error): void {
    for (const id of this.#pending.keys()) this.#reject(id, error);
  }

  #send(connection: Connection | undefined, id: string): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined && !pending.sent)
      pending.sent = connection?.send(id, pending.method, pending.params) ?? false;
  }

  #reject(id: string, error: Error): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(error);
  }
}

/** Watches the numbers of a connection's events. */
export class SequenceWatch {
  #last: number | undefined;

  /** Whether events are missing before this one. */
  hasGap(frame: EventFrame): boolean {
    if (frame.seq === undefined) return false;
    const hasGap = this.#last !== undefined && frame.seq > this.#last + 1;
    this.#last = frame.seq;
    return hasGap;
  }
}

function isRepeatable({ method, params }: Pending): boolean {
  return (
    READS.has(method) ||
    (typeof params === 'object' && params !== null && 'idempotencyKey' in params)
  );
}

function isAccepted(payload: unknown): boolean {
  return (payload as { readonly status?: unknown } | null | undefined)?.status === 'accepted';
}

function asDisconnected(error: Error): ClientError {
  if (error instanceof ClientError && error.code === 'CLIENT_DISCONNECTED') return error;
  return new ClientError('CLIENT_DISCONNECTED', error.message, { cause: error });
}

function timeoutOf(method: string, timeoutMs: number): ClientError {
  return new ClientError('CLIENT_TIMEOUT', `${method}, ${timeoutMs} ms`);
}
