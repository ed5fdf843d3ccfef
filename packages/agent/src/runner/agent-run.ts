import {
  type AgentOutcome,
  type AgentRequest,
  type AssistantContent,
  type Clock,
  type EntryContent,
  type PromptSnapshot,
  type Random,
  toolCallsOf,
} from '@coderclaw/core';
import { Agent, type AgentEvent } from '@earendil-works/pi-agent-core';
import {
  type AssistantMessage,
  type AssistantMessageEventStream,
  createAssistantMessageEventStream,
  type Message,
  type TranscriptContext,
} from '@earendil-works/pi-ai';
import { AgentError } from '../agent-error.ts';
import type { RunFiles } from '../media/run-files.ts';
import { callModel, type ModelAnswer } from '../model/model-call.ts';
import type { ModelSource } from '../model/model-source.ts';
import type { Tool } from '../tool/tool.ts';
import { callIdsOf, withUniqueCallIds } from '../transcript/call-ids.ts';
import { buildConversation, type Conversation, closeAnswer } from '../transcript/conversation.ts';
import { assistantFromPi, assistantToPi } from '../transcript/pi-content.ts';
import { userToPi } from '../transcript/user-message.ts';
import type { AgentLimits } from './agent-limits.ts';
import type { GatedJournal } from './gated-journal.ts';
import type { Halt } from './halt.ts';
import { markInvalid, refusalOf, ToolDesk, toolResult } from './tool-desk.ts';

export type AgentRunPorts = {
  readonly models: ModelSource;
  readonly tools: readonly Tool[];
  readonly files: RunFiles;
  readonly journal: GatedJournal;
  readonly halt: Halt;
  readonly limits: AgentLimits;
  readonly clock: Clock;
  readonly random: Random;
};

/** One pass of Pi's loop over one request: what it did goes to the journal, its last answer is the outcome. */
export class AgentRun {
  readonly #ports: AgentRunPorts;
  readonly #request: AgentRequest;
  readonly #desk: ToolDesk;
  #callIds = new Set<string>();
  /** The answer whose calls Pi is working on. */
  #answer: AssistantContent | null = null;
  #final: AssistantContent | null = null;
  /** Whether the run reacts or offers choices: it need not say a word. */
  #mayBeSilent: boolean;
  #turns = 0;
  /** Answers in a row of which no call came to run. */
  #invalidTurns = 0;
  #heardAt = 0;
  #partial: { readonly message: AssistantMessage; readonly ref: string } | null = null;

  constructor(ports: AgentRunPorts, request: AgentRequest) {
    this.#ports = ports;
    this.#request = request;
    this.#mayBeSilent = request.transcript.some(
      ({ runId, content }) => runId === request.runId && isAnswer(content),
    );
    this.#desk = new ToolDesk(ports.tools, ports.journal, request.runId, ports.halt.signal);
  }

  /** Rejects with an {@link AgentError} for what ends in ERROR, and with whatever halted the run. */
  async work(prompt: PromptSnapshot): Promise<AgentOutcome> {
    const { transcript, files: records } = this.#request;
    const { files } = this.#ports;
    await files.learn(
      transcript.map(({ content }) => content),
      records,
    );
    const conversation = buildConversation(transcript, files);
    if (conversation.finalAnswer) return { status: 'DONE', answer: conversation.finalAnswer };
    this.#ports.journal.promptAssembled(prompt);
    this.#callIds = callIdsOf(conversation.messages);
    const messages = [...conversation.messages, ...(await this.#closeOpenAnswer(conversation))];
    const last = messages.at(-1);
    if (!last || last.role === 'assistant')
      throw new AgentError('RUN_EMPTY', 'there is nothing to answer');
    await this.#loop(prompt, messages);
    this.#ports.halt.check();
    if (!this.#final)
      throw new AgentError('AGENT_FAILED', 'the agent loop ended without an answer');
    return { status: 'DONE', answer: this.#final };
  }

  /** What had arrived of the answer under way: text only, for its thoughts and calls are incomplete. */
  partialAnswer(stopReason: 'aborted' | 'error'): AssistantContent | undefined {
    if (!this.#partial) return undefined;
    const { message, ref } = this.#partial;
    const content = message.content.flatMap((block) =>
      block.type === 'text' && block.text !== ''
        ? [{ type: 'text' as const, text: block.text }]
        : [],
    );
    if (content.length === 0) return undefined;
    return assistantFromPi({ ...message, content, stopReason }, ref);
  }

  async #closeOpenAnswer({ open }: Conversation): Promise<readonly Message[]> {
    if (!open) return [];
    const results = new Map(open.results);
    for (const call of toolCallsOf(open.answer)) {
      if (results.has(call.id)) continue;
      const result = await this.#desk.recover(open.answer, call, this.#request.steps);
      this.#mayBeSilent ||= isAnswer(result);
      results.set(call.id, result);
    }
    return closeAnswer({ ...open, results });
  }

  async #loop(prompt: PromptSnapshot, messages: Message[]): Promise<void> {
    const { halt } = this.#ports;
    const agent = new Agent({
      initialState: { systemPrompt: prompt.text, tools: this.#desk.piTools(), messages },
      streamFn: (_model, context) => this.#stream(context),
      beforeToolCall: async ({ toolCall }) => {
        const answer = this.#answer!;
        const call = toolCallsOf(answer).find(({ id }) => id === toolCall.id)!;
        const reason = refusalOf(answer, call);
        if (reason) return { block: true, reason };
        this.#invalidTurns = 0;
        await this.#desk.starting(call);
        return undefined;
      },
      prepareRequest: async ({ context }) => {
        this.#checkTurns();
        halt.check();
        // A fresh run's inputs are already in its transcript.
        if (this.#turns === 1 && this.#request.attempt === 1) return undefined;
        const joined = await this.#takeInputs();
        if (joined.length === 0) return undefined;
        return { context: { ...context, messages: [...context.messages, ...joined] } };
      },
    });
    agent.subscribe((event) => this.#listen(event));
    halt.signal.addEventListener('abort', () => agent.abort(), { once: true });
    await agent.continue();
  }

  async #takeInputs(): Promise<readonly Message[]> {
    const { journal, files } = this.#ports;
    const { contents, files: records } = await journal.takeInputs();
    await files.learn(contents, records);
    return contents.map((content) => userToPi(content, files));
  }

  /** A turn is counted as invalid before its answer is there; the first call that runs takes that back. */
  #checkTurns(): void {
    const { maxTurns, maxInvalidTurns } = this.#ports.limits;
    if (this.#invalidTurns >= maxInvalidTurns) {
      const what = `none of the model's last ${maxInvalidTurns} answers had a tool call that could be run`;
      this.#fail(new AgentError('RUN_CALLS_INVALID', what));
    } else if (this.#turns >= maxTurns) {
      this.#fail(new AgentError('RUN_TURN_LIMIT', `the run was ended after ${maxTurns} answers`));
    }
    this.#turns += 1;
    this.#invalidTurns += 1;
  }

  /** Pi awaits this: nothing goes on before the journal has it. */
  async #listen(event: AgentEvent): Promise<void> {
    const { halt, journal } = this.#ports;
    if (halt.signal.aborted) return;
    if (event.type === 'tool_execution_end') {
      const call = { id: event.toolCallId, name: event.toolName };
      const result = toolResult(call, event.result, event.isError);
      this.#mayBeSilent ||= isAnswer(result);
      await this.#desk.finished(result);
    } else if (event.type === 'tool_execution_update') {
      const { toolCallId, toolName, partialResult } = event;
      journal.progress({
        kind: 'tool-update',
        toolCallId,
        toolName,
        details: partialResult?.details ?? null,
      });
    } else if (event.type === 'message_end' && event.message.role === 'assistant') {
      if (!this.#answer) return;
      if (toolCallsOf(this.#answer).length > 0) await journal.answered(this.#answer);
      else this.#final = this.#answer;
    }
  }

  /** Pi sees only whole answers: progress goes its own way, and a try that failed leaves no trace in the context. */
  #stream(context: TranscriptContext): AssistantMessageEventStream {
    const stream = createAssistantMessageEventStream();
    this.#ask(context).then(
      (message) => {
        const reason =
          message.stopReason === 'length' || message.stopReason === 'toolUse'
            ? message.stopReason
            : 'stop';
        stream.push({ type: 'done', reason, message });
      },
      (error: unknown) => {
        this.#fail(error);
        const message: AssistantMessage = {
          ...assistantToPi(NO_ANSWER),
          errorMessage: String(error),
        };
        stream.push({ type: 'error', reason: 'error', error: message });
      },
    );
    return stream;
  }

  async #ask(context: TranscriptContext): Promise<AssistantMessage> {
    const { halt, journal, models, limits, clock, random } = this.#ports;
    const { thinking, sessionId } = this.#request;
    this.#answer = null;
    this.#hear(null);
    const answered = new AbortController();
    void this.#watchSilence(AbortSignal.any([halt.signal, answered.signal]));
    try {
      const answer = await callModel({
        source: models,
        models: this.#request.models,
        context,
        options: { sessionId, ...(thinking === 'off' ? {} : { reasoning: thinking }) },
        signal: halt.signal,
        limits,
        clock,
        random,
        mayBeSilent: this.#mayBeSilent,
        calling: (ref) => journal.modelCalling(ref),
        progress: (progress) => journal.progress(progress),
        heard: (message, ref) => this.#hear(message && { message, ref }),
      });
      halt.check();
      return this.#keep(answer);
    } finally {
      // A reason of our own: making the default one, an exception with its stack, costs more than the rest.
      answered.abort('answered');
    }
  }

  #keep(answer: ModelAnswer): AssistantMessage {
    const message = withUniqueCallIds(answer.message, this.#callIds);
    const content = assistantFromPi(message, answer.ref);
    const blocks = content.blocks.map((block, index) =>
      block.type === 'toolCall' && answer.invalidCalls.has(index) ? markInvalid(block) : block,
    );
    this.#answer = { ...content, blocks };
    this.#partial = null;
    return message;
  }

  #hear(partial: { readonly message: AssistantMessage; readonly ref: string } | null): void {
    this.#heardAt = this.#ports.clock.monotonic();
    this.#partial = partial;
  }

  async #watchSilence(signal: AbortSignal): Promise<void> {
    const { clock, halt, limits } = this.#ports;
    while (!signal.aborted) {
      const leftMs = this.#heardAt + limits.idleTimeoutMs - clock.monotonic();
      if (leftMs <= 0) {
        const what = `the model endpoint was silent for ${Math.round(limits.idleTimeoutMs / 1000)} s`;
        return halt.halt({ kind: 'timed-out', error: new AgentError('MODEL_IDLE', what) });
      }
      await clock.sleep(leftMs, signal);
    }
  }

  #fail(error: unknown): void {
    const known =
      error instanceof AgentError
        ? error
        : new AgentError('AGENT_FAILED', String(error), { cause: error });
    this.#ports.halt.halt({ kind: 'failed', error: known });
  }
}

/** Whether a call's result is seen by the person who waits, whatever the model says with it. */
function isAnswer(content: EntryContent): boolean {
  if (content.role !== 'toolResult') return false;
  return content.reaction !== undefined || content.choices !== undefined;
}

const NO_ANSWER: AssistantContent = {
  role: 'assistant',
  blocks: [],
  stopReason: 'error',
  model: 'none/none',
  usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 },
};
