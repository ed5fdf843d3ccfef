import type { AgentId, AttachmentId, RunId, SessionId } from '../id/id.ts';
import type { Json } from '../json.ts';
import type { AttachmentRecord } from '../message/attachment.ts';
import type {
  AssistantContent,
  ToolCallBlock,
  ToolResultContent,
  UserContent,
} from '../message/content.ts';
import type { RunOptions, ThinkingLevel } from '../routing/intake.ts';
import type { Replay, RunError, StepRecord } from '../run/run.ts';
import type { EntryRecord, PromptSnapshot } from '../session/entry.ts';

/**
 * The agent loop. Contract:
 * - `run` never rejects for what a model or tool does; it returns an outcome.
 * - It awaits every `journal` promise before it goes on to the next effect; a rejection of the journal
 *   ends the loop at once and `run` rejects with it.
 * - After `signal` aborts it returns within 500 ms, whatever a model or tool is doing.
 * - It starts no tool without `toolStarting`, and reports each tool's result once.
 */
export interface AgentRunner {
  run(request: AgentRequest, journal: RunJournal, signal: AbortSignal): Promise<AgentOutcome>;
  /** Loads what the first run would load, so that it need not wait. Optional, repeatable, never rejects. */
  warm(): Promise<void>;
}

/**
 * Which tools a run has. `coding`: all. `messaging`: it reads and sends the files of its own conversation,
 * and reaches nothing of the machine.
 */
export type ToolProfile = 'coding' | 'messaging';

export type AgentRequest = {
  readonly runId: RunId;
  readonly sessionId: SessionId;
  readonly sessionKey: string;
  readonly agentId: AgentId;
  readonly attempt: number;
  /** `<provider>/<model>`, tried in order. */
  readonly models: readonly string[];
  readonly thinking: ThinkingLevel;
  readonly options: RunOptions;
  readonly timeoutMs: number;
  /** The owner's runs may read and write the home's Markdown files. */
  readonly ownerRun: boolean;
  readonly toolProfile: ToolProfile;
  /** Whether the messages that it answers take reactions. */
  readonly reactions: boolean;
  /** Oldest first; ends with the run's inputs or, when it is taken up again, where the journal ends. */
  readonly transcript: readonly EntryRecord[];
  /** What became of the files that the transcript's `file` blocks name. */
  readonly files: ReadonlyMap<AttachmentId, AttachmentRecord>;
  /** The journal's steps of this run. */
  readonly steps: readonly StepRecord[];
  /** The epoch's prompt, once assembled; it is used again byte by byte. */
  readonly prompt: PromptSnapshot | null;
  readonly epoch: number;
};

/** Messages that joined a run, oldest first. */
export type RunInputs = {
  readonly contents: readonly UserContent[];
  /** What became of the files that their `file` blocks name. */
  readonly files: AgentRequest['files'];
};

/** Where the loop writes down what it did, before it does the next thing. */
export interface RunJournal {
  /** The prompt is ready and the loop starts. The snapshot is stored with the next commit. */
  promptAssembled(prompt: PromptSnapshot): void;
  /** A model call is about to be made. */
  modelCalling(model: string): void;
  /** A model answer that calls tools. The last answer is the outcome instead. */
  answered(answer: AssistantContent): Promise<void>;
  /** Before a tool runs. Resolves when it may. */
  toolStarting(
    call: ToolCallBlock,
    tool: { readonly replay: Replay; readonly idempotencyKey: string },
  ): Promise<void>;
  toolFinished(
    result: ToolResultContent,
    tool: {
      readonly replay: Replay;
      readonly idempotencyKey: string;
      readonly outcome: 'done' | 'unknown';
    },
  ): Promise<void>;
  /** At a model boundary: messages that arrived meanwhile and join the run. */
  takeInputs(): Promise<RunInputs>;
  /** What a person may watch; lost without harm. */
  progress(progress: RunProgress): void;
}

export type RunProgress =
  /** `text` and `thinking` are cumulative for the answer under way. */
  | { readonly kind: 'text'; readonly delta: string; readonly text: string }
  | { readonly kind: 'thinking'; readonly delta: string; readonly text: string }
  | {
      readonly kind: 'tool-update';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly details: Json;
    }
  /** The model failed in a way that may pass, and is asked again after `delayMs`. */
  | {
      readonly kind: 'retry';
      readonly model: string;
      readonly reason: string;
      readonly delayMs: number;
    };

export type AgentOutcome =
  | { readonly status: 'DONE'; readonly answer: AssistantContent }
  | { readonly status: 'ERROR'; readonly error: RunError; readonly answer?: AssistantContent }
  | { readonly status: 'TIMEOUT'; readonly error: RunError; readonly answer?: AssistantContent }
  /** `signal` aborted; what had arrived by then is in `answer`. */
  | { readonly status: 'ABORTED'; readonly answer?: AssistantContent };
