import type { MethodParams, MethodResult } from '@coderclaw/protocol';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { formatAgo } from '../output/duration.ts';
import { escapeLine } from '../output/escape.ts';
import { printFields, printJson, printTable } from '../output/print.ts';
import { createStyle } from '../output/style.ts';

type Delivery = MethodResult<'deliveries.list'>['deliveries'][number];
type ListOptions = GatewayOptions & {
  readonly limit: number;
  readonly before?: string;
  readonly state?: NonNullable<MethodParams<'deliveries.list'>['state']>;
};

/** `coderclaw deliveries list`. */
export function listDeliveries(io: CliIo, options: ListOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { limit, state, before } = options;
    const { deliveries } = await gateway.request('deliveries.list', {
      limit,
      ...(state && { state }),
      ...(before && { before }),
    });
    if (options.json) {
      printJson(io, { deliveries });
      return EXIT.done;
    }
    const style = createStyle(io.stdout);
    printTable<Delivery>(
      io,
      deliveries,
      [
        { heading: 'DELIVERY', cell: (delivery) => delivery.id },
        {
          heading: 'STATE',
          cell: (delivery) => delivery.state,
          format: (cell, { state }) =>
            state === 'failed' || state === 'unknown' ? style('yellow', cell) : cell,
        },
        { heading: 'TO', cell: ({ channel, title, address }) => `${channel} ${title ?? address}` },
        { heading: 'TEXT', cell: describeDelivery, flexible: true },
        {
          heading: 'MADE',
          cell: (delivery) => formatAgo(delivery.createdAt, io.now()),
          align: 'right',
        },
      ],
      'No deliveries.',
    );
    return EXIT.done;
  });
}

/** `coderclaw deliveries retry <id>`. */
export function retryDelivery(io: CliIo, id: string, options: GatewayOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { delivery } = await gateway.request('deliveries.retry', { id });
    if (options.json) printJson(io, { delivery });
    else io.stdout.write(`Delivery ${escapeLine(delivery.id)} is ${delivery.state}.\n`);
    return EXIT.done;
  });
}

/** `coderclaw deliveries drop <id>`. */
export function dropDelivery(io: CliIo, id: string, options: GatewayOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { delivery } = await gateway.request('deliveries.drop', { id });
    if (options.json) printJson(io, { delivery });
    else io.stdout.write(`Delivery ${escapeLine(delivery.id)} is ${delivery.state}.\n`);
    return EXIT.done;
  });
}

/** `coderclaw deliveries show <id>`. */
export function showDelivery(io: CliIo, id: string, options: GatewayOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const { delivery } = await gateway.request('deliveries.show', { id });
    if (options.json) {
      printJson(io, { delivery });
      return EXIT.done;
    }
    const { channel, account, address, title, kind, state, createdAt, parts } = delivery;
    const fields: [string, string][] = [
      ['Delivery', delivery.id],
      ['State', state],
      ['Kind', kind],
      ['To', `${channel}/${account} ${address}${title === null ? '' : ` (${title})`}`],
      ['Made', formatAgo(createdAt, io.now())],
    ];
    printFields(
      io,
      fields.map(([label, value]) => [label, escapeLine(value)]),
    );
    io.stdout.write('\n');
    printTable<Part>(
      io,
      parts,
      [
        { heading: 'PART', cell: ({ index }) => String(index + 1), align: 'right' },
        { heading: 'STATE', cell: (part) => part.state },
        { heading: 'TRIES', cell: ({ attempt }) => String(attempt), align: 'right' },
        { heading: 'TEXT', cell: ({ text }) => beginningOf(text), flexible: true },
        { heading: 'WHY', cell: ({ error }) => beginningOf(error ?? '') },
      ],
      'It has no parts.',
    );
    return EXIT.done;
  });
}

type Part = Delivery['parts'][number];

const TEXT_LENGTH = 80;

/** Why it is where it is, if somebody said so; else how it begins. What was replaced says nothing of it. */
function describeDelivery({ parts }: Delivery): string {
  const counts = ({ state }: Part, index: number) =>
    state !== 'dropped' && !isReplaced(parts, index);
  const kept = parts.some(counts) ? parts.filter(counts) : parts;
  const text = kept.find((part) => part.error)?.error ?? kept[0]?.text ?? '';
  return beginningOf(text);
}

/** The beginning that was shown while an answer was written: what came of it is the edit behind it. */
function isReplaced(parts: readonly Part[], index: number): boolean {
  return parts[index]?.state === 'delivered' && parts[index + 1]?.kind === 'edit';
}

function beginningOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  return line.length <= TEXT_LENGTH ? line : `${line.slice(0, TEXT_LENGTH)}…`;
}
