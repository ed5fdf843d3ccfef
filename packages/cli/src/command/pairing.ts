import { type MethodParams, type Pairing, WireError } from '@coderclaw/protocol';
import { CliError } from '../cli-error.ts';
import { type GatewayLink, type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { accountName } from '../output/account-name.ts';
import { describeTurnedAway } from '../output/describe-refusals.ts';
import { formatAgo, formatDuration } from '../output/duration.ts';
import { escapeLine } from '../output/escape.ts';
import { printJson, printTable } from '../output/print.ts';

type State = NonNullable<MethodParams<'pairing.list'>['state']>;
type ListOptions = GatewayOptions & { readonly state: State | 'all'; readonly limit: number };

/** The most requests that are turned away at once. */
const MAX_DENIED = 1000;
const NOBODY =
  'No requests wait. Whoever writes to the bot without being known is told a code, and listed here.';

/** `coderclaw pairing list`. */
export function listPairings(io: CliIo, options: ListOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { state, limit } = options;
    const { pairings, turnedAway } = await gateway.request('pairing.list', {
      limit,
      ...(state !== 'all' && { state }),
    });
    if (options.json) {
      printJson(io, { pairings, turnedAway });
      return EXIT.done;
    }
    printTable<Pairing>(
      io,
      pairings,
      [
        { heading: 'REQUEST', cell: ({ id }) => id },
        { heading: 'CALLED', cell: ({ displayName }) => displayName ?? '', flexible: true },
        { heading: 'WHO', cell: ({ identity }) => identity },
        { heading: 'ON', cell: ({ channel, account }) => accountName(channel, account) },
        { heading: 'STATE', cell: (pairing) => describeState(pairing, io.now()) },
        {
          heading: 'ASKED',
          cell: ({ createdAt }) => formatAgo(createdAt, io.now()),
          align: 'right',
        },
      ],
      state === 'pending' ? NOBODY : 'There are no such requests.',
    );
    if (pairings.some((pairing) => pairing.state === 'pending'))
      io.stdout.write(
        'Let one in by the code that they were told: npx coderclaw pairing approve CODE\n',
      );
    if (turnedAway > 0)
      io.stdout.write(
        `${describeTurnedAway(turnedAway)} Make room with: npx coderclaw pairing deny --all\n`,
      );
    return EXIT.done;
  });
}

function describeState({ state, asOwner, expiresAt }: Pairing, now: number): string {
  if (state === 'pending') return `waits, ${formatDuration(expiresAt - now)} left`;
  return state === 'approved' && asOwner ? 'approved as owner' : state;
}

type ApproveOptions = GatewayOptions & { readonly owner?: boolean };

/** `coderclaw pairing approve CODE`. */
export function approvePairing(
  io: CliIo,
  code: string,
  options: ApproveOptions,
): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const asOwner = options.owner ?? false;
    const { pairing, messages } = await gateway.request('pairing.approve', { code, asOwner });
    if (options.json) {
      printJson(io, { pairing, messages });
      return EXIT.done;
    }
    const what = asOwner ? 'is an owner of this gateway now' : 'may write now';
    const line = `${describePerson(pairing)} ${what}${describeKept(messages)}.`;
    io.stdout.write(`${escapeLine(line)}\n`);
    return EXIT.done;
  });
}

function describeKept(messages: number): string {
  if (messages === 0) return '';
  if (messages === 1) return ', and the message that waited is answered';
  return `, and the ${messages} messages that waited are answered`;
}

type DenyOptions = GatewayOptions & { readonly all?: boolean };

/** `coderclaw pairing deny ID` and `coderclaw pairing deny --all`. */
export async function denyPairing(
  io: CliIo,
  id: string | undefined,
  options: DenyOptions,
): Promise<ExitCode> {
  const { all = false } = options;
  if (all === (id !== undefined))
    throw new CliError('CLI_USAGE', 'one request is turned away, or all that wait', {
      nextStep: 'npx coderclaw pairing deny ID, or npx coderclaw pairing deny --all',
    });
  return withGateway(io, options, async (gateway) => {
    if (id === undefined) return denyAll(io, gateway, options);
    const { pairing } = await gateway.request('pairing.deny', { id });
    return report(io, pairing, 'is turned away', options);
  });
}

async function denyAll(
  io: CliIo,
  gateway: GatewayLink,
  { json }: GatewayOptions,
): Promise<ExitCode> {
  const waiting = await gateway.request('pairing.list', { state: 'pending', limit: MAX_DENIED });
  const denied: Pairing[] = [];
  for (const { id } of waiting.pairings) {
    const pairing = await denyIfWaiting(gateway, id);
    if (pairing) denied.push(pairing);
  }
  if (json) printJson(io, { pairings: denied });
  else if (denied.length === 0) io.stdout.write('No requests wait.\n');
  else
    for (const pairing of denied)
      io.stdout.write(`${escapeLine(`${describePerson(pairing)} is turned away.`)}\n`);
  return EXIT.done;
}

/** Undefined for one that was decided meanwhile, or ran out. */
async function denyIfWaiting(gateway: GatewayLink, id: string): Promise<Pairing | undefined> {
  try {
    return (await gateway.request('pairing.deny', { id })).pairing;
  } catch (error) {
    const cause = error instanceof CliError ? error.cause : undefined;
    if (cause instanceof WireError && cause.code === 'CONFLICT') return undefined;
    throw error;
  }
}

/** `coderclaw pairing revoke ID`. */
export function revokePairing(io: CliIo, id: string, options: GatewayOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { pairing, stillOwner } = await gateway.request('pairing.revoke', { id });
    if (!stillOwner) return report(io, pairing, 'may not write any more', options);
    const what =
      'is still an owner, by another approval; see: npx coderclaw pairing list --state approved';
    return report(io, pairing, what, options, { stillOwner });
  });
}

function report(
  io: CliIo,
  pairing: Pairing,
  what: string,
  { json }: GatewayOptions,
  more: { readonly stillOwner?: boolean } = {},
): ExitCode {
  if (json) printJson(io, { pairing, ...more });
  else io.stdout.write(`${escapeLine(`${describePerson(pairing)} ${what}.`)}\n`);
  return EXIT.done;
}

/** The platform's id is said too: a name can be anybody's. */
function describePerson({ displayName, identity, channel, account }: Pairing): string {
  const who = `${identity} on ${accountName(channel, account)}`;
  return displayName ? `${displayName} (${who})` : who;
}
