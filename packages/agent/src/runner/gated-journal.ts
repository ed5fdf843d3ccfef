import type {
  AssistantContent,
  PromptSnapshot,
  RunInputs,
  RunJournal,
  RunProgress,
  ToolCallBlock,
  ToolResultContent,
} from '@coderclaw/core';
import type { Halt } from './halt.ts';

/**
 * A journal that is shut once the run is halted, and that halts the run when a write is refused: whoever
 * awaited the write learns of it as a throw, and nothing that comes later is written down.
 */
export class GatedJournal implements RunJournal {
  readonly #journal: RunJournal;
  readonly #halt: Halt;

  constructor(journal: RunJournal, halt: Halt) {
    this.#journal = journal;
    this.#halt = halt;
  }

  promptAssembled(prompt: PromptSnapshot): void {
    this.#halt.check();
    this.#journal.promptAssembled(prompt);
  }

  modelCalling(model: string): void {
    this.#halt.check();
    this.#journal.modelCalling(model);
  }

  answered(answer: AssistantContent): Promise<void> {
    return this.#write(() => this.#journal.answered(answer));
  }

  toolStarting(
    call: ToolCallBlock,
    tool: Parameters<RunJournal['toolStarting']>[1],
  ): Promise<void> {
    return this.#write(() => this.#journal.toolStarting(call, tool));
  }

  toolFinished(
    result: ToolResultContent,
    tool: Parameters<RunJournal['toolFinished']>[1],
  ): Promise<void> {
    return this.#write(() => this.#journal.toolFinished(result, tool));
  }

  takeInputs(): Promise<RunInputs> {
    return this.#write(() => this.#journal.takeInputs());
  }

  progress(progress: RunProgress): void {
    if (!this.#halt.signal.aborted) this.#journal.progress(progress);
  }

  async #write<T>(write: () => Promise<T>): Promise<T> {
    this.#halt.check();
    try {
      const written = await write();
      this.#halt.check();
      return written;
    } catch (cause) {
      this.#halt.halt({ kind: 'rejected', cause });
      throw cause;
    }
  }
}
