import type { MethodResult } from '@coderclaw/protocol';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { AuditCheck, CliIo } from '../io.ts';
import { escapeLine } from '../output/escape.ts';
import { printFields, printJson, printTable } from '../output/print.ts';
import { createStyle } from '../output/style.ts';

type AuditRecord = MethodResult<'audit.records'>['records'][number];

/** `coderclaw audit list`. */
export function listAudit(
  io: CliIo,
  options: GatewayOptions & { readonly limit: number },
): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const result = await gateway.request('audit.records', { limit: options.limit });
    if (options.json) {
      printJson(io, result);
      return EXIT.done;
    }
    const style = createStyle(io.stdout);
    printTable<AuditRecord>(
      io,
      result.records,
      [
        { heading: 'NO', cell: (record) => String(record.sequence), align: 'right' },
        { heading: 'WHEN', cell: (record) => formatInstant(record.at) },
        { heading: 'WHO', cell: ({ payload }) => payload?.principalId ?? '' },
        { heading: 'WHAT', cell: ({ payload }) => payload?.action ?? '(redacted)' },
        { heading: 'ON', cell: ({ payload }) => payload?.resourceId ?? '', flexible: true },
        {
          heading: 'RESULT',
          cell: ({ payload }) => payload?.result ?? '',
          format: (cell, { payload }) =>
            payload?.result === 'allowed' ? cell : style('yellow', cell),
        },
        { heading: 'WHY', cell: ({ payload }) => payload?.reason ?? '', flexible: true },
      ],
      'No audit records.',
    );
    return EXIT.done;
  });
}

function formatInstant(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, 'Z');
}

type VerifyOptions = GatewayOptions & { readonly file?: string | true };

/** `coderclaw audit verify`: through the gateway or, with `--file`, on the database itself. */
export async function verifyAudit(io: CliIo, options: VerifyOptions): Promise<ExitCode> {
  const { file } = options;
  const check = file
    ? await io.server.verifyAudit(file === true ? {} : { file })
    : await withGateway(io, options, (gateway) => gateway.request('audit.verify', {}));
  if (options.json) printJson(io, check);
  else printCheck(io, check);
  return check.ok ? EXIT.done : EXIT.failed;
}

function printCheck(io: CliIo, check: AuditCheck): void {
  const style = createStyle(io.stdout);
  const broken = check.brokenAt === null ? '' : ` at record ${check.brokenAt}`;
  const verdict = check.ok
    ? style('green', 'intact')
    : style('red', `broken${broken}: ${escapeLine(check.problem ?? 'no reason was given')}`);
  printFields(io, [
    ['Audit trail', verdict],
    ['Records', `${check.records}, ${check.unsealed} not sealed yet`],
    ['Seals', String(check.seals)],
    ['Head', `${escapeLine(check.head)}`],
  ]);
  if (check.ok) {
    io.stdout.write(
      `${style('dim', 'Keep the head elsewhere: with it you see later whether the end was cut off.')}\n`,
    );
  }
}
