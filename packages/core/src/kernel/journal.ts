import type { AssistantContent, ToolCallBlock, ToolResultContent } from '../message/content.ts';
import { addUsage, textOf } from '../message/content.ts';
import type { RunInputs, RunJournal, RunProgress } from '../ports/agent-runner.ts';
import type { RunWrite } from '../ports/store.ts';
import { StoreError } from '../ports/store-error.ts';
import type { Replay } from '../run/run.ts';
import type { EntryRecord, PromptSnapshot } from '../session/entry.ts';
import type { ActiveRun } from './active-run.ts';
import type { AttachmentWorker } from './attachment-worker.ts';
import type { KernelEvent } from './event.ts';
import type { EventHub } from './event-hub.ts';
import { type KernelPorts, retryDelayMs } from './kernel-ports.ts';

type Tool = { readonly replay: Replay; readonly idempotencyKey: string };

/** Writes down what one run does, before it does the next thing, and tells the watchers afterwards. */
export class Journal implements RunJournal {
  readonly #ports: KernelPorts;
  readonly #events: EventHub;
  readonly #attachments: AttachmentWorker;
  readonly #active: ActiveRun;

  constructor(
    ports: KernelPorts,
    events: EventHub,
    attachments: AttachmentWorker,
    active: ActiveRun,
  ) {
    this.#ports = ports;
    this.#events = events;
    this.#attachments = attachments;
    this.#active = active;
  }

  promptAssembled(prompt: PromptSnapshot): void {
    const active = this.#active;
    active.newPrompt = prompt;
    if (active.state === 'RUNNING') return;
    active.state = 'RUNNING';
    this.#events.tell({
      type: 'run',
      run: active.ref,
      from: 'PLANNING',
      to: 'RUNNING',
      at: this.#ports.clock.now(),
    });
  }

  modelCalling(_model: string): void {
    this.#active.beginStep();
    this.#ports.checkpoint.reach('model.call:before');
  }

  async answered(answer: AssistantContent): Promise<void> {
    const { store, checkpoint } = this.#ports;
    checkpoint.reach('model.call:after');
    checkpoint.reach('answer.commit:before');
    const command = { ...this.#write(), answer, ...this.#takePrompt() };
    const entry = await this.#persist(() => store.recordAnswer(command));
    checkpoint.reach('answer.commit:after');
    this.#active.usage = addUsage(this.#active.usage, answer.usage);
    this.#active.keepWords(answer);
    this.#tellEntry(entry);
  }

  async toolStarting(call: ToolCallBlock, tool: Tool): Promise<void> {
    const { store, checkpoint } = this.#ports;
    if (tool.replay === 'never') {
      checkpoint.reach('tool-start.commit:before');
      const command = { ...this.#write(), call, idempotencyKey: tool.idempotencyKey };
      await this.#persist(() => store.startTool(command));
      checkpoint.reach('tool-start.commit:after');
    }
    const started = { toolCallId: call.id, name: call.name, args: call.arguments };
    this.#active.tools.set(call.id, started);
    this.#active.beginTool(call.id, call.name, call.arguments);
    this.#events.tell({ type: 'tool-start', run: this.#active.ref, ...started });
    checkpoint.reach('tool.call:before');
  }

  async toolFinished(
    result: ToolResultContent,
    tool: Tool & { readonly outcome: 'done' | 'unknown' },
  ): Promise<void> {
    const { store, checkpoint } = this.#ports;
    checkpoint.reach('tool.call:after');
    checkpoint.reach('tool-result.commit:before');
    const command = { ...this.#write(), result, ...tool };
    const entry = await this.#persist(() => store.recordToolResult(command));
    checkpoint.reach('tool-result.commit:after');
    this.#active.tools.delete(result.toolCallId);
    this.#active.endTool(result);
    const { toolCallId, toolName: name, isError } = result;
    const details = result.details === undefined ? {} : { details: result.details };
    this.#events.tell({
      type: 'tool-result',
      run: this.#active.ref,
      toolCallId,
      name,
      text: textOf(result),
      isError,
      ...details,
    });
    this.#tellEntry(entry);
  }

  async takeInputs(): Promise<RunInputs> {
    const { store, checkpoint } = this.#ports;
    checkpoint.reach('inputs.commit:before');
    const command = this.#write();
    const inputs = await this.#persist(() => store.takeInputs(command));
    checkpoint.reach('inputs.commit:after');
    for (const { intakeId, alias, entry } of inputs) {
      if (alias !== null) this.#active.aliases.push(alias);
      this.#active.join(entry.id);
      this.#events.tell({ type: 'joined', run: this.#active.ref, intakeId, alias });
      this.#tellEntry(entry, alias);
    }
    const entries = inputs.map(({ entry }) => entry);
    if (entries.length > 0) await this.#attachments.receive(this.#active, entries);
    const contents = entries.flatMap(({ content }) => (content.role === 'user' ? [content] : []));
    return { contents, files: this.#active.received };
  }

  progress(progress: RunProgress): void {
    this.#events.tell(this.#eventOf(progress));
  }

  #eventOf(progress: RunProgress): KernelEvent {
    const active = this.#active;
    switch (progress.kind) {
      case 'text':
      case 'thinking': {
        const { kind: stream, delta, text } = progress;
        active[stream] = text;
        return { type: 'delta', run: active.ref, step: active.step, stream, delta, text };
      }
      case 'tool-update': {
        const { toolCallId, toolName: name, details } = progress;
        return { type: 'tool-update', run: active.ref, toolCallId, name, details };
      }
      case 'retry': {
        const { model, reason, delayMs } = progress;
        return { type: 'retry', run: active.ref, model, reason, delayMs };
      }
    }
  }

  /**
   * Repeats a write that a full or failing disk refused, until the run is told to end: what it holds was
   * paid for, or has happened, and must not be asked for again.
   */
  async #persist<T>(write: () => Promise<T>): Promise<T> {
    const { clock, logger } = this.#ports;
    const { signal, run } = this.#active;
    for (let failures = 0; ; failures += 1) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable) throw error;
        const delayMs = retryDelayMs(failures);
        logger.warn('a step could not be written and is tried again', {
          runId: run.id,
          delayMs,
          error,
        });
        await clock.sleep(delayMs, signal);
        if (signal.aborted) throw error;
      }
    }
  }

  #write(): RunWrite {
    const { id: runId, fence } = this.#active.run;
    return { at: this.#ports.clock.now(), runId, fence };
  }

  #takePrompt(): { prompt?: PromptSnapshot } {
    const prompt = this.#active.newPrompt;
    this.#active.newPrompt = undefined;
    return prompt ? { prompt } : {};
  }

  #tellEntry(entry: EntryRecord, alias: string | null = null): void {
    this.#events.tell({
      type: 'entry',
      sessionKey: this.#active.session.key,
      agentId: this.#active.run.agentId,
      run: this.#active.ref,
      entry,
      alias,
    });
  }
}
