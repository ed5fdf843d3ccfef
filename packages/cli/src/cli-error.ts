import { EXIT, type ExitCode } from './exit-code.ts';

/** The family's registry: what each failure means, how it leaves the process, and whether the same command may work later. */
export const CLI_ERRORS = {
  CLI_USAGE: {
    exitCode: EXIT.usage,
    retryable: false,
    meaning: 'an argument is wrong; nothing was done',
  },
  CLI_GATEWAY_UNREACHABLE: {
    exitCode: EXIT.unreachable,
    retryable: true,
    meaning:
      'no gateway runs on this home, or it does not answer; start it with `coderclaw gateway`',
  },
  CLI_GATEWAY_REFUSED: {
    exitCode: EXIT.failed,
    retryable: false,
    meaning: 'the gateway did not let the command line in; give its token with `--token`',
  },
  CLI_REQUEST_FAILED: {
    exitCode: EXIT.failed,
    retryable: false,
    meaning: 'the gateway refused what was asked, for the reason that the message gives',
  },
  CLI_CONFIG: {
    exitCode: EXIT.failed,
    retryable: false,
    meaning: 'the configuration file could not be read or written; see `coderclaw config validate`',
  },
  CLI_GATEWAY_START: {
    exitCode: EXIT.failed,
    retryable: false,
    meaning: 'the gateway could not start, for the reason that the message gives',
  },
} as const satisfies Record<
  string,
  { readonly exitCode: ExitCode; readonly retryable: boolean; readonly meaning: string }
>;

export type CliErrorCode = keyof typeof CLI_ERRORS;

/** A command that cannot do its work. The message says what is wrong, `nextStep` what to do about it. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly nextStep: string | undefined;

  constructor(
    code: CliErrorCode,
    message: string,
    options: { nextStep?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.nextStep = options.nextStep;
  }

  get exitCode(): ExitCode {
    return CLI_ERRORS[this.code].exitCode;
  }

  get retryable(): boolean {
    return CLI_ERRORS[this.code].retryable;
  }
}
