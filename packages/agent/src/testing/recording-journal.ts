import type {
  AssistantContent,
  AttachmentId,
  AttachmentRecord,
  EntryContent,
  PromptSnapshot,
  RunInputs,
  RunJournal,
  RunProgress,
  ToolCallBlock,
  ToolResultContent,
  UserContent,
} from '@coderclaw/core';

type Operation = 'answered' | 'toolStarting' | 'toolFinished' | 'takeInputs';

/** A journal that keeps everything, in order, and stops or fails where a test says so. */
export class RecordingJournal implements RunJournal {
  /** `answered`, `toolStarting:call_1`, `toolFinished:call_1` … in the order of their calls. */
  readonly log: string[] = [];
  /** What was journaled, as it would stand in the transcript. */
  readonly entries: EntryContent[] = [];
  readonly progressed: RunProgress[] = [];
  readonly outcomes = new Map<string, 'done' | 'unknown'>();
  readonly keys = new Map<string, string>();
  prompt: PromptSnapshot | null = null;
  /** Handed out, one list each time, by `takeInputs`. */
  readonly inputs: UserContent[][] = [];
  /** What became of the files in `inputs`. */
  readonly inputFiles = new Map<AttachmentId, AttachmentRecord>();
  /** Awaited by an operation before it resolves. A rejection is the operation's. */
  readonly before: { [K in Operation]?: (id: string) => Promise<void> | void } = {};
  onProgress: (progress: RunProgress) => void = () => {};

  promptAssembled(prompt: PromptSnapshot): void {
    this.prompt = prompt;
    this.log.push('promptAssembled');
  }

  modelCalling(model: string): void {
    this.log.push(`modelCalling:${model}`);
  }

  async answered(answer: AssistantContent): Promise<void> {
    this.log.push('answered');
    await this.before.answered?.('');
    this.entries.push(answer);
  }

  async toolStarting(
    call: ToolCallBlock,
    tool: { readonly idempotencyKey: string },
  ): Promise<void> {
    this.log.push(`toolStarting:${call.id}`);
    this.keys.set(call.id, tool.idempotencyKey);
    await this.before.toolStarting?.(call.id);
  }

  async toolFinished(
    result: ToolResultContent,
    tool: { readonly outcome: 'done' | 'unknown' },
  ): Promise<void> {
    this.log.push(`toolFinished:${result.toolCallId}`);
    await this.before.toolFinished?.(result.toolCallId);
    this.outcomes.set(result.toolCallId, tool.outcome);
    this.entries.push(result);
  }

  async takeInputs(): Promise<RunInputs> {
    this.log.push('takeInputs');
    await this.before.takeInputs?.('');
    const contents = this.inputs.shift() ?? [];
    this.entries.push(...contents);
    return { contents, files: this.inputFiles };
  }

  progress(progress: RunProgress): void {
    this.progressed.push(progress);
    this.onProgress(progress);
  }
}
