import type { ToolLine } from '../delivery/work-line.ts';
import type { AttachmentId, EntryId } from '../id/id.ts';
import type { JsonObject } from '../json.ts';
import type { AttachmentRecord } from '../message/attachment.ts';
import type {
  AssistantContent,
  FileRef,
  TokenUsage,
  ToolResultContent,
} from '../message/content.ts';
import { NO_USAGE, textOf, toolCallsOf } from '../message/content.ts';
import type { ClaimedRun, PreviewRef, RunRecord } from '../run/run.ts';
import type { RunState } from '../run/run-state.ts';
import type { EntryRecord, PromptSnapshot } from '../session/entry.ts';
import type { SessionRecord } from '../session/session.ts';
import type { LiveRun, RunRef } from './event.ts';

/** Why a run's signal aborted. */
export type AbortReason = 'stopped' | 'suspended';

/** A run that this process works on, and what of it is not in the store (yet). */
export class ActiveRun {
  readonly run: RunRecord;
  readonly session: SessionRecord;
  readonly refusal: string | null;
  readonly #abort = new AbortController();
  /** The names under which clients know its inputs. */
  readonly aliases: string[];
  readonly #wireId: string;
  /** The line of the newest message that it answers. */
  #newestInput: EntryId | null = null;
  attempt: number;
  /** The state that watchers were told of; the store's catches up with the next commit. */
  state: RunState;
  /** Number of the model answer under way, from 1. */
  step = 0;
  text = '';
  thinking = '';
  usage: TokenUsage = NO_USAGE;
  readonly tools = new Map<
    string,
    { readonly toolCallId: string; readonly name: string; readonly args: JsonObject }
  >();
  /** What people see of its tools, oldest first. */
  lines: ToolLine[] = [];
  /** What became of the files that its transcript names. */
  readonly received = new Map<AttachmentId, AttachmentRecord>();
  /** Files that go out with the answer. */
  files: FileRef[] = [];
  /** The reactions that go out with the answer: one for each message, the last one. */
  readonly reactions = new Map<EntryId | null, string>();
  /** What it said last beside its calls. */
  saidBefore = '';
  /** What it offers to answer with. */
  choices: readonly string[] = [];
  /** Where its answer is shown; null while that begins, undefined before. */
  preview: PreviewRef | null | undefined;
  readonly ended = new AbortController();
  /** Assembled and not stored yet. */
  newPrompt: PromptSnapshot | undefined;
  settled: Promise<void> = Promise.resolve();

  constructor(claimed: ClaimedRun) {
    this.run = claimed.run;
    this.session = claimed.session;
    this.refusal = claimed.refusal;
    this.aliases = claimed.inputs.flatMap((input) => input.alias ?? []);
    this.#wireId = this.aliases[0] ?? claimed.run.id;
    this.attempt = claimed.run.attempt;
    this.state = 'PENDING';
    this.preview = claimed.preview ?? undefined;
  }

  /** A tool goes to work. */
  beginTool(toolCallId: string, name: string, args: JsonObject): void {
    this.lines.push({ toolCallId, name, args, state: 'running', output: '' });
  }

  endTool(result: ToolResultContent): void {
    const { toolCallId, toolName: name, isError, files = [], reaction, choices } = result;
    const at = this.lines.findLastIndex((line) => line.toolCallId === toolCallId);
    const { args } = this.lines[at] ?? { args: {} };
    const state = isError ? 'error' : 'done';
    const line: ToolLine = { toolCallId, name, args, state, output: textOf(result) };
    if (at === -1) this.lines.push(line);
    else this.lines[at] = line;
    this.files.push(...files);
    if (reaction) this.reactions.set(this.#newestInput, reaction);
    if (choices) this.choices = choices;
  }

  /** A message is answered by it, too. */
  join(inputId: EntryId): void {
    this.#newestInput = inputId;
  }

  /** It said something beside its calls, or nothing. */
  keepWords(answer: AssistantContent): void {
    this.saidBefore = textOf(answer).trim() || this.saidBefore;
  }

  /** What its journal says of its tools, for a run that is taken up again. */
  recall(entries: readonly EntryRecord[]): void {
    this.lines = [];
    this.files = [];
    this.reactions.clear();
    this.saidBefore = '';
    this.choices = [];
    for (const { id, runId, content } of entries) {
      if (runId !== this.run.id) continue;
      if (content.role === 'user') this.join(id);
      if (content.role === 'assistant') {
        this.keepWords(content);
        for (const call of toolCallsOf(content)) this.beginTool(call.id, call.name, call.arguments);
      }
      if (content.role === 'toolResult') this.endTool(content);
    }
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why the run was told to end, if it was. A method, since the answer changes between two awaits. */
  abortReason(): AbortReason | undefined {
    return this.signal.aborted ? (this.signal.reason as AbortReason) : undefined;
  }

  /** The first reason stays. */
  abort(reason: AbortReason): void {
    this.#abort.abort(reason);
  }

  /** A new model answer begins. */
  beginStep(): void {
    this.step += 1;
    this.text = '';
    this.thinking = '';
  }

  get ref(): RunRef {
    return {
      runId: this.run.id,
      wireId: this.#wireId,
      sessionId: this.session.id,
      sessionKey: this.session.key,
      agentId: this.run.agentId,
      principalId: this.run.principalId,
      attempt: this.attempt,
    };
  }

  get live(): LiveRun {
    const { ref: run, state, step, text, thinking } = this;
    return { run, state, step, text, thinking, tools: [...this.tools.values()] };
  }
}
