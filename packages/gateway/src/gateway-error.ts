/** What keeps a gateway from starting or working, each with what the operator does next. */
export const GATEWAY_ERRORS = {
  GATEWAY_ADDRESS_IN_USE:
    'the address is taken; stop the program that uses it, or choose another with --port',
  GATEWAY_ADDRESS_REFUSED: 'the gateway can not listen there; choose another with --port or --bind',
  GATEWAY_BIND: 'this --bind is neither an IP address nor a word that the gateway knows',
  GATEWAY_AUDIT_KEY:
    'the key that signs the audit trail can not be used; restore it, or move the file away to begin a new chain',
  GATEWAY_NO_DATABASE: 'there is no database; name one with --file',
} as const;

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

/** The one family of errors of this package. A gateway that throws one has let go of everything. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: GatewayErrorCode;
  /** Whether a second try may succeed without anybody changing the configuration. */
  readonly retryable: boolean;

  constructor(code: GatewayErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail ? `${GATEWAY_ERRORS[code]}: ${detail}` : GATEWAY_ERRORS[code], options);
    this.code = code;
    this.retryable = code === 'GATEWAY_ADDRESS_IN_USE';
  }
}
