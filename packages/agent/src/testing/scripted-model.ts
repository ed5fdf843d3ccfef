import type { Clock } from '@coderclaw/core';
import {
  type AssistantMessage,
  type AssistantMessageEventStream,
  createAssistantMessageEventStream,
  parseStreamingJson,
  type ToolCall,
  type TranscriptContext,
} from '@earendil-works/pi-ai';
import type {
  FoundModel,
  ModelProblem,
  ModelSource,
  ModelStreamOptions,
} from '../model/model-source.ts';
import { messageText, modelRecord, toolNames } from './pi-request.ts';
import {
  chunksOf,
  type Script,
  type ScriptedChunk,
  type ScriptedRequest,
  ScriptReader,
} from './scripted-reply.ts';

export type ScriptedModelOptions = {
  /** `<provider>/<model id>`; `scripted/model` by default. */
  readonly ref?: string;
  /** For `chunkDelayMs`. Without one, chunks do not wait. */
  readonly clock?: Clock;
  /** Keeps every request for `requests`; true by default. */
  readonly remembers?: boolean;
};

/** A model that answers from a script, in the process: about as fast as Pi's loop can go. */
export class ScriptedModel implements ModelSource {
  readonly #reader: ScriptReader;
  readonly #ref: string;
  readonly #clock: Clock | undefined;

  constructor(script: Script, options: ScriptedModelOptions = {}) {
    this.#reader = new ScriptReader(script, options.remembers);
    this.#ref = options.ref ?? 'scripted/model';
    this.#clock = options.clock;
  }

  get requests(): readonly ScriptedRequest[] {
    return this.#reader.requests;
  }

  async resolve(ref: string): Promise<FoundModel | ModelProblem> {
    const [provider = ''] = this.#ref.split('/');
    if (ref !== this.#ref) {
      return {
        kind: 'problem',
        code: 'MODEL_UNKNOWN',
        provider,
        problem: `there is no model "${ref}"; the nearest is "${this.#ref}"`,
      };
    }
    const model = modelRecord(this.#ref);
    const stream: FoundModel['stream'] = (context, options) => this.#stream(context, options);
    return { kind: 'found', ref, provider, model, stream, redact: (text) => text };
  }

  #stream(context: TranscriptContext, options: ModelStreamOptions): AssistantMessageEventStream {
    const stream = createAssistantMessageEventStream();
    void this.#play(stream, context, options);
    return stream;
  }

  async #play(
    stream: AssistantMessageEventStream,
    context: TranscriptContext,
    options: ModelStreamOptions,
  ): Promise<void> {
    const reply = this.#reader.next(requestOf(this.#ref, context));
    const answer = emptyAnswer(this.#ref);
    const fail = (errorMessage: string) => {
      const error: AssistantMessage = {
        ...answer,
        stopReason: options.signal.aborted ? 'aborted' : 'error',
        errorMessage,
      };
      stream.push({
        type: 'error',
        reason: error.stopReason === 'aborted' ? 'aborted' : 'error',
        error,
      });
    };
    const { fault } = reply;
    if (fault?.kind === 'status') {
      options.facts.status = fault.status;
      if (fault.retryAfterSeconds !== undefined)
        options.facts.retryAfterMs = fault.retryAfterSeconds * 1000;
      return fail(fault.message ?? `${fault.status}`);
    }
    if (fault?.kind === 'redirect') {
      options.facts.redirectedTo = fault.to;
      return fail('redirected');
    }
    options.facts.status = 200;
    stream.push({ type: 'start', partial: answer });
    const teller = new AnswerTeller(stream, answer);
    for (const [count, chunk] of chunksOf(reply).entries()) {
      if (fault?.afterChunks === count)
        return fault.kind === 'cut' ? fail('terminated') : undefined;
      if (reply.chunkDelayMs) await this.#clock?.sleep(reply.chunkDelayMs, options.signal);
      if (options.signal.aborted) return fail('aborted');
      teller.tell(chunk);
    }
    if (fault) return fault.kind === 'cut' ? fail('terminated') : undefined;
    answer.stopReason = reply.stopReason ?? (reply.toolCalls.length > 0 ? 'toolUse' : 'stop');
    stream.push({ type: 'done', reason: answer.stopReason as 'stop', message: answer });
  }
}

/** Turns chunks into Pi's events. */
class AnswerTeller {
  readonly #stream: AssistantMessageEventStream;
  readonly #answer: AssistantMessage;
  readonly #raw = new Map<number, string>();

  constructor(stream: AssistantMessageEventStream, answer: AssistantMessage) {
    this.#stream = stream;
    this.#answer = answer;
  }

  tell(chunk: ScriptedChunk): void {
    const { content } = this.#answer;
    const partial = this.#answer;
    const last = content.at(-1);
    if (chunk.kind === 'text') {
      if (last?.type === 'text') last.text += chunk.delta;
      else content.push({ type: 'text', text: chunk.delta });
      this.#stream.push({
        type: 'text_delta',
        contentIndex: content.length - 1,
        delta: chunk.delta,
        partial,
      });
    } else if (chunk.kind === 'thinking') {
      if (last?.type === 'thinking') last.thinking += chunk.delta;
      else content.push({ type: 'thinking', thinking: chunk.delta });
      this.#stream.push({
        type: 'thinking_delta',
        contentIndex: content.length - 1,
        delta: chunk.delta,
        partial,
      });
    } else if (chunk.kind === 'call-start') {
      content.push({ type: 'toolCall', id: chunk.id, name: chunk.name, arguments: {} });
      this.#stream.push({ type: 'toolcall_start', contentIndex: content.length - 1, partial });
    } else {
      const contentIndex = content.length - 1;
      const raw = (this.#raw.get(contentIndex) ?? '') + chunk.delta;
      this.#raw.set(contentIndex, raw);
      (last as ToolCall).arguments = parseStreamingJson(raw);
      this.#stream.push({ type: 'toolcall_delta', contentIndex, delta: chunk.delta, partial });
    }
  }
}

function requestOf(model: string, context: TranscriptContext): ScriptedRequest {
  const system = context.messages
    .filter((message) => message.role === 'system')
    .map(messageText)
    .join('\n');
  const messages = context.messages.flatMap((message) => {
    if (message.role === 'system') return [];
    const callIds =
      message.role === 'assistant'
        ? message.content.flatMap((block) => (block.type === 'toolCall' ? [block.id] : []))
        : [];
    const callId = message.role === 'toolResult' ? message.toolCallId : null;
    const role = message.role === 'toolResult' ? ('tool' as const) : message.role;
    return [{ role, text: messageText(message), callIds, callId }];
  });
  return { model, system, tools: toolNames(context), messages };
}

function emptyAnswer(ref: string): AssistantMessage {
  const { provider, id, api } = modelRecord(ref);
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
  const usage = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, totalTokens: 15, cost };
  return {
    role: 'assistant',
    content: [],
    api,
    provider,
    model: id,
    usage,
    stopReason: 'pending',
    timestamp: 0,
  };
}
