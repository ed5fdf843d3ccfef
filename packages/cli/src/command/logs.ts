import { setTimeout } from 'node:timers/promises';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { escapeJson } from '../output/escape.ts';
import { formatLogLine, parseLogLine } from '../output/log-line.ts';
import { createStyle } from '../output/style.ts';

const POLL_MS = 500;

type LogsOptions = GatewayOptions & { readonly follow?: boolean; readonly limit: number };

/** `coderclaw logs`: the last lines and, with `--follow`, what is added until Ctrl-C. */
export function showLogs(io: CliIo, options: LogsOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const stop = new AbortController();
    const forget = options.follow ? io.onSignal(() => stop.abort()) : () => {};
    try {
      let { cursor, lines } = await gateway.request('logs.tail', { limit: options.limit });
      printLines(io, lines, options.json);
      while (options.follow && (await pause(stop.signal))) {
        ({ cursor, lines } = await gateway.request('logs.tail', { cursor }));
        printLines(io, lines, options.json);
      }
      return EXIT.done;
    } finally {
      forget();
    }
  });
}

/** With `--json` each line is a JSON value. */
function printLines(io: CliIo, lines: readonly string[], json: boolean | undefined): void {
  const style = createStyle(io.stdout);
  for (const line of lines) {
    io.stdout.write(`${json ? escapeJson(parseLogLine(line)) : formatLogLine(line, style)}\n`);
  }
}

/** Waits for the next look; false once somebody has asked to stop. */
function pause(signal: AbortSignal): Promise<boolean> {
  // Ignored: the only rejection is the abort, and the answer says it.
  return setTimeout(POLL_MS, true, { signal }).catch(() => false);
}
