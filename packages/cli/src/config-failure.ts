import { ConfigError } from '@coderclaw/config';
import { CliError } from './cli-error.ts';

const WRONG_ARGUMENT: ReadonlySet<string> = new Set(['CONFIG_UNKNOWN_KEY', 'CONFIG_BAD_VALUE']);

/** Rejects with what the command line makes of a failure of the configuration. */
export function rejectConfigError(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  const code = WRONG_ARGUMENT.has(error.code) ? 'CLI_USAGE' : 'CLI_CONFIG';
  throw new CliError(code, error.message, { cause: error });
}
