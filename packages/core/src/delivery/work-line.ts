import type { JsonObject } from '../json.ts';
import type { VerboseLevel } from '../session/session.ts';

/** One tool of a run, as the person who waits sees it. */
export type ToolLine = {
  readonly toolCallId: string;
  readonly name: string;
  readonly args: JsonObject;
  readonly state: 'running' | 'done' | 'error';
  readonly output: string;
};

const MARK = { running: '⚙', done: '✓', error: '✗' } as const;
const MAX_SUBJECT_UNITS = 60;
const MAX_OUTPUT_UNITS = 700;
/** Lines that are shown of a run with many tools; the newest. */
const MAX_LINES = 12;
/** Arguments that tell best what a tool works on. */
const SUBJECTS = ['path', 'file', 'command', 'query', 'url', 'name', 'pattern'];

/**
 * What an answer under way looks like, in Markdown. `off`: the text, and one line for the tool at work.
 * `on`: a line for each tool, then the text. `full`: with arguments and output.
 */
export function formatProgress(
  level: VerboseLevel,
  tools: readonly ToolLine[],
  text: string,
): string {
  if (level !== 'off') return join(formatTools(level, tools), text);
  const working = tools.findLast(({ state }) => state === 'running');
  return join(text, working ? lineOf(working) : '');
}

/** What stays of it when the run has ended. */
export function formatAnswer(
  level: VerboseLevel,
  tools: readonly ToolLine[],
  text: string,
): string {
  return level === 'off' ? text : join(formatTools(level, tools), text);
}

function formatTools(level: 'on' | 'full', tools: readonly ToolLine[]): string {
  const shown = tools.slice(-MAX_LINES);
  const hidden = tools.length - shown.length;
  const lines = shown.map((tool) => (level === 'full' ? fullOf(tool) : lineOf(tool)));
  return [...(hidden > 0 ? [`… ${hidden} more`] : []), ...lines].join('\n');
}

function lineOf({ name, args, state }: ToolLine): string {
  const subject = subjectOf(args);
  return `${MARK[state]} ${codeOf(name)}${subject === '' ? '' : ` ${codeOf(subject)}`}`;
}

function fullOf(tool: ToolLine): string {
  const { name, args, state, output } = tool;
  const body = [JSON.stringify(args, null, 1), output].filter(
    (part) => part !== '' && part !== '{}',
  );
  const fenced = body.map((part) => fenceOf(cut(part, MAX_OUTPUT_UNITS)));
  return [`${MARK[state]} ${codeOf(name)}`, ...fenced].join('\n');
}

function subjectOf(args: JsonObject): string {
  for (const name of SUBJECTS) {
    const value = args[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

/** In one line that no content can break out of. */
function codeOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ').replaceAll('`', "'").trim();
  return `\`${cut(line, MAX_SUBJECT_UNITS)}\``;
}

/** The fence is longer than any run of backticks inside. */
function fenceOf(text: string): string {
  const runs = text.match(/`+/gu) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}\n${text}\n${fence}`;
}

function cut(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text.toWellFormed();
  return `${text.slice(0, maxUnits - 1).toWellFormed()}…`;
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
