import {
  type AssistantContent,
  type CommandRequest,
  isOwner,
  mayReadSession,
  type SessionSummary,
} from '@coderclaw/core';
import { nameAccount } from '../channel/account-report.ts';
import { findSummary } from '../event/session-row.ts';
import { codeOf, countOf, formatNumber, formatSpan, listOf } from './answer-text.ts';
import type { CommandHandler, CommandPorts } from './command-ports.ts';
import { presentModel } from './model-command.ts';
import {
  type Present,
  presentQueueMode,
  presentThinking,
  presentVerbose,
} from './setting-commands.ts';

/** Entries in which the last answer is looked for. */
const MAX_ENTRIES = 50;

export const status: CommandHandler = async (request, ports) => {
  const { session, agentId, principalId } = request;
  const model = presentModel(request, ports);
  const [summary, work, context] = await Promise.all([
    findSummary(ports.store, session.key),
    workOf(request, ports),
    contextOf(request, ports, model.value),
  ]);
  const epochs = session.epoch > 1 ? `, begun anew ${countOf(session.epoch - 1, 'time')}` : '';
  return {
    text: listOf([
      `Agent: ${codeOf(agentId)}`,
      `Session: ${codeOf(session.key)}${epochs}`,
      ...titleOf(request, summary),
      `Model: ${shown(model)}`,
      `Thinking: ${shown(presentThinking(request, ports))}`,
      `Verbose: ${shown(presentVerbose(request, ports))}`,
      `Queue: ${shown(presentQueueMode(request, ports))}`,
      `Now: ${work}`,
      ...(summary && summary.waiting > 0
        ? [`Waiting: ${countOf(summary.waiting, 'message')}`]
        : []),
      ...context,
      ...channelOf(request, ports),
      ...(isOwner(principalId) ? [gatewayOf(ports)] : []),
    ]),
  };
};

function shown({ value, origin }: Present): string {
  return `${codeOf(value)}, ${origin}`;
}

/** What somebody said is shown to those who may read it. */
function titleOf(
  { session, principalId }: CommandRequest,
  summary: SessionSummary | undefined,
): readonly string[] {
  if (!mayReadSession(principalId, session)) return [];
  const title = session.settings.label ?? summary?.title ?? null;
  return title === null ? [] : [`About: ${codeOf(title)}`];
}

async function workOf(
  { session }: CommandRequest,
  { kernel, store, clock }: CommandPorts,
): Promise<string> {
  const [run] = await store.listActiveRuns(session.id);
  if (!run) return 'nothing runs';
  const live = kernel().liveRuns(session.key)[0];
  const tool = live?.tools[0];
  const what = tool ? `with ${codeOf(tool.name)}` : 'on an answer';
  return `at work ${what} for ${formatSpan(clock.now() - run.startedAt)}`;
}

/** How much the model was shown the last time, as its provider counted. */
async function contextOf(
  { session }: CommandRequest,
  { store, models }: CommandPorts,
  present: string,
): Promise<readonly string[]> {
  const { entries } = await store.listEntries({ sessionId: session.id, limit: MAX_ENTRIES });
  const last = entries.findLast(
    (entry): entry is typeof entry & { content: AssistantContent } =>
      entry.epoch === session.epoch && entry.content.role === 'assistant',
  );
  if (!last) return [];
  const { input, cacheRead, cacheWrite, output } = last.content.usage;
  const tokens = input + cacheRead + cacheWrite + output;
  if (tokens === 0) return [];
  const listed = (await models.list()).find(({ ref, id }) => ref === present || id === present);
  const room = listed?.contextWindow ?? 0;
  const share =
    room > 0 ? ` of ${formatNumber(room)} (${Math.round((tokens / room) * 100)} %)` : '';
  return [`Context: ${formatNumber(tokens)}${share} tokens`];
}

const WORD_OF_STATE = {
  starting: 'connecting',
  running: 'connected',
  degraded: 'waiting for the platform',
  stopped: 'off',
  failed: 'needs somebody to look at it',
} as const;

/** What is wrong with a login is the owner's to know. */
function channelOf(
  { place, principalId }: CommandRequest,
  { channels }: CommandPorts,
): readonly string[] {
  const report = channels.reports.find(
    ({ channel, account }) => channel === place.channel && account === place.account,
  );
  if (!report) return [];
  const name = report.name === undefined ? '' : ` as ${codeOf(report.name)}`;
  const { problem } = report;
  const why = problem !== undefined && isOwner(principalId) ? `: ${codeOf(problem)}` : '';
  return [`Channel: ${codeOf(nameAccount(report))}, ${WORD_OF_STATE[report.state]}${name}${why}`];
}

function gatewayOf({ version, clock, startedAt }: CommandPorts): string {
  const up = formatSpan(Math.max(0, clock.now() - startedAt));
  return `Gateway: ${codeOf(version)}, up for ${up}`;
}
