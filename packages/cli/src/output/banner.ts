import type { StartReport } from '../io.ts';
import { escapeLine } from './escape.ts';
import type { Style } from './style.ts';

/** A report as it may be printed: without the link where no person reads it. */
export type PrintedReport = Omit<StartReport, 'signInLink'> & {
  readonly signInLink: string | null;
};

/** What a gateway says once it answers: how to sign in, what is configured, and what is missing. */
export function formatBanner(report: PrintedReport, style: Style): string {
  const keys = report.keys.map(({ name, source }) => `${name} (${source})`).join(', ');
  const rows: [label: string, value: string][] = [
    ['Address', report.url],
    ['Home', report.home],
    ['Model', report.model],
    ['Keys', keys || 'none'],
    ['Channels', report.channels.join(', ') || 'none'],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = [
    '',
    `  ${style('bold', `CoderClaw ${report.version}`)}`,
    '',
    ...rows.map(([label, value]) => `  ${style('dim', label.padEnd(width))}  ${escapeLine(value)}`),
    '',
    ...formatSignIn(report.signInLink, style),
    '',
  ];
  if (report.keyHint)
    lines.push(`  To set a model key: ${style('bold', escapeLine(report.keyHint))}`);
  for (const note of report.notes) lines.push(`  ${style('dim', escapeLine(note))}`);
  for (const problem of report.problems)
    lines.push(`  ${style('yellow', `! ${escapeLine(problem)}`)}`);
  return `${lines.join('\n')}\n\n`;
}

function formatSignIn(link: string | null, style: Style): readonly string[] {
  if (link === null) return [`  To sign in: ${style('bold', 'npx coderclaw dashboard')}`];
  return [
    '  Open the chat page (this link works once, for ten minutes):',
    `  ${style(['bold', 'cyan'], escapeLine(link))}`,
  ];
}
