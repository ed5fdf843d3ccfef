/** Every error that arises on this side of the wire; the gateway's own are `WireError`s. */
export const CLIENT_ERRORS = {
  CLIENT_BAD_URL: { retryable: false, meaning: 'the gateway address can not be used' },
  CLIENT_UNREACHABLE: {
    retryable: true,
    meaning: 'no gateway answers; is it running? start it with `coderclaw gateway`',
  },
  CLIENT_BAD_GATEWAY: {
    retryable: true,
    meaning: 'what answers there is not a gateway that we understand',
  },
  CLIENT_DISCONNECTED: {
    retryable: false,
    meaning:
      'the connection was lost before the answer came; whether the request was carried out is not known',
  },
  CLIENT_TIMEOUT: { retryable: false, meaning: 'the gateway did not answer in time' },
  CLIENT_ABORTED: { retryable: false, meaning: 'the caller no longer wants the answer' },
  CLIENT_CLOSED: { retryable: false, meaning: 'this client was closed' },
  CLIENT_DEVICE: { retryable: false, meaning: "this device's identity can not be used" },
} as const;
export type ClientErrorCode = keyof typeof CLIENT_ERRORS;

export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  /** Whether the same call may succeed later without anybody's help. */
  readonly retryable: boolean;

  constructor(code: ClientErrorCode, detail?: string, options?: { cause?: unknown }) {
    const { meaning, retryable } = CLIENT_ERRORS[code];
    super(detail === undefined ? meaning : `${meaning}: ${detail}`, options);
    this.code = code;
    this.retryable = retryable;
  }
}
