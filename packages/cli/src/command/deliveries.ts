import type { MethodParams, MethodResult } from '@coderclaw/protocol';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { formatAgo } from '../output/duration.ts';
import { escapeLine } from '../output/escape.ts';
import { printJson, printTable } from '../output/print.ts';
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
        { heading: 'TO', cell: (delivery) => `${delivery.channel} ${delivery.address}` },
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

const TEXT_LENGTH = 80;

/** Why it is where it is, if somebody said so; else how it begins. */
function describeDelivery({ parts }: Delivery): string {
  const text = parts.find((part) => part.error)?.error ?? parts[0]?.text ?? '';
  const line = text.replace(/\s+/gu, ' ');
  return line.length <= TEXT_LENGTH ? line : `${line.slice(0, TEXT_LENGTH)}…`;
}
