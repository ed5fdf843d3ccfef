import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';

/** A command's work. Commander hands over its arguments, then its options. */
export type Action = (io: CliIo, ...given: never[]) => Promise<ExitCode>;
/** Each command's code is loaded when it is called: `status` pays for nothing but itself. */
export type Attach = (command: Command, load: () => Promise<Action>) => void;

export function addGroup(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).usage('<command>').helpCommand(false);
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON');
}

/** `tokenFlag`: for a command whose `--token` is another one's. */
export function withGateway(command: Command, tokenFlag = '--token'): Command {
  return withJson(command)
    .option('--url <url>', "talk to this gateway instead of the home's own")
    .option(
      `${tokenFlag} <token>`,
      'its token; other users of this machine can see it while the command runs',
    );
}

export function parsePort(text: string): number {
  return parseInteger(text, 0, 65_535);
}

export function parseSeconds(text: string): number {
  return parseInteger(text, 1, 86_400);
}

export function parseLimit(text: string): number {
  return parseInteger(text, 1, 1000);
}

function parseInteger(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/u.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
}
