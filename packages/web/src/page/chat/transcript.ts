import type {
  AgentEvent,
  ChatEvent,
  InFlight,
  RunEvent,
  TranscriptMessage,
} from '@coderclaw/protocol';

/** What the page knows of one session; every gateway event is a fold over it. */
export type Transcript = {
  /** False until the gateway has told what the session holds. */
  readonly loaded: boolean;
  readonly epoch: number;
  /** Highest cursor seen: where a reconnected client goes on. */
  readonly cursor: number;
  /** Committed entries of this epoch, oldest first, each once. */
  readonly messages: readonly TranscriptMessage[];
  /** Where the next older page begins; null when the first entry is here. */
  readonly olderOffset: number | null;
  readonly live: LiveRun | null;
  /** Runs that ended badly, newest last, for as long as the page is open. */
  readonly failures: readonly Failure[];
};

/** A run under way, as far as it is not committed yet. */
export type LiveRun = {
  readonly runId: string;
  readonly attempt: number;
  readonly step: number;
  /** Cumulative, of the answer under way. */
  readonly text: string;
  readonly thinking: string;
  readonly tools: readonly LiveTool[];
  readonly waiting: boolean;
  /** What it is busy with, where it is not writing. */
  readonly note: string | null;
};

export type LiveTool = {
  readonly toolCallId: string;
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
};

export type Failure = {
  readonly runId: string;
  readonly end: 'error' | 'aborted';
  readonly message: string;
};

export const EMPTY_TRANSCRIPT: Transcript = {
  loaded: false,
  epoch: 0,
  cursor: 0,
  messages: [],
  olderOffset: null,
  live: null,
  failures: [],
};

const NEW_RUN: Omit<LiveRun, 'runId'> = {
  attempt: 1,
  step: 0,
  text: '',
  thinking: '',
  tools: [],
  waiting: false,
  note: null,
};

/** Adds committed entries, in whatever order and however often they arrive. */
export function addMessages(
  transcript: Transcript,
  added: readonly TranscriptMessage[],
): Transcript {
  if (added.length === 0) return transcript;
  const epoch = Math.max(transcript.epoch, ...added.map((message) => message.epoch));
  const byId = new Map<string, TranscriptMessage>();
  for (const message of transcript.messages)
    if (message.epoch === epoch) byId.set(message.id, message);
  for (const message of added) if (message.epoch === epoch) byId.set(message.id, message);
  const messages = [...byId.values()].sort((a, b) => a.cursor - b.cursor);
  const cursor = Math.max(transcript.cursor, ...added.map((message) => message.cursor));
  return {
    ...transcript,
    epoch,
    cursor,
    messages,
    live: added.reduce(commitToLive, transcript.live),
  };
}

/** What is committed is no longer under way. */
function commitToLive(live: LiveRun | null, message: TranscriptMessage): LiveRun | null {
  if (!live || message.runId !== live.runId) return live;
  if (message.role === 'assistant') return { ...live, text: '', thinking: '', note: null };
  if (message.role !== 'toolResult') return live;
  return { ...live, tools: live.tools.filter((tool) => tool.toolCallId !== message.toolCallId) };
}

/** An answer to `chat.history`, the newest page or an older one. */
export function addPage(
  transcript: Transcript,
  page: {
    readonly messages: readonly TranscriptMessage[];
    readonly nextOffset?: number | undefined;
  },
): Transcript {
  return {
    ...addMessages(transcript, page.messages),
    loaded: true,
    olderOffset: page.nextOffset ?? null,
  };
}

/** The run under way as the gateway knows it, after each connection; it replaces what was streamed before. */
export function showInFlight(transcript: Transcript, inFlight: InFlight | null): Transcript {
  return { ...transcript, live: inFlight && snapshotOf(inFlight) };
}

function snapshotOf(inFlight: InFlight): LiveRun {
  const { runId, attempt, step, text, tools } = inFlight;
  const thinking = inFlight.thinking ?? '';
  return {
    ...NEW_RUN,
    runId,
    attempt,
    step,
    text,
    thinking,
    tools,
    waiting: inFlight.state === 'WAITING',
  };
}

/** Event `chat`: the answer as it is written, and its end. */
export function applyChat(transcript: Transcript, event: ChatEvent): Transcript {
  switch (event.state) {
    case 'status':
      return withLive(transcript, event.runId, (live) => ({
        ...live,
        note: phaseText(event.phase),
      }));
    case 'delta':
      return withLive(transcript, event.runId, (live) => streamInto(live, event));
    case 'final':
    case 'aborted':
    case 'error':
      return endRun(transcript, event);
  }
}

type DeltaEvent = Extract<ChatEvent, { state: 'delta' }>;
type EndEvent = Extract<ChatEvent, { state: 'final' | 'aborted' | 'error' }>;

/** A higher attempt or step replaces; a lower one comes too late. */
function streamInto(live: LiveRun, { message, deltaText }: DeltaEvent): LiveRun {
  if (!message) return { ...live, text: live.text + deltaText, note: null };
  const attempt = message.attempt ?? live.attempt;
  const step = message.step ?? live.step;
  if (attempt < live.attempt || (attempt === live.attempt && step < live.step)) return live;
  let text = '';
  let thinking = '';
  for (const block of message.content) {
    if (block.type === 'text') text += block.text;
    if (block.type === 'thinking') thinking += block.thinking;
  }
  const tools = attempt > live.attempt ? [] : live.tools;
  const samePart = attempt === live.attempt && step === live.step;
  return {
    ...live,
    attempt,
    step,
    text,
    thinking: thinking || (samePart ? live.thinking : ''),
    tools,
    note: null,
  };
}

function endRun(transcript: Transcript, event: EndEvent): Transcript {
  const ended = transcript.live?.runId === event.runId ? { ...transcript, live: null } : transcript;
  const added = event.message ? addMessages(ended, [event.message]) : ended;
  if (event.state === 'final') return added;
  const failure: Failure = {
    runId: event.runId,
    end: event.state,
    message:
      event.errorMessage ??
      (event.state === 'aborted' ? 'Stopped.' : 'The run failed without saying why.'),
  };
  return {
    ...added,
    failures: [...added.failures.filter(({ runId }) => runId !== event.runId), failure],
  };
}

/** Event `agent`: thinking and tools, beneath `chat`. */
export function applyAgent(transcript: Transcript, event: AgentEvent): Transcript {
  const { data, runId, stream } = event;
  if (stream === 'thinking' && typeof data.text === 'string') {
    const thinking = data.text;
    return withLive(transcript, runId, (live) => ({ ...live, thinking, note: null }));
  }
  if (stream === 'lifecycle' && data.phase === 'retry') {
    const note = `The model did not answer (${String(data.reason)}); trying again`;
    return withLive(transcript, runId, (live) => ({ ...live, note }));
  }
  if (stream !== 'tool' || typeof data.toolCallId !== 'string') return transcript;
  const { toolCallId } = data;
  if (data.phase === 'result') {
    return withLive(transcript, runId, (live) => ({
      ...live,
      tools: withoutTool(live.tools, toolCallId),
    }));
  }
  if (data.phase !== 'start') return transcript;
  const tool: LiveTool = {
    toolCallId,
    name: typeof data.name === 'string' ? data.name : 'tool',
    ...(isRecord(data.args) ? { args: data.args } : {}),
  };
  return withLive(transcript, runId, (live) => ({
    ...live,
    tools: [...withoutTool(live.tools, toolCallId), tool],
    note: null,
  }));
}

/** Event `run`: a new run shows at once; whatever else ended, this is the last word. */
export function applyRun(transcript: Transcript, event: RunEvent): Transcript {
  if (ENDS.has(event.to)) {
    return transcript.live?.runId === event.runId ? { ...transcript, live: null } : transcript;
  }
  return withLive(transcript, event.runId, (live) => ({
    ...live,
    waiting: event.to === 'WAITING',
  }));
}

const ENDS: ReadonlySet<string> = new Set(['DONE', 'ERROR', 'ABORTED', 'TIMEOUT']);

/** A run that has ended stays ended, however late an event of it arrives. */
function withLive(
  transcript: Transcript,
  runId: string,
  change: (live: LiveRun) => LiveRun,
): Transcript {
  const live = transcript.live?.runId === runId ? transcript.live : { ...NEW_RUN, runId };
  if (transcript.live !== live && transcript.failures.some((failure) => failure.runId === runId)) {
    return transcript;
  }
  return { ...transcript, live: change(live) };
}

function withoutTool(tools: readonly LiveTool[], toolCallId: string): readonly LiveTool[] {
  return tools.filter((tool) => tool.toolCallId !== toolCallId);
}

function phaseText(phase: string): string {
  return phase === 'starting_model' ? 'Waiting for the model' : 'Preparing';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
