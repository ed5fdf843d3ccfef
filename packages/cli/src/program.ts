import { Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { escapeText } from './output/escape.ts';
import { reportError } from './output/report-error.ts';
import { createStyle } from './output/style.ts';
import { addPeople } from './people-program.ts';
import {
  type Attach,
  addGroup,
  parseLimit,
  parsePort,
  parseSeconds,
  withGateway,
  withJson,
} from './program-part.ts';

const EXIT_CODES = `
Exit codes:
  0  done
  1  the work failed
  2  the command line is wrong
  3  no gateway answered`;

const THINKING_LEVELS = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const PART_STATES = ['pending', 'sending', 'delivered', 'failed', 'unknown', 'dropped'];

/** Parses the command line and does what it says. Resolves with the exit code; never rejects. */
export async function runProgram(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const asJson = argv.includes('--json');
  const program = createProgram(io, asJson, (command, load) => {
    command.action(async (...given: unknown[]) => {
      const action = await load();
      exitCode = await action(io, ...(given as never[]));
    });
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed the help or the complaint already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportError(io, error, asJson);
  }
}

/** The whole command line. */
function createProgram(io: CliIo, asJson: boolean, attach: Attach): Command {
  const program = new Command('coderclaw')
    .description('A self-hosted gateway between chat apps and AI coding agents.')
    .version(
      asJson ? JSON.stringify({ version: io.version }) : io.version,
      '-V, --version',
      'print the version',
    )
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what is possible)')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureHelp({
      visibleCommands: listLeaves,
      subcommandTerm: formatPath,
      styleTitle: (title) => createStyle(io.stdout)('bold', title),
    })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(escapeText(text)),
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? 80, 100),
      getErrHelpWidth: () => Math.min(io.stderr.columns ?? 80, 100),
      getOutHasColors: () => io.stdout.isTTY === true && io.stdout.hasColors?.() === true,
      getErrHasColors: () => io.stderr.isTTY === true && io.stderr.hasColors?.() === true,
    });
  addGateway(program, attach);
  addAgent(program, attach);
  addInspection(program, attach);
  addPeople(program, attach);
  addDeliveries(program, attach);
  addAudit(program, attach);
  addConfig(program, attach);
  return program;
}

function addGateway(program: Command, attach: Attach): void {
  const gateway = program
    .command('gateway')
    .description('run the gateway until Ctrl-C')
    .option('--port <number>', 'listen on this port instead of gateway.port', parsePort)
    .option('--bind <where>', 'loopback, lan, tailnet, auto or an address, instead of gateway.bind')
    .option('--verbose', 'write the log to the terminal too')
    .option('--json', 'print the start report as one line of JSON');
  attach(gateway, async () => (await import('./command/gateway.ts')).runGateway);
}

function addAgent(program: Command, attach: Attach): void {
  const agent = program
    .command('agent')
    .description('send a message to an agent and print its answer; Ctrl-C stops the run')
    .requiredOption('-m, --message <text>', 'the message; - reads it from standard input')
    .option('--session <key>', 'the session to talk in', 'main')
    .option('--agent <id>', 'the agent to talk to')
    .option('--workspace <directory>', 'the project directory to work on')
    .addOption(new Option('--thinking <level>', 'how long it thinks').choices(THINKING_LEVELS))
    .option(
      '--timeout <seconds>',
      'end the run after this time; also how long a lost gateway is waited for, else 60',
      parseSeconds,
    );
  attach(withGateway(agent), async () => (await import('./command/agent.ts')).runAgent);
}

function addInspection(program: Command, attach: Attach): void {
  const status = program.command('status').description('show how the gateway is');
  attach(withGateway(status), async () => (await import('./command/status.ts')).showStatus);

  const sessions = addGroup(program, 'sessions', 'what agents remember');
  const list = sessions
    .command('list')
    .description('list sessions, newest first')
    .option('--limit <number>', 'at most this many', parseLimit, 50);
  attach(withGateway(list), async () => (await import('./command/sessions.ts')).listSessions);

  const dashboard = program
    .command('dashboard')
    .description('make a sign-in link for the chat page: single use, ten minutes')
    .option('--print', 'print it even where nobody looks at a terminal');
  attach(
    withGateway(dashboard),
    async () => (await import('./command/dashboard.ts')).showDashboard,
  );

  const logs = program
    .command('logs')
    .description("print the gateway's log")
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('--limit <number>', 'begin with this many lines', parseLimit, 200);
  attach(withGateway(logs), async () => (await import('./command/logs.ts')).showLogs);
}

function addDeliveries(program: Command, attach: Attach): void {
  const deliveries = addGroup(program, 'deliveries', 'outbound messages on their way');
  const list = deliveries
    .command('list')
    .description('list deliveries, newest first')
    .addOption(new Option('--state <state>', 'only those in this state').choices(PART_STATES))
    .option('--before <id>', 'only those made before this one: the last of the page before')
    .option('--limit <number>', 'at most this many', parseLimit, 50);
  attach(withGateway(list), async () => (await import('./command/deliveries.ts')).listDeliveries);

  const retry = deliveries
    .command('retry')
    .description('send a failed or unknown delivery again; an unknown one may arrive twice')
    .argument('<id>', 'the delivery');
  attach(withGateway(retry), async () => (await import('./command/deliveries.ts')).retryDelivery);

  const show = deliveries
    .command('show')
    .description('show a delivery with all its parts')
    .argument('<id>', 'the delivery');
  attach(withGateway(show), async () => (await import('./command/deliveries.ts')).showDelivery);

  const drop = deliveries
    .command('drop')
    .description('give a delivery up: what of it was not sent is not sent any more')
    .argument('<id>', 'the delivery');
  attach(withGateway(drop), async () => (await import('./command/deliveries.ts')).dropDelivery);
}

function addAudit(program: Command, attach: Attach): void {
  const audit = addGroup(program, 'audit', 'what happened, who did it and why');
  const list = audit
    .command('list')
    .description('list audit records, newest first')
    .option('--limit <number>', 'at most this many', parseLimit, 50);
  attach(withGateway(list), async () => (await import('./command/audit.ts')).listAudit);

  const verify = audit
    .command('verify')
    .description('check that no audit record was changed or removed; exits 1 if one was')
    .option('--file [path]', "check this database (the home's own by default) without a gateway");
  attach(withGateway(verify), async () => (await import('./command/audit.ts')).verifyAudit);
}

function addConfig(program: Command, attach: Attach): void {
  const config = addGroup(program, 'config', 'read and edit coderclaw.yaml');
  const load = () => import('./command/config.ts');

  const path = config.command('path').description('print where the file is');
  attach(withJson(path), async () => (await load()).showConfigPath);

  const get = config
    .command('get')
    .description('print a value, or all that are in force; secrets are not shown')
    .argument('[key]', 'such as gateway.port');
  attach(withJson(get), async () => (await load()).getConfig);

  const set = config
    .command('set')
    .description('change a value; comments stay, a running gateway takes it up')
    .argument('<key>', 'such as models.anthropic.apiKey')
    .argument(
      '<value>',
      'the value; - reads it from standard input, which keeps keys out of the shell history',
    );
  attach(withJson(set), async () => (await load()).setConfig);

  const unset = config
    .command('unset')
    .description('remove a value, so that its default holds')
    .argument('<key>', 'such as gateway.port');
  attach(withJson(unset), async () => (await load()).unsetConfig);

  const validate = config
    .command('validate')
    .description('check the file; exits 1 if something in it can not be used');
  attach(withJson(validate), async () => (await load()).validateConfig);
}

/** Help shows every command that does something: the whole command line at one glance. */
function listLeaves(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length ? listLeaves(child) : [child]));
}

function formatPath(command: Command): string {
  const names = [command.name()];
  for (let group = command.parent; group?.parent; group = group.parent) names.unshift(group.name());
  const given = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [...names, ...given].join(' ');
}
