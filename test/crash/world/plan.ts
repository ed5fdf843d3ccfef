import type { ScriptedCall, ScriptedReply, ScriptedRequest } from '@coderclaw/agent/testing';

/** What a message asks of the scripted model. The text carries it, so that every attempt of every process reads the same. */
export type Plan = {
  /** Small letters and digits, unique in a test. */
  readonly id: string;
  /** Tools, called one after the other. Each `edit` leaves its mark in a file of its own, each `attach` sends one. `react` is for platforms. */
  readonly calls: readonly ('ls' | 'read' | 'edit' | 'attach' | 'react')[];
  /** Words of the answer, each told apart from all others. */
  readonly words: number;
  /** The id of a message that has to join the run before the model comes to an end. */
  readonly until?: string;
  /** So often more of the answer has to be shown before the model comes to an end, if it can be. */
  readonly shows: number;
  /** What comes with the message, on a platform. */
  readonly files: readonly ('kept' | 'missing')[];
  /** The model never answers. */
  readonly hangs?: boolean;
  /** The platform posts the last part of the answer and does not say so. */
  readonly losesAnswer?: boolean;
};

/** In a part, this makes the platform post it without an answer, once. */
export const LOST_MARK = 'lost!';
/** The model's patience with a message that has to join. */
const MAX_LOOKS = 200;
/** Its patience with a person who is to see more: where a preview was lost, nobody will. */
const MAX_SHOWS = 12;
const SHOW_DELAY_MS = 8;

export function plan(id: string, asked: Partial<Omit<Plan, 'id'>> = {}): Plan {
  return { id, calls: [], words: 1, shows: 0, files: [], ...asked };
}

export function formatPlan(asked: Plan): string {
  return `plan ${JSON.stringify(asked)}`;
}

export function plansIn(text: string): readonly Plan[] {
  return Array.from(text.matchAll(/plan (\{[^}]*\})/gu), ([, json]) => JSON.parse(json!) as Plan);
}

export function callId({ id }: Plan, index: number): string {
  return `${id}-${index}`;
}

/** The file that an `edit` of the plan marks: it begins as `x` and gains a `+` with each execution. An `attach` sends it. */
export function markFile(asked: Plan, index: number): string {
  return `${callId(asked, index)}.txt`;
}

/** The words of a plan's answer. */
export function answerWords({ id, words }: Plan): readonly string[] {
  return Array.from({ length: words }, (_, index) => `${id}.${index}`);
}

/** In what is shown of an answer under way. */
export function showMark({ id }: Plan): string {
  return `for ${id}!`;
}

/**
 * Does the next thing that any message of the transcript asks for and that was not done. `shown` tells
 * how often more of a plan's answer was shown.
 */
export function createPlanScript(
  shown: (plan: Plan) => number,
): (request: ScriptedRequest) => ScriptedReply {
  return (request) => {
    const asked = request.messages.flatMap(({ role, text }) =>
      role === 'user' ? plansIn(text) : [],
    );
    const made = new Set(request.messages.flatMap(({ callIds }) => callIds));
    const next = asked.flatMap((one) => nextCalls(one, asked, made))[0];
    if (next) return { toolCalls: [next] };
    const open = unanswered(request);
    const more = open.flatMap((one) =>
      one.shows > 0 && shown(one) < one.shows ? nextShows(one, made) : [],
    )[0];
    if (more) return more;
    if (open.some(({ hangs }) => hangs))
      return { text: 'Well, this will take a while.', fault: { kind: 'hang', afterChunks: 1 } };
    return { text: open.map(answerOf).join(' ') };
  };
}

function nextCalls(one: Plan, all: readonly Plan[], made: ReadonlySet<string>): ScriptedCall[] {
  const calls = one.calls.map((name, index) => toCall(one, name, index));
  if (one.until !== undefined && !all.some(({ id }) => id === one.until)) {
    for (let look = 0; look < MAX_LOOKS; look += 1)
      calls.push({ id: `${one.id}-look${look}`, name: 'ls', arguments: {} });
  }
  return calls.filter(({ id }) => !made.has(id!));
}

/** Each shows a text that was not shown yet, for as long as it takes until it can be shown. */
function nextShows(one: Plan, made: ReadonlySet<string>): ScriptedReply[] {
  const ids = Array.from({ length: MAX_SHOWS }, (_, show) => `${one.id}-show${show}`);
  return ids
    .filter((id) => !made.has(id))
    .map((id) => ({
      text: `Look ${id} ${showMark(one)}`,
      toolCalls: [{ id, name: 'ls', arguments: {} }],
      chunkDelayMs: SHOW_DELAY_MS,
    }));
}

function toCall(one: Plan, name: Plan['calls'][number], index: number): ScriptedCall {
  const path = markFile(one, index);
  const args = {
    ls: {},
    read: { path: 'AGENTS.md' },
    edit: { path, oldText: 'x', newText: 'x+' },
    attach: { path },
    react: { emoji: '👍' },
  };
  return { id: callId(one, index), name, arguments: args[name] };
}

/** What was asked since the last answer that ended a run. */
function unanswered({ messages }: ScriptedRequest): readonly Plan[] {
  const last = messages.findLastIndex(
    ({ role, callIds }) => role === 'assistant' && callIds.length === 0,
  );
  return messages
    .slice(last + 1)
    .flatMap(({ role, text }) => (role === 'user' ? plansIn(text) : []));
}

function answerOf(one: Plan): string {
  const words = answerWords(one);
  return [...words, ...(one.losesAnswer ? [LOST_MARK] : [])].join(' ');
}
