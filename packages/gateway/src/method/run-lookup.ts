import type {
  AssistantContent,
  IntakeStatus,
  KernelEvent,
  RunEnd,
  RunRecord,
  Store,
  TokenUsage,
} from '@coderclaw/core';
import { addUsage, isTerminal, NO_USAGE, RUN_TRANSITIONS, textWithChoices } from '@coderclaw/core';
import { WireError } from '@coderclaw/protocol';
import { mayReach } from '../access/session-access.ts';
import type { RequestContext } from './context.ts';

/** How often a wait looks by itself, for what no event tells of. */
const LOOK_AGAIN_MS = 1_000;
const ENTRIES_OF_A_RUN = 500;

/** What a run id names, from the client's side: a message that waits, or a run. */
export type NamedRun = {
  readonly intake: IntakeStatus['intake'] | null;
  readonly run: RunRecord | null;
};

/**
 * Finds what `runId` names for this principal: an alias first, then a run's own id. Refuses where there
 * is nothing, and where an alias means runs of several sessions.
 */
export async function getNamedRun(
  { gateway, member }: RequestContext,
  runId: string,
  sessionKey?: string,
): Promise<NamedRun> {
  const { store } = gateway;
  const query = {
    principalId: member.principal.id,
    alias: runId,
    ...(sessionKey && { sessionKey }),
  };
  const found = await store.findIntakesByAlias(query);
  if (new Set(found.map(({ intake }) => intake.sessionId)).size > 1) {
    throw new WireError(
      'INVALID_REQUEST',
      'several sessions have a run of this id; name the session too',
    );
  }
  if (found[0]) return { intake: found[0].intake, run: found[0].run };
  const run = await store.findRun(runId as RunRecord['id']);
  if (run && mayReach(member.principal, run.principalId)) return { intake: null, run };
  throw new WireError('NOT_FOUND', 'there is no such run');
}

export function isEnded(run: RunRecord): run is RunRecord & { readonly state: RunEnd } {
  return isTerminal(RUN_TRANSITIONS, run.state);
}

/** Whether anything is still to come of it. */
export function isOver({ intake, run }: NamedRun): boolean {
  if (run) return isEnded(run);
  return intake === null || intake.disposition !== null;
}

/**
 * Waits until a run, or the message that waits for one, has come to its end, or `signal` aborts.
 * Returns what is known then.
 */
export async function waitForEnd(
  context: RequestContext,
  runId: string,
  sessionKey: string | undefined,
  signal: AbortSignal,
): Promise<NamedRun> {
  const { kernel, clock } = context.gateway;
  for (;;) {
    const heard = new AbortController();
    const forget = kernel.subscribe((event) => {
      if (namesOf(event).includes(runId)) heard.abort();
    });
    try {
      const named = await getNamedRun(context, runId, sessionKey);
      if (isOver(named) || signal.aborted) return named;
      await clock.sleep(LOOK_AGAIN_MS, AbortSignal.any([heard.signal, signal]));
    } finally {
      forget();
    }
  }
}

/** The names of what this event brought to its end. */
function namesOf(event: KernelEvent): readonly string[] {
  if (event.type === 'settled') return [event.run.wireId, event.run.runId, ...event.aliases];
  const isEnd = event.type === 'cancelled' || event.type === 'command';
  return isEnd && event.alias !== null ? [event.alias] : [];
}

/** Deliveries of a session among which a command's answer is looked for. */
const RECENT_DELIVERIES = 100;

/** What the gateway answered to a command; undefined of anything else. */
export async function readCommandAnswer(
  store: Store,
  { intake }: NamedRun,
  sessionKey: string,
): Promise<string | undefined> {
  if (intake?.disposition !== 'command') return undefined;
  const recent = await store.listDeliveries({ sessionKey, limit: RECENT_DELIVERIES });
  const own = recent.find(
    ({ kind, destinationId }) => kind === 'command' && destinationId === intake.destinationId,
  );
  return own?.parts.map(({ text }) => text).join('\n') ?? '';
}

export type RunAnswer = {
  readonly text: string;
  readonly usage: TokenUsage;
  readonly model: string | null;
};

/** The last answer of a run, and what all its answers cost. */
export async function readAnswer(store: Store, run: RunRecord): Promise<RunAnswer> {
  const { entries } = await store.listEntries({
    sessionId: run.sessionId,
    limit: ENTRIES_OF_A_RUN,
  });
  const answers: AssistantContent[] = [];
  for (const { runId, content } of entries) {
    if (runId === run.id && content.role === 'assistant') answers.push(content);
  }
  const last = answers.at(-1);
  const usage = answers.reduce((sum, answer) => addUsage(sum, answer.usage), NO_USAGE);
  return { text: last ? textWithChoices(last) : '', usage, model: last?.model ?? null };
}
