import type { Clock, Random, RunProgress } from '@coderclaw/core';
import type {
  AssistantMessage,
  AssistantMessageEvent,
  TranscriptContext,
} from '@earendil-works/pi-ai';
import { AgentError, type AgentErrorCode } from '../agent-error.ts';
import { contextFor } from './blind-context.ts';
import { failureOf } from './model-failure.ts';
import type { ExchangeFacts, FoundModel, ModelSource, ModelStreamOptions } from './model-source.ts';
import { quoteWords } from './provider-words.ts';

export type ModelCallLimits = {
  /** Tries at one model before the next is asked. */
  readonly maxTries: number;
  /** UTF-16 units of text, thoughts and tool arguments together. */
  readonly maxAnswerLength: number;
  /** A longer `Retry-After` is not waited for: the next model is asked. */
  readonly maxRetryAfterMs: number;
  readonly firstRetryDelayMs: number;
};

export type ModelCall = {
  readonly source: ModelSource;
  /** Tried in order. */
  readonly models: readonly string[];
  readonly context: TranscriptContext;
  readonly options: Pick<ModelStreamOptions, 'reasoning' | 'sessionId'>;
  readonly signal: AbortSignal;
  readonly limits: ModelCallLimits;
  readonly clock: Clock;
  readonly random: Random;
  /** Whether an answer without a word is one: the run says something in another way. */
  readonly mayBeSilent: boolean;
  /** A try begins. */
  calling(ref: string): void;
  progress(progress: RunProgress): void;
  /** Something arrived: the endpoint is alive. `partial` is the answer so far, null when it starts anew. */
  heard(partial: AssistantMessage | null, ref: string): void;
};

export type ModelAnswer = {
  readonly message: AssistantMessage;
  readonly ref: string;
  /** Positions in `message.content` of tool calls whose arguments were not JSON. */
  readonly invalidCalls: ReadonlySet<number>;
};

/** Failures after which what had arrived of the answer is dropped. */
const WORTHLESS: ReadonlySet<AgentErrorCode> = new Set([
  'MODEL_ANSWER_TOO_LARGE',
  'MODEL_EMPTY_ANSWER',
]);

/**
 * Asks the models in order until one answers. What may pass is tried again, with "equal jitter" (M. Brooker,
 * AWS Architecture Blog, 2015); an answer that breaks off is asked for again as a whole.
 * Rejects with an {@link AgentError} when none answers.
 */
export async function callModel(call: ModelCall): Promise<ModelAnswer> {
  const failures: AgentError[] = [];
  for (const ref of call.models) {
    const found = await call.source.resolve(ref);
    if (found.kind === 'problem') {
      failures.push(new AgentError(found.code, found.problem, { provider: found.provider }));
      continue;
    }
    const outcome = await askWithRetries(call, found);
    if (!(outcome instanceof AgentError)) return outcome;
    failures.push(outcome);
    // Nothing of it is worth keeping, least of all the megabytes.
    if (WORTHLESS.has(outcome.code)) call.heard(null, found.ref);
    // Another model would be asked for the same flood.
    if (outcome.code === 'MODEL_ANSWER_TOO_LARGE' || call.signal.aborted) break;
  }
  throw summaryOf(failures);
}

async function askWithRetries(
  call: ModelCall,
  found: FoundModel,
): Promise<ModelAnswer | AgentError> {
  for (let attempt = 1; ; attempt += 1) {
    const facts: ExchangeFacts = {};
    const outcome = await askOnce(call, found, facts);
    if (!(outcome instanceof AgentError)) return outcome;
    const waitMs = facts.retryAfterMs ?? 0;
    if (
      !outcome.retryable ||
      attempt >= call.limits.maxTries ||
      waitMs > call.limits.maxRetryAfterMs
    )
      return outcome;
    if (call.signal.aborted) return outcome;
    const ceiling = call.limits.firstRetryDelayMs * 2 ** (attempt - 1);
    const delayMs = Math.max(waitMs, Math.round(ceiling * (0.5 + call.random.next() / 2)));
    call.heard(null, found.ref);
    call.progress({ kind: 'retry', model: found.ref, reason: outcome.message, delayMs });
    await call.clock.sleep(delayMs, call.signal);
    if (call.signal.aborted) return outcome;
    // Waiting was ours: the endpoint's silence is counted from the next request.
    call.heard(null, found.ref);
  }
}

async function askOnce(
  call: ModelCall,
  found: FoundModel,
  facts: ExchangeFacts,
): Promise<ModelAnswer | AgentError> {
  const stop = new AbortController();
  const signal = AbortSignal.any([call.signal, stop.signal]);
  const reader = new AnswerReader(call, found.ref);
  call.calling(found.ref);
  try {
    const context = contextFor(found.model, call.context);
    for await (const event of found.stream(context, { ...call.options, signal, facts })) {
      if (call.signal.aborted) break;
      if (reader.read(event)) continue;
      facts.tooLarge = true;
      break;
    }
  } catch (cause) {
    // Only set-up throws. No cause: it may quote the key.
    const what = quoteWords(found.redact(cause instanceof Error ? cause.message : String(cause)));
    return new AgentError('MODEL_FAILED', `${found.ref}: ${what}`, { provider: found.provider });
  } finally {
    // Lets go of the connection when the stream was left early.
    if (!reader.message) stop.abort();
  }
  const { message } = reader;
  if (
    !message ||
    facts.tooLarge ||
    message.stopReason === 'error' ||
    message.stopReason === 'aborted'
  ) {
    return failureOf(found, facts, message);
  }
  if (isEmpty(message) && !(call.mayBeSilent && message.stopReason !== 'length')) {
    const what =
      message.stopReason === 'length'
        ? 'the model reached its token limit before it said anything'
        : 'the model answered with nothing';
    return new AgentError('MODEL_EMPTY_ANSWER', `${found.ref}: ${what}`);
  }
  return { message, ref: found.ref, invalidCalls: reader.invalidCalls() };
}

/** Thoughts alone are no answer: the person would be shown a blank line. */
function isEmpty({ content }: AssistantMessage): boolean {
  return content.every(
    (block) => block.type === 'thinking' || (block.type === 'text' && block.text.trim() === ''),
  );
}

/** Folds a stream's events into progress, and holds them against the limit. */
class AnswerReader {
  readonly #call: ModelCall;
  readonly #ref: string;
  readonly #rawArguments = new Map<number, string>();
  #text = '';
  #thinking = '';
  #length = 0;
  message: AssistantMessage | null = null;

  constructor(call: ModelCall, ref: string) {
    this.#call = call;
    this.#ref = ref;
  }

  /** False when the answer has grown too large. */
  read(event: AssistantMessageEvent): boolean {
    if (event.type === 'done') this.message = event.message;
    else if (event.type === 'error') this.message = event.error;
    else this.#call.heard(event.partial, this.#ref);
    if (event.type === 'text_delta') {
      this.#text += event.delta;
      this.#length += event.delta.length;
      this.#call.progress({ kind: 'text', delta: event.delta, text: this.#text });
    } else if (event.type === 'thinking_delta') {
      this.#thinking += event.delta;
      this.#length += event.delta.length;
      this.#call.progress({ kind: 'thinking', delta: event.delta, text: this.#thinking });
    } else if (event.type === 'toolcall_delta') {
      this.#rawArguments.set(
        event.contentIndex,
        (this.#rawArguments.get(event.contentIndex) ?? '') + event.delta,
      );
      this.#length += event.delta.length;
    }
    return this.#length <= this.#call.limits.maxAnswerLength;
  }

  /** Pi completes broken JSON as well as it can; a call like that must not run with half its arguments. */
  invalidCalls(): ReadonlySet<number> {
    const invalid = new Set<number>();
    for (const [index, raw] of this.#rawArguments) {
      if (raw.trim() !== '' && !isJsonObject(raw)) invalid.add(index);
    }
    return invalid;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // Ignored: the answer to the question is no.
    return false;
  }
}

function summaryOf(failures: readonly AgentError[]): AgentError {
  const [first, ...others] = failures;
  if (!first) return new AgentError('MODEL_NOT_CONFIGURED', 'no model is configured');
  if (others.length === 0) return first;
  const what = [first, ...others].map((failure) => failure.message).join(' | ');
  return new AgentError(first.code, `every model failed: ${what}`, { cause: first });
}
