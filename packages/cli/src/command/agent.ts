import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { AgentAccepted, EventPayload, MethodParams, MethodResult } from '@coderclaw/protocol';
import { CliError } from '../cli-error.ts';
import { type GatewayLink, type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import {
  type AnswerPrinter,
  createAnswerPrinter,
  summariseArguments,
} from '../output/answer-printer.ts';
import { escapeJson, escapeText } from '../output/escape.ts';
import { printJson } from '../output/print.ts';
import { createStyle } from '../output/style.ts';
import { type Line, watchLine } from '../watch-line.ts';

export type AgentOptions = GatewayOptions & {
  readonly message: string;
  readonly session: string;
  readonly agent?: string;
  readonly workspace?: string;
  readonly thinking?: string;
  /** Seconds. */
  readonly timeout?: number;
};

type AgentResult = MethodResult<'agent'>;
type ChatDelta = Extract<EventPayload<'chat'>, { state: 'delta' }>;

/** What `agent --json` calls each of a run's ends; all but `ok` exit 1. */
const STATUS_OF_END = {
  DONE: 'ok',
  ERROR: 'error',
  ABORTED: 'aborted',
  TIMEOUT: 'timeout',
} as const satisfies Record<AgentResult['result']['end'], string>;

/** `coderclaw agent`: sends one message and prints the answer; streams it where a person watches. */
export async function runAgent(io: CliIo, options: AgentOptions): Promise<ExitCode> {
  const message = options.message === '-' ? await readAll(io.stdin) : options.message;
  if (message.trim() === '') throw new CliError('CLI_USAGE', 'the message is empty');
  const talk = async (gateway: GatewayLink) => {
    const printer = createAnswerPrinter(io.stdout, io.stderr, createStyle(io.stderr));
    const line = watchLine(gateway, printer, options.timeout);
    const run = startRun(gateway, formatParams(message, options), line);
    const forget = stopOnSignal(io, gateway, run, line);
    try {
      if (options.json) return reportJson(io, await run.result);
      return reportText(io, await followRun(io, gateway, run, printer));
    } finally {
      forget();
      line.unwatch();
    }
  };
  // The message has a key of its own: sent again after a lost connection, it is still one message.
  return withGateway(io, options, talk, { reconnect: true });
}

function formatParams(message: string, options: AgentOptions): MethodParams<'agent'> {
  return {
    message,
    sessionKey: options.session,
    idempotencyKey: randomUUID(),
    ...(options.agent && { agentId: options.agent }),
    ...(options.workspace && { cwd: resolve(options.workspace) }),
    ...(options.thinking && { thinking: options.thinking }),
    ...(options.timeout && { timeout: options.timeout }),
  };
}

/** A run that was asked for. */
type Run = {
  readonly id: string;
  readonly accepted: Promise<AgentAccepted>;
  readonly result: Promise<AgentResult>;
};

function startRun(gateway: GatewayLink, params: MethodParams<'agent'>, line: Line): Run {
  const { promise: accepted, resolve: onAccepted } = Promise.withResolvers<AgentAccepted>();
  const answered = gateway.request('agent', params, { onAccepted });
  return { id: params.idempotencyKey, accepted, result: Promise.race([answered, line.cut]) };
}

/**
 * The first Ctrl-C stops the run, whose end is then reported as usual. Before it was accepted there
 * is nothing to stop, so that waits. A second one does not, nor one while there is no gateway to ask.
 */
function stopOnSignal(io: CliIo, gateway: GatewayLink, run: Run, line: Line): () => void {
  let requested = false;
  return io.onSignal(() => {
    if (requested || line.isDown()) io.exit(EXIT.failed);
    requested = true;
    run.accepted
      .then(({ runId, sessionKey }) => gateway.request('chat.abort', { runId, sessionKey }))
      .catch((error: Error) => {
        io.stderr.write(`the run could not be stopped: ${escapeText(error.message)}\n`);
      });
  });
}

/** Prints the run while it lasts, on a terminal; into a file or pipe goes the settled answer only. */
async function followRun(
  io: CliIo,
  gateway: GatewayLink,
  run: Run,
  printer: AnswerPrinter,
): Promise<AgentResult> {
  const unsubscribe = io.stdout.isTTY ? printEvents(gateway, run.id, printer) : [];
  try {
    const settled = await run.result;
    printer.finish(settled.result.text);
    return settled;
  } finally {
    for (const end of unsubscribe) end();
  }
}

function printEvents(
  gateway: GatewayLink,
  runId: string,
  printer: AnswerPrinter,
): readonly (() => void)[] {
  return [
    gateway.on('chat', (event) => {
      if (event.runId === runId && event.state === 'delta') printDelta(printer, event);
    }),
    gateway.on('agent', (event) => {
      if (event.runId === runId && event.stream === 'tool') printTool(printer, event.data);
    }),
  ];
}

function printDelta(printer: AnswerPrinter, { message }: ChatDelta): void {
  if (!message) return;
  const { step = 0, attempt = 1, content } = message;
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  printer.delta({ step, attempt, text });
}

function printTool(printer: AnswerPrinter, data: Readonly<Record<string, unknown>>): void {
  const name = typeof data.name === 'string' ? data.name : 'tool';
  if (data.phase === 'start') {
    const given = data.args;
    printer.tool(name, isObject(given) ? summariseArguments(given) : '');
  } else if (data.phase === 'result' && data.isError === true) {
    printer.toolFailed(name, formatReason(data.result));
  }
}

function formatReason(result: unknown): string {
  return typeof result === 'string' ? result : escapeJson(result);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function reportJson(io: CliIo, { runId, result }: AgentResult): ExitCode {
  const { sessionKey, end, text, usage, error } = result;
  const status = STATUS_OF_END[end];
  printJson(io, { runId, sessionKey, status, text, usage });
  if (error) io.stderr.write(`${escapeJson({ error })}\n`);
  return status === 'ok' ? EXIT.done : EXIT.failed;
}

function reportText(io: CliIo, { result, summary }: AgentResult): ExitCode {
  if (result.end === 'DONE') return EXIT.done;
  const style = createStyle(io.stderr);
  const why = result.error?.message ?? summary;
  const said = {
    ERROR: `the run failed: ${why}`,
    ABORTED: 'the run was stopped',
    TIMEOUT: `the run was ended: ${why}`,
  }[result.end];
  io.stderr.write(`${style('red', 'error:')} ${escapeText(said)}\n`);
  return EXIT.failed;
}
