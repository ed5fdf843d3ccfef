/** What can go wrong with a home and its configuration; each message goes on with the path and the way out. */
export const CONFIG_ERRORS = {
  HOME_UNUSABLE: 'the home directory can not be used',
  HOME_LOCKED: 'another gateway is running on this home',
  TOKEN_INVALID: 'the gateway token can not be used',
  CONFIG_UNKNOWN_KEY: 'there is no such configuration key',
  CONFIG_BAD_VALUE: 'this value is not allowed',
  CONFIG_BROKEN: 'the configuration file can not be edited before it is repaired',
  CONFIG_CONFLICT:
    'the configuration file was changed meanwhile; read it again and repeat the edit',
  CONFIG_UNWRITABLE: 'the configuration file can not be written',
} as const;

export type ConfigErrorCode = keyof typeof CONFIG_ERRORS;

/** The one family of errors of this package. What raised it changed nothing on disk. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode;
  /** Whether the same call may succeed later without anybody changing the configuration. */
  readonly retryable: boolean;

  constructor(code: ConfigErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail ? `${CONFIG_ERRORS[code]}: ${detail}` : CONFIG_ERRORS[code], options);
    this.code = code;
    this.retryable = code === 'CONFIG_CONFLICT' || code === 'HOME_LOCKED';
  }
}

/** The `code` of an error that the operating system raised, such as `ENOENT`; empty for any other. */
export function systemCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
