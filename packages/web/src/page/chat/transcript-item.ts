import type { TranscriptMessage } from '@coderclaw/protocol';
import type { Failure, Transcript } from './transcript.ts';

/** One thing to draw. Fields are compared one by one, so that what did not change is not drawn again. */
export type TranscriptItem =
  | { readonly kind: 'user'; readonly key: string; readonly text: string; readonly at: number }
  | {
      readonly kind: 'answer';
      readonly key: string;
      readonly text: string;
      readonly thinking: string;
      readonly at: number;
      readonly model: string | undefined;
      readonly usage: TranscriptMessage['usage'];
      readonly error: string | undefined;
      /** The run goes on with tools after it. */
      readonly goesOn: boolean;
      readonly buttons: TranscriptMessage['buttons'];
    }
  | {
      readonly kind: 'tool';
      readonly key: string;
      readonly name: string;
      readonly args: Readonly<Record<string, unknown>> | undefined;
      readonly state: ToolState;
      readonly result: string;
    }
  | { readonly kind: 'notice'; readonly key: string; readonly text: string }
  | {
      readonly kind: 'command';
      readonly key: string;
      /** What was typed. */
      readonly call: string;
      /** What the gateway answered, without a model. */
      readonly text: string;
      readonly at: number;
      readonly buttons: TranscriptMessage['buttons'];
    };

/** `unknown`: it was started, and no result ever arrived. */
export type ToolState = 'running' | 'done' | 'error' | 'unknown';

/** The committed entries as things to draw: each tool call and its result are one. */
export function listItems(
  messages: readonly TranscriptMessage[],
  liveRunId: string | null,
): readonly TranscriptItem[] {
  const results = new Map<string, TranscriptMessage>();
  const calls = new Set<string>();
  for (const message of messages) {
    if (message.role === 'toolResult' && message.toolCallId)
      results.set(message.toolCallId, message);
    for (const block of message.content) if (block.type === 'toolCall') calls.add(block.id);
  }
  return messages.flatMap((message) => itemsOf(message, { results, calls, liveRunId }));
}

type Context = {
  readonly results: ReadonlyMap<string, TranscriptMessage>;
  readonly calls: ReadonlySet<string>;
  readonly liveRunId: string | null;
};

function itemsOf(message: TranscriptMessage, context: Context): readonly TranscriptItem[] {
  const key = message.id;
  // Its answer comes as a notice in the transcript, and in the role of an answer when it ends a request.
  if (message.command !== undefined) {
    const { command: call, timestamp: at, buttons } = message;
    return [{ kind: 'command', key, call, text: textOf(message), at, buttons }];
  }
  switch (message.role) {
    case 'user':
      return [{ kind: 'user', key, text: textOf(message), at: message.timestamp }];
    case 'notice':
      return [{ kind: 'notice', key, text: textOf(message) }];
    case 'toolResult':
      // Drawn with its call; alone only where the session's verbose level hid the call.
      return message.toolCallId && context.calls.has(message.toolCallId)
        ? []
        : [resultItem(message)];
    case 'assistant':
      return [...answerItem(message), ...toolItems(message, context)];
  }
}

function answerItem(message: TranscriptMessage): readonly TranscriptItem[] {
  const text = textOf(message);
  const thinking = message.content
    .map((block) => (block.type === 'thinking' ? block.thinking : ''))
    .join('');
  const error = message.errorMessage;
  if (!text && !thinking && !error) return [];
  const { model, usage, timestamp: at, buttons } = message;
  const goesOn = message.stopReason === 'toolUse';
  const answer = { key: message.id, text, thinking, at, model, usage, error, goesOn, buttons };
  return [{ kind: 'answer', ...answer }];
}

function toolItems(message: TranscriptMessage, context: Context): readonly TranscriptItem[] {
  return message.content
    .filter((block) => block.type === 'toolCall')
    .map((call) => {
      const result = context.results.get(call.id);
      const open =
        message.runId !== undefined && message.runId === context.liveRunId ? 'running' : 'unknown';
      return {
        kind: 'tool',
        key: call.id,
        name: call.name,
        args: call.arguments,
        state: result ? (result.isError ? 'error' : 'done') : open,
        result: result ? textOf(result) : '',
      };
    });
}

function resultItem(message: TranscriptMessage): TranscriptItem {
  return {
    kind: 'tool',
    key: message.id,
    name: message.toolName ?? 'tool',
    args: undefined,
    state: message.isError ? 'error' : 'done',
    result: textOf(message),
  };
}

/** Whether two items would be drawn alike. */
export function sameItem(a: TranscriptItem, b: TranscriptItem): boolean {
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  return Object.keys(right).every((field) => left[field] === right[field]);
}

/** Failures that no committed entry tells of already. */
export function openFailures(
  failures: readonly Failure[],
  messages: readonly TranscriptMessage[],
): readonly Failure[] {
  const told = new Set(
    messages
      .filter((message) => message.role === 'notice' || message.errorMessage !== undefined)
      .map((message) => message.runId),
  );
  return failures.filter(({ runId }) => !told.has(runId));
}

/** The message to send once more when the last run failed; null where nothing failed or a run is under way. */
export function findRetry({ live, failures, messages }: Transcript): string | null {
  const last = messages.at(-1);
  const failure = failures.at(-1);
  const failed =
    last?.errorMessage !== undefined || (failure && (!last || failure.runId === last.runId));
  if (live || !failed) return null;
  const asked = messages.findLast((message) => message.role === 'user');
  return asked ? textOf(asked) : null;
}

/** The parameter of a tool call that says most in few words: its path or, without one, its first text. */
export function summariseArgs(args: Readonly<Record<string, unknown>> | undefined): string {
  if (!args) return '';
  const path =
    args.path ?? args.file ?? Object.values(args).find((value) => typeof value === 'string');
  return typeof path === 'string' ? path.replace(/\s+/gu, ' ').slice(0, 120) : '';
}

function textOf(message: TranscriptMessage): string {
  return message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}
