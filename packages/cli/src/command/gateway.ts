import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo, RunningGateway, StartOptions, StartReport } from '../io.ts';
import { formatBanner } from '../output/banner.ts';
import { escapeJson } from '../output/escape.ts';
import { createStyle } from '../output/style.ts';

/**
 * `coderclaw gateway`: runs one until SIGINT or SIGTERM, puts the work under way aside and leaves
 * with 0. A second signal does not wait for that: what was under way is then taken up as after a crash.
 */
export async function runGateway(
  io: CliIo,
  options: StartOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  const stopRequest = Promise.withResolvers<void>();
  let requested = false;
  const forget = io.onSignal(() => {
    if (requested) io.exit(EXIT.failed);
    requested = true;
    stopRequest.resolve();
  });
  try {
    const gateway = await startGateway(io, options);
    printReport(io, gateway.report, options.json);
    await stopRequest.promise;
    if (!options.json)
      io.stderr.write('\nStopping; the next start goes on with what was under way.\n');
    await gateway.stop();
    return EXIT.done;
  } finally {
    forget();
  }
}

/** The sign-in link is a credential: it is for a person at a terminal, not for a service's log. */
function printReport(io: CliIo, report: StartReport, json: boolean | undefined): void {
  const printed = { ...report, signInLink: io.stdout.isTTY ? report.signInLink : null };
  const style = createStyle(io.stdout);
  io.stdout.write(json ? `${escapeJson(printed)}\n` : formatBanner(printed, style));
}

async function startGateway(
  io: CliIo,
  { port, bind, verbose }: StartOptions,
): Promise<RunningGateway> {
  try {
    return await io.server.start({
      ...(port !== undefined && { port }),
      ...(bind !== undefined && { bind }),
      ...(verbose !== undefined && { verbose }),
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (isBadBind(cause)) throw new CliError('CLI_USAGE', message, { cause });
    throw new CliError('CLI_GATEWAY_START', `the gateway did not start: ${message}`, { cause });
  }
}

/** Only the server half knows which words name an address of this machine. */
function isBadBind(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'GATEWAY_BIND';
}
