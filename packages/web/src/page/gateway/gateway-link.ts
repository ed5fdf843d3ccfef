import type {
  EventName,
  EventPayload,
  HelloOk,
  InFlight,
  MethodName,
  MethodParams,
  MethodResult,
  TranscriptMessage,
} from '@coderclaw/protocol';
import type { ReadonlySignal } from '@preact/signals';

/** How the page stands with its gateway. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly hello: HelloOk }
  /** The connection was lost and is being made again, by itself. */
  | { readonly kind: 'reconnecting' }
  /** The gateway does not let this browser in; only a fresh sign-in helps. */
  | { readonly kind: 'refused'; readonly message: string };

export type GatewayEvent = {
  readonly [Name in EventName]: { readonly event: Name; readonly payload: EventPayload<Name> };
}[EventName];

/** What follows a session is told, across connections: each committed message once, in order. */
export type SessionFollower = {
  onMessage(message: TranscriptMessage): void;
  /** After each connection: the answer under way, or null. */
  onInFlight(inFlight: InFlight | null): void;
  /** More was missed than can be told: fetch the history anew. */
  onReset(): void;
  onError(error: Error): void;
};

/** The gateway as the page's parts see it. */
export interface GatewayLink {
  readonly state: ReadonlySignal<LinkState>;
  /** Waits for a connection where there is none. Rejects with a RequestError. */
  request<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>>;
  /** Contract: the listener must not throw. Returns how to stop listening. */
  listen(listener: (event: GatewayEvent) => void): () => void;
  /** Follows a session from a cursor on. Returns how to stop. */
  watch(sessionKey: string, cursor: number, follower: SessionFollower): () => void;
  close(): void;
}

export const CONNECTION_LOST = 'CONNECTION_LOST';

/** A request without a result. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** The wire's error code, or {@link CONNECTION_LOST} where there was no answer. */
  readonly code: string;
  /** What the gateway adds for those who act on it. */
  readonly details: unknown;

  constructor(code: string, message: string, cause?: unknown, details?: unknown) {
    super(message, { cause });
    this.code = code;
    this.details = details;
  }
}

/** What a person is told about a failed request. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isConnectionLost(error: unknown): boolean {
  return error instanceof RequestError && error.code === CONNECTION_LOST;
}
