import type { ErrorShape } from './schema/frame.ts';

/**
 * Every error that may cross the wire. `retryable`: the same request may succeed later without anyone
 * changing anything; a single error may say otherwise.
 */
export const ERROR_CODES = {
  /** The frame, the params or their combination is wrong; `message` says where. */
  INVALID_REQUEST: { retryable: false },
  /** A scope is missing, or the credential is not allowed to do this. */
  FORBIDDEN: { retryable: false },
  /** The device is known and waits for approval; `details.requestId` names the request. */
  NOT_PAIRED: { retryable: false },
  /** What the request names does not exist, or not for this principal. */
  NOT_FOUND: { retryable: false },
  /** The thing is busy or changed meanwhile; look again and decide anew. */
  CONFLICT: { retryable: false },
  /** Stopping, starting, overloaded, or out of disk. */
  UNAVAILABLE: { retryable: true },
  /** The run took longer than it may. */
  AGENT_TIMEOUT: { retryable: false },
  APPROVAL_NOT_FOUND: { retryable: false },
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** `details.code` of an error: what a client acts on without reading prose. */
export const ERROR_DETAIL_CODES = [
  'AUTH_REQUIRED',
  'AUTH_UNAUTHORIZED',
  'AUTH_TOKEN_MISSING',
  'AUTH_TOKEN_MISMATCH',
  'AUTH_TOKEN_NOT_CONFIGURED',
  'AUTH_PASSWORD_MISSING',
  'AUTH_PASSWORD_MISMATCH',
  'AUTH_PASSWORD_NOT_CONFIGURED',
  'AUTH_BOOTSTRAP_TOKEN_INVALID',
  'AUTH_DEVICE_TOKEN_MISMATCH',
  'AUTH_SCOPE_MISMATCH',
  'AUTH_RATE_LIMITED',
  'PROTOCOL_MISMATCH',
  'DEVICE_IDENTITY_REQUIRED',
  'DEVICE_AUTH_INVALID',
  'DEVICE_AUTH_DEVICE_ID_MISMATCH',
  'DEVICE_AUTH_SIGNATURE_EXPIRED',
  'DEVICE_AUTH_NONCE_REQUIRED',
  'DEVICE_AUTH_NONCE_MISMATCH',
  'DEVICE_AUTH_SIGNATURE_INVALID',
  'DEVICE_AUTH_PUBLIC_KEY_INVALID',
  'PAIRING_REQUIRED',
  'MISSING_SCOPE',
  'UNKNOWN_AGENT_ID',
] as const;
export type ErrorDetailCode = (typeof ERROR_DETAIL_CODES)[number];

/** What a client should do about a refused `connect`. */
export type NextStep =
  | 'retry_with_device_token'
  | 'update_auth_configuration'
  | 'update_auth_credentials'
  | 'wait_then_retry'
  | 'review_auth_configuration';

/** `details` of an error: a code to act on, and what that code documents. */
export type ErrorDetails = {
  readonly code: ErrorDetailCode;
  readonly recommendedNextStep?: NextStep;
  readonly [key: string]: unknown;
};

/**
 * An error that crosses the wire, on both of its sides. The gateway throws one to refuse a request;
 * the client rejects a request with the one it was sent. Its message is for the other side's eyes.
 */
export class WireError extends Error {
  override readonly name = 'WireError';
  /** An {@link ErrorCode}, or another gateway's own. */
  readonly code: string;
  readonly details: unknown;
  readonly retryable: boolean;
  /** Milliseconds to wait before a repetition, where the gateway knows. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode | (string & {}),
    message: string,
    more: { details?: unknown; retryable?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.details = more.details;
    this.retryable = more.retryable ?? (isErrorCode(code) && ERROR_CODES[code].retryable);
    this.retryAfterMs = more.retryAfterMs;
  }

  /** `details.code`, where the error has one. */
  get detailCode(): string | undefined {
    const details = this.details;
    if (typeof details !== 'object' || details === null || !('code' in details)) return undefined;
    return typeof details.code === 'string' ? details.code : undefined;
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}

/** The error as a frame carries it. The cause stays at home. */
export function formatErrorShape(error: WireError): ErrorShape {
  return {
    code: error.code,
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.retryable ? { retryable: true } : {}),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

export function parseErrorShape(shape: ErrorShape): WireError {
  const { code, message, ...more } = shape;
  return new WireError(code, message, more);
}
