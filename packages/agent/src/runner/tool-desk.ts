import {
  type AssistantContent,
  decideToolRecovery,
  type Replay,
  type RunId,
  type StepRecord,
  type ToolCallBlock,
  type ToolResultContent,
} from '@coderclaw/core';
import type { AgentTool, AgentToolResult } from '@earendil-works/pi-agent-core';
import { parseToolArguments, type Tool, ToolError, type ToolOutput } from '../tool/tool.ts';
import { toolError } from '../transcript/conversation.ts';
import type { GatedJournal } from './gated-journal.ts';

const UNKNOWN_OUTCOME =
  'The gateway was interrupted while this call ran: whether it took effect is unknown. Check its effect before you repeat it.';
const INVALID_ARGUMENTS =
  'The arguments were not valid JSON, so the tool was not run. Send the call again with complete, valid JSON.';
const TRUNCATED_ANSWER =
  'The answer was cut off by the token limit, so the arguments may be incomplete and the tool was not run. Send the call again, with less in it.';

/** Marks, in the journal, a call whose arguments Pi had to guess at. */
const INVALID_MARK = { invalidArguments: true } as const;

export function markInvalid(call: ToolCallBlock): ToolCallBlock {
  return { ...call, opaque: { ...call.opaque, ...INVALID_MARK } };
}

/** Why a call must not run at all, or null. */
export function refusalOf(answer: AssistantContent, call: ToolCallBlock): string | null {
  if (call.opaque?.invalidArguments === true) return INVALID_ARGUMENTS;
  return answer.stopReason === 'length' ? TRUNCATED_ANSWER : null;
}

/** The tools of one run: each call goes through the journal, before and after. */
export class ToolDesk {
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #journal: GatedJournal;
  readonly #runId: RunId;
  readonly #signal: AbortSignal;

  constructor(tools: readonly Tool[], journal: GatedJournal, runId: RunId, signal: AbortSignal) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.#journal = journal;
    this.#runId = runId;
    this.#signal = signal;
  }

  /** Pi checks a call against the schema, asks `starting`, and runs it. */
  piTools(): AgentTool[] {
    return [...this.#tools.values()].map((tool) => ({
      name: tool.name,
      label: tool.name,
      description: tool.description,
      parameters: tool.parameters as unknown as AgentTool['parameters'],
      replay: tool.replay,
      executionMode: tool.executionMode,
      // Ours first: Pi's own message quotes the arguments, which may be megabytes.
      prepareArguments: (args) => parseToolArguments(tool, args),
      execute: async (_id, params) => piResult(await this.#execute(tool, params)),
    }));
  }

  /** Before a call runs. Rejects when the journal does. */
  async starting(call: ToolCallBlock): Promise<void> {
    await this.#journal.toolStarting(call, this.#terms(call));
  }

  /** Once per call: whatever became of it. */
  async finished(result: ToolResultContent, outcome: 'done' | 'unknown' = 'done'): Promise<void> {
    await this.#journal.toolFinished(result, {
      ...this.#terms({ id: result.toolCallId, name: result.toolName }),
      outcome,
    });
  }

  /** After a crash: settles a call of the last answer that has no result in the journal. */
  async recover(
    answer: AssistantContent,
    call: ToolCallBlock,
    steps: readonly StepRecord[],
  ): Promise<ToolResultContent> {
    const tool = this.#tools.get(call.name);
    const refusal = refusalOf(answer, call);
    if (refusal) return this.#settle(toolError(call, refusal), 'done');
    const step = steps.find((candidate) => candidate.toolCallId === call.id)?.state ?? null;
    const { decision, reason } = decideToolRecovery(step, tool?.replay ?? null);
    if (tool && decision === 'execute')
      return this.#settle(await this.#runAgain(call, tool), 'done');
    // A tool that is gone and never started has no effect to check.
    if (reason === 'tool-gone')
      return this.#settle(toolError(call, `There is no tool "${call.name}" any more`), 'done');
    return this.#settle(toolError(call, UNKNOWN_OUTCOME), 'unknown');
  }

  async #settle(
    result: ToolResultContent,
    outcome: 'done' | 'unknown',
  ): Promise<ToolResultContent> {
    await this.finished(result, outcome);
    return result;
  }

  async #runAgain(call: ToolCallBlock, tool: Tool): Promise<ToolResultContent> {
    let args: ReturnType<typeof parseToolArguments>;
    try {
      args = parseToolArguments(tool, call.arguments);
    } catch (error) {
      return toolError(call, messageOf(error));
    }
    await this.starting(call);
    try {
      return toolResult(call, piResult(await this.#execute(tool, args)), false);
    } catch (error) {
      return toolError(call, messageOf(error));
    }
  }

  async #execute(tool: Tool, args: unknown): Promise<ToolOutput> {
    try {
      return await tool.run(args as Parameters<Tool['run']>[0], this.#signal);
    } catch (error) {
      if (error instanceof ToolError) throw error;
      throw new ToolError(`${tool.name} failed: ${messageOf(error)}`, { cause: error });
    }
  }

  #terms(call: Pick<ToolCallBlock, 'id' | 'name'>): {
    readonly replay: Replay;
    readonly idempotencyKey: string;
  } {
    const replay = this.#tools.get(call.name)?.replay ?? 'safe';
    return { replay, idempotencyKey: `${this.#runId}:${call.id}` };
  }
}

/** What Pi carries of a tool's result beside its text; it never looks inside. */
type Beside = Pick<ToolResultContent, 'details' | 'files' | 'reaction' | 'choices'>;

/** What Pi has of a finished call, in our words. Of one that failed, only the text is ours. */
export function toolResult(
  call: Pick<ToolCallBlock, 'id' | 'name'>,
  { content, details: beside }: AgentToolResult<Beside | undefined>,
  isError: boolean,
): ToolResultContent {
  const { details, files, reaction, choices } = (isError ? undefined : beside) ?? {};
  return {
    role: 'toolResult',
    toolCallId: call.id,
    toolName: call.name,
    blocks: content.map((block) =>
      block.type === 'text'
        ? { type: 'text', text: block.text }
        : { type: 'image', mimeType: block.mimeType, data: block.data },
    ),
    isError,
    ...(files === undefined ? {} : { files }),
    ...(reaction === undefined ? {} : { reaction }),
    ...(choices === undefined ? {} : { choices }),
    ...(details === undefined ? {} : { details }),
  };
}

function piResult({ text, ...beside }: ToolOutput): AgentToolResult<Beside> {
  return { content: [{ type: 'text', text }], details: beside };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
