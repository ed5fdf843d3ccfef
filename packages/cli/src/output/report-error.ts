import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { escapeJson, escapeText } from './escape.ts';
import { createStyle } from './style.ts';

/** Says on standard error what went wrong and what to do next; standard output stays data. */
export function reportError(io: CliIo, error: unknown, json: boolean): ExitCode {
  const { code, message, nextStep, exitCode } = describeError(error);
  if (json) {
    io.stderr.write(`${escapeJson({ error: { code, message, nextStep } })}\n`);
    return exitCode;
  }
  const style = createStyle(io.stderr);
  io.stderr.write(`${style('red', 'error:')} ${escapeText(message)}\n`);
  if (nextStep) io.stderr.write(`  ${escapeText(nextStep)}\n`);
  return exitCode;
}

type ErrorDescription = {
  readonly code: string;
  readonly message: string;
  readonly nextStep?: string | undefined;
  readonly exitCode: ExitCode;
};

function describeError(error: unknown): ErrorDescription {
  if (error instanceof CliError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
  return { code, message, exitCode: EXIT.failed };
}
