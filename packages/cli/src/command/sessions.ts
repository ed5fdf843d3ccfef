import type { MethodResult } from '@coderclaw/protocol';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { formatAgo } from '../output/duration.ts';
import { printJson, printTable } from '../output/print.ts';

type Session = MethodResult<'sessions.list'>['sessions'][number];

/** `coderclaw sessions list`. */
export function listSessions(
  io: CliIo,
  options: GatewayOptions & { readonly limit: number },
): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const result = await gateway.request('sessions.list', {
      limit: options.limit,
      includeDerivedTitles: true,
    });
    if (options.json) {
      printJson(io, result);
      return EXIT.done;
    }
    printTable<Session>(
      io,
      result.sessions,
      [
        { heading: 'SESSION', cell: (session) => session.key },
        { heading: 'TITLE', cell: formatTitle, flexible: true },
        { heading: 'STATE', cell: formatState },
        {
          heading: 'CHANGED',
          cell: (session) => formatAgo(session.updatedAt, io.now()),
          align: 'right',
        },
      ],
      'No sessions yet. Begin one with: npx coderclaw agent --message "Hello"',
    );
    const hidden = result.totalCount - result.sessions.length;
    if (hidden > 0) io.stderr.write(`${hidden} more; see them with --limit ${result.totalCount}\n`);
    return EXIT.done;
  });
}

function formatTitle(session: Session): string {
  return session.label ?? session.displayName ?? session.derivedTitle ?? '';
}

function formatState(session: Session): string {
  const waiting = session.waiting > 0 ? ` +${session.waiting} waiting` : '';
  return (session.hasActiveRun ? 'running' : 'idle') + waiting;
}
