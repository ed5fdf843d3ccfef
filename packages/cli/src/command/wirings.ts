import type { MethodParams, Wiring } from '@coderclaw/protocol';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { accountName } from '../output/account-name.ts';
import { escapeLine } from '../output/escape.ts';
import { printJson, printTable } from '../output/print.ts';

type ListOptions = GatewayOptions & { readonly channel?: string; readonly limit: number };

/** `coderclaw wirings list`. */
export function listWirings(io: CliIo, options: ListOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { channel, limit } = options;
    const { total, wirings } = await gateway.request('wirings.list', {
      limit,
      ...(channel !== undefined && { channel }),
    });
    if (options.json) {
      printJson(io, { total, wirings });
      return EXIT.done;
    }
    printTable<Wiring>(
      io,
      wirings,
      [
        { heading: 'WIRING', cell: ({ id }) => id ?? 'configuration' },
        { heading: 'ON', cell: (wiring) => accountName(wiring.channel, wiring.account) },
        { heading: 'ADDRESS', cell: ({ address }) => address },
        { heading: 'NAME', cell: ({ title }) => title ?? '', flexible: true },
        { heading: 'AGENT', cell: ({ agentId }) => agentId },
        { heading: 'ENGAGES', cell: describeEngagement },
      ],
      adviceFor(channel),
    );
    if (total > wirings.length) io.stdout.write(`… and ${total - wirings.length} more.\n`);
    return EXIT.done;
  });
}

function adviceFor(channel = 'CHANNEL'): string {
  const command = escapeLine(`npx coderclaw wirings set ${channel} ADDRESS`);
  return `Nothing is wired. In direct messages the default agent answers; groups, as channels status lists them, are wired with: ${command}`;
}

function describeEngagement({ engage, pattern, senders }: Wiring): string {
  const when = pattern === null ? engage : `${engage} “${pattern}”`;
  return senders === 'known' ? `${when}, known people only` : when;
}

type Params = MethodParams<'wirings.set'>;
type SetOptions = GatewayOptions & {
  readonly account?: string;
  readonly agent: string;
  readonly engage?: NonNullable<Params['engage']>;
  readonly pattern?: string;
  readonly senders?: NonNullable<Params['senders']>;
  readonly ignored?: NonNullable<Params['ignored']>;
  readonly session?: NonNullable<Params['sessionMode']>;
};

/** `coderclaw wirings set <channel> <address>`. */
export function setWiring(
  io: CliIo,
  channel: string,
  address: string,
  options: SetOptions,
): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { account, agent, engage, pattern, senders, ignored, session } = options;
    const { wiring } = await gateway.request('wirings.set', {
      channel,
      address,
      agentId: agent,
      ...(account !== undefined && { account }),
      ...(engage && { engage }),
      ...(pattern !== undefined && { pattern }),
      ...(senders && { senders }),
      ...(ignored && { ignored }),
      ...(session && { sessionMode: session }),
    });
    if (options.json) {
      printJson(io, { wiring });
      return EXIT.done;
    }
    const place = wiring.title ? `${wiring.title} (${wiring.address})` : wiring.address;
    const where = `${place} on ${accountName(wiring.channel, wiring.account)}`;
    const line = `${wiring.agentId} answers in ${where}: ${describeEngagement(wiring)}.`;
    io.stdout.write(`${escapeLine(line)}\n`);
    return EXIT.done;
  });
}

/** `coderclaw wirings remove <id>`. */
export function removeWiring(io: CliIo, id: string, options: GatewayOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    await gateway.request('wirings.remove', { id });
    if (options.json) printJson(io, { id });
    else io.stdout.write(`Wiring ${escapeLine(id)} is removed.\n`);
    return EXIT.done;
  });
}
