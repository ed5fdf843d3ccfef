// The door stays small: `--version` may cost nothing but the start of Node.
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';

export { CLI_ERRORS, CliError, type CliErrorCode } from './cli-error.ts';
export { EXIT, type ExitCode } from './exit-code.ts';
export {
  type AddedAccount,
  type AuditCheck,
  type CliIo,
  type NewAccount,
  type Output,
  openProcessIo,
  type RunningGateway,
  type ServerPort,
  type StartOptions,
  type StartReport,
  type StopSignal,
} from './io.ts';

/**
 * The `coderclaw` command line. `argv` is what follows the program's name. Resolves, when the command
 * is done, with the exit code; it never rejects and never ends the process, but for a second Ctrl-C.
 */
export async function main(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.stdout.write(`${io.version}\n`);
    return EXIT.done;
  }
  const { runProgram } = await import('./program.ts');
  return runProgram(argv, io);
}
