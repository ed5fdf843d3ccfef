import type { SendOutcome } from '@coderclaw/core';

type ErrorFacts = {
  readonly message: string;
  readonly retryable: boolean;
  readonly sent: 'no' | 'unknown';
  /** Nothing can be sent on this login until that has passed, or somebody has mended it. */
  readonly scope?: 'account';
};

/** Everything that may go wrong with a platform. `sent`: whether it may have acted all the same. */
export const CHANNEL_ERRORS = {
  CHANNEL_SETTINGS: {
    message: 'the settings of the account are wrong; correct them in the configuration',
    retryable: false,
    sent: 'no',
  },
  CHANNEL_AUTH: {
    message: 'the platform refuses the login; renew its token',
    retryable: false,
    sent: 'no',
    scope: 'account',
  },
  CHANNEL_FORBIDDEN: {
    message: 'the platform does not let us write there; the bot was blocked or removed',
    retryable: false,
    sent: 'no',
  },
  CHANNEL_NOT_FOUND: { message: 'the conversation is gone', retryable: false, sent: 'no' },
  CHANNEL_REFUSED: {
    message: 'the platform does not take this message',
    retryable: false,
    sent: 'no',
  },
  CHANNEL_INVALID_INPUT: {
    message: 'what came in can not be a message',
    retryable: false,
    sent: 'no',
  },
  CHANNEL_RATE_LIMITED: { message: 'the platform asks us to wait', retryable: true, sent: 'no' },
  CHANNEL_UNREACHABLE: {
    message: 'the platform could not be reached',
    retryable: true,
    sent: 'no',
    scope: 'account',
  },
  CHANNEL_UNAVAILABLE: {
    message: 'the platform says that it failed',
    retryable: true,
    sent: 'no',
    scope: 'account',
  },
  CHANNEL_ANSWER_LOST: {
    message: 'the request went out and no answer came back',
    retryable: false,
    sent: 'unknown',
  },
  CHANNEL_CLOSED: { message: 'the account is closed', retryable: true, sent: 'no' },
  CHANNEL_PULL_ONLY: {
    message: 'clients fetch from this channel; it is never sent to',
    retryable: false,
    sent: 'no',
  },
} as const satisfies Record<string, ErrorFacts>;

export type ChannelErrorCode = keyof typeof CHANNEL_ERRORS;

/** The one family of errors of channels. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly code: ChannelErrorCode;
  /** Whether the same call may succeed later without anybody's help. */
  readonly retryable: boolean;
  /** How long the platform asks us to wait, where it says so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ChannelErrorCode,
    detail?: string,
    { retryAfterMs, cause }: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    const { message, retryable } = CHANNEL_ERRORS[code];
    super(detail ? `${message}: ${detail}` : message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a failed send means for its part. An error of no known family may have come after the platform acted. */
export function outcomeOfError(error: unknown): SendOutcome {
  if (!(error instanceof ChannelError)) return { kind: 'unknown', error: String(error) };
  const { sent, scope }: ErrorFacts = CHANNEL_ERRORS[error.code];
  if (sent === 'unknown') return { kind: 'unknown', error: error.message };
  return {
    kind: 'unsent',
    error: error.message,
    // What waits for a new token is not lost meanwhile.
    retryable: error.retryable || error.code === 'CHANNEL_AUTH',
    ...(scope && { scope }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}
