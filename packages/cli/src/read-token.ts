import { CliError } from './cli-error.ts';
import type { CliIo } from './io.ts';

/** Longer ones are a file that was piped in by mistake. */
const MAX_UNITS = 4_096;
/** What a terminal sends around pasted text, and for keys without a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal sends
const SEQUENCE = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.)/gu;

/**
 * A token as the argument gives it, from standard input for `-`, or typed by a person at a terminal,
 * where it is not shown.
 */
export async function readToken(io: CliIo, given: string | undefined): Promise<string> {
  if (given !== undefined && given !== '-') return given.trim();
  if (given === '-') return checked(await readAll(io));
  if (!io.stdin.isTTY || !io.stdin.setRawMode) {
    throw new CliError('CLI_USAGE', 'there is no token', {
      nextStep: 'Pipe it in and add: --token -',
    });
  }
  return checked(await promptHidden(io, 'Token (it is not shown): '));
}

function checked(text: string): string {
  const token = text.trim();
  if (token !== '') return token;
  throw new CliError('CLI_USAGE', 'the token is empty; nothing was done');
}

async function readAll({ stdin }: CliIo): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > MAX_UNITS) throw new CliError('CLI_USAGE', 'this is too long for a token');
  }
  return text;
}

async function promptHidden({ stdin, stderr }: CliIo, question: string): Promise<string> {
  stderr.write(question);
  stdin.setRawMode?.(true);
  try {
    return await readLine(stdin);
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Keys until Enter. Ctrl-C and Ctrl-D give up. */
function readLine(stdin: CliIo['stdin']): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let line = '';
  const take = (chunk: Buffer | string) => {
    for (const key of String(chunk).replace(SEQUENCE, '')) {
      if (key === '\r' || key === '\n') return end(() => resolve(line));
      if (key === '\u0003' || key === '\u0004') return end(giveUp);
      if (key === '\u007f' || key === '\b') line = line.slice(0, -1);
      else if (key >= ' ' && line.length < MAX_UNITS) line += key;
    }
  };
  const giveUp = () => reject(new CliError('CLI_USAGE', 'no token was given; nothing was done'));
  const closed = () => end(giveUp);
  const end = (settle: () => void) => {
    stdin.off('data', take).off('end', closed);
    settle();
  };
  stdin.on('data', take).once('end', closed);
  return promise;
}
