import { CHANNEL_SCHEMAS, findGateway, removeAccount, resolveHome } from '@coderclaw/config';
import type { ChannelAccount, MethodResult } from '@coderclaw/protocol';
import { CliError } from '../cli-error.ts';
import { rejectConfigError } from '../config-failure.ts';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { AddedAccount, CliIo } from '../io.ts';
import { accountName } from '../output/account-name.ts';
import { describeLoops, describeTurnedAway } from '../output/describe-refusals.ts';
import { formatAgo } from '../output/duration.ts';
import { escapeLine } from '../output/escape.ts';
import { printJson, printTable } from '../output/print.ts';
import { createStyle } from '../output/style.ts';
import { readToken } from '../read-token.ts';

type Row = ChannelAccount & { readonly title: string; readonly channel: string };

/** `coderclaw channels status`. */
export function showChannels(io: CliIo, options: GatewayOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const status = await gateway.request('channels.status', {});
    if (options.json) {
      printJson(io, status);
      return EXIT.done;
    }
    const rows = rowsOf(status);
    printAccounts(io, rows, status.channelOrder);
    printTroubles(io, rows);
    printPlaces(io, rows);
    return EXIT.done;
  });
}

function rowsOf({ channelAccounts }: MethodResult<'channels.status'>): readonly Row[] {
  return Object.entries(channelAccounts).flatMap(([channel, accounts]) =>
    accounts.map((one) => ({ ...one, channel, title: accountName(channel, one.accountId) })),
  );
}

function printAccounts(io: CliIo, rows: readonly Row[], channels: readonly string[]): void {
  const style = createStyle(io.stdout);
  printTable<Row>(
    io,
    rows,
    [
      { heading: 'ACCOUNT', cell: ({ title }) => title },
      {
        heading: 'STATE',
        cell: ({ healthState }) => healthState,
        format: (cell, { connected }) => (connected ? cell : style('yellow', cell)),
      },
      { heading: 'NAME', cell: ({ name = '' }) => name },
      { heading: 'LINK', cell: ({ link = '' }) => link, flexible: true },
      { heading: 'DIRECT', cell: ({ dmPolicy }) => dmPolicy },
      { heading: 'GROUPS', cell: ({ groupPolicy }) => groupPolicy },
    ],
    adviceToAdd(channels),
  );
}

/** `channels`: those that this gateway can connect. */
function adviceToAdd(channels: readonly string[]): string {
  const advice = 'No chat app is connected. Connect one with: npx coderclaw channels add';
  const names = escapeLine(channels.join(', '));
  return channels.length === 1
    ? `${advice} ${names}`
    : `${advice} CHANNEL, which is one of: ${names}`;
}

function printTroubles(io: CliIo, rows: readonly Row[]): void {
  const style = createStyle(io.stdout);
  for (const { title, lastError, turnedAway, loops } of rows) {
    const troubles = [
      ...(lastError === null ? [] : [lastError]),
      ...(turnedAway > 0 ? [describeTurnedAway(turnedAway)] : []),
      ...(loops > 0 ? [describeLoops(loops)] : []),
    ];
    for (const trouble of troubles)
      io.stdout.write(`${style('yellow', '!')} ${escapeLine(`${title}: ${trouble}`)}\n`);
  }
  const waiting = rows.reduce((sum, { pendingPairings }) => sum + pendingPairings, 0);
  if (waiting === 0) return;
  const who = waiting === 1 ? '1 stranger asks' : `${waiting} strangers ask`;
  io.stdout.write(`\n${who} to be let in. See: npx coderclaw pairing list\n`);
}

function printPlaces(io: CliIo, rows: readonly Row[]): void {
  const places = rows.flatMap((row) => row.places.map((place) => ({ ...place, row })));
  const [first] = places;
  if (!first) return;
  io.stdout.write('\nWhere the bot was spoken to and nobody may talk to it yet:\n');
  printTable<(typeof places)[number]>(
    io,
    places,
    [
      { heading: 'ACCOUNT', cell: ({ row }) => row.title },
      { heading: 'ADDRESS', cell: ({ address }) => address },
      { heading: 'NAME', cell: ({ title }) => title ?? '', flexible: true },
      { heading: 'KIND', cell: ({ kind }) => kind },
      { heading: 'HEARD', cell: ({ seenAt }) => formatAgo(seenAt, io.now()), align: 'right' },
    ],
    '',
  );
  const { row, address } = first;
  const account = row.accountId === 'default' ? '' : ` --account ${row.accountId}`;
  const command = `npx coderclaw wirings set ${row.channel} ${address}${account}`;
  io.stdout.write(`Have an agent answer there with: ${escapeLine(command)}\n`);
}

type AccountOptions = { readonly account?: string; readonly json?: boolean };
type AddOptions = AccountOptions & {
  readonly token?: string;
  readonly url?: string;
  readonly gatewayToken?: string;
};
type Added = Extract<AddedAccount, { readonly ok: true }>;

/** `coderclaw channels add <channel>`: with the gateway that runs or, where none does, by itself. */
export async function addChannel(
  io: CliIo,
  channel: string,
  { account = 'default', token, url, gatewayToken, json }: AddOptions,
): Promise<ExitCode> {
  const schema = CHANNEL_SCHEMAS.find(({ name }) => name === channel);
  if (!schema) throw noSuchChannel(channel);
  if (token === undefined && io.stdin.isTTY) io.stderr.write(`${schema.guide.text}\n`);
  const options = { [schema.login.option]: await readToken(io, token) };
  const running = url !== undefined || findGateway(resolveHome(io.env)) !== undefined;
  const link = {
    tokenFlag: '--gateway-token',
    ...(url !== undefined && { url }),
    ...(gatewayToken !== undefined && { token: gatewayToken }),
  };
  const added = running
    ? await withGateway(io, link, (gateway) =>
        gateway.request('channels.add', { channel, account, options }),
      )
    : await addAlone(io, { channel, account, options });
  if (json) {
    const { enabled, dmPolicy, name, link: address } = added;
    printJson(io, { channel, account, enabled, dmPolicy, name, link: address, running });
  } else printAdded(io, accountName(channel, account), added, running);
  return EXIT.done;
}

async function addAlone(
  io: CliIo,
  account: Omit<Parameters<CliIo['server']['addChannel']>[0], 'env'>,
): Promise<Added> {
  const env = io.env === undefined ? {} : { env: io.env };
  const added = await io.server.addChannel({ ...account, ...env }).catch(rejectConfigError);
  if (!added.ok) throw new CliError('CLI_REQUEST_FAILED', added.problem);
  return added;
}

function noSuchChannel(channel: string): CliError {
  const names = CHANNEL_SCHEMAS.map(({ name }) => name).join(', ');
  return new CliError('CLI_USAGE', `there is no channel ${channel}; there is: ${names}`);
}

function printAdded(
  io: CliIo,
  title: string,
  { enabled, dmPolicy, name, link }: Omit<Added, 'ok'>,
  running: boolean,
): void {
  io.stdout.write(`${escapeLine(`${name} is added as ${title}.`)}\n`);
  if (!enabled) io.stdout.write('The configuration keeps it closed: it has enabled: false.\n');
  else if (!running)
    io.stdout.write('It connects when the gateway starts: npx coderclaw gateway\n');
  io.stdout.write(`${escapeLine(adviceFor(dmPolicy, link))}\n`);
  if (dmPolicy === 'pairing') {
    io.stdout.write('  npx coderclaw pairing approve CODE --owner\n');
  }
}

function adviceFor(dmPolicy: string, link: string): string {
  if (dmPolicy === 'pairing') return `Write to ${link} and you are told a code. Then run:`;
  if (dmPolicy === 'open') return `Everybody may write to it: ${link}`;
  if (dmPolicy === 'disabled') return `Nobody may write to it directly: ${link}`;
  return `Those in allowFrom may write to it: ${link}`;
}

type RemoveOptions = GatewayOptions & AccountOptions;

/** `coderclaw channels remove <channel>`: with the gateway that runs or, where none does, in the file. */
export async function removeChannel(
  io: CliIo,
  channel: string,
  options: RemoveOptions,
): Promise<ExitCode> {
  const { account = 'default', json } = options;
  const title = accountName(channel, account);
  const running = options.url !== undefined || findGateway(resolveHome(io.env)) !== undefined;
  const remains = running
    ? await withGateway(
        io,
        options,
        async (gateway) => (await gateway.request('channels.remove', { channel, account })).remains,
      )
    : await removeAlone(io, channel, account);
  if (json) printJson(io, { channel, account, remains });
  else io.stdout.write(`${escapeLine(describeRemoval(title, channel, remains))}\n`);
  return EXIT.done;
}

async function removeAlone(io: CliIo, channel: string, account: string): Promise<string | null> {
  const paths = resolveHome(io.env);
  const removal = await removeAccount(paths, { channel, account }, io.env).catch(rejectConfigError);
  if (removal.kind === 'removed') return removal.remains;
  throw new CliError('CLI_REQUEST_FAILED', `there is no account ${accountName(channel, account)}`);
}

function describeRemoval(title: string, channel: string, remains: string | null): string {
  if (remains === null) return `${title} is removed.`;
  return `${title} is out of the file, and ${remains} of the environment still connects it. Unset that, or run: npx coderclaw config set channels.${channel}.enabled false`;
}
