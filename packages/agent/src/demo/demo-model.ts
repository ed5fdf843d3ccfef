import type { Clock } from '@coderclaw/core';
import type {
  Api,
  AssistantMessage,
  AssistantMessageEventStream,
  Model,
} from '@earendil-works/pi-ai';
import type { FoundModel } from '../model/model-source.ts';
import { type DemoReply, demoReply } from './demo-reply.ts';

export const DEMO_REF = 'demo/demo';
const STREAM_MS = 1_000;
const MAX_WORD_MS = 25;

export const DEMO: Model<Api> = {
  id: 'demo',
  name: 'Built-in demo',
  provider: 'demo',
  api: 'demo',
  baseUrl: '',
  reasoning: false,
  input: ['text'],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 200_000,
  maxTokens: 8_000,
};

/** A model that needs no key and no network. It follows a script, says so, and shows what the gateway does. */
export async function demoModel(clock: Clock): Promise<FoundModel> {
  const { createAssistantMessageEventStream, getCurrentTools } = await import(
    '@earendil-works/pi-ai'
  );
  return {
    kind: 'found',
    ref: DEMO_REF,
    provider: 'demo',
    model: DEMO,
    redact: (text) => text,
    stream: (context, { signal, facts }) => {
      facts.status = 200;
      const stream = createAssistantMessageEventStream();
      const tools = new Set(getCurrentTools(context.messages).map(({ name }) => name));
      void play(stream, demoReply(context.messages, tools), clock, signal);
      return stream;
    },
  };
}

/** Word by word, in about a second however long it is. */
async function play(
  stream: AssistantMessageEventStream,
  reply: DemoReply,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const answer = emptyAnswer();
  stream.push({ type: 'start', partial: answer });
  const words = reply.text.match(/\s*\S+/gu) ?? [];
  const delayMs = Math.min(MAX_WORD_MS, STREAM_MS / Math.max(1, words.length));
  const text = { type: 'text' as const, text: '' };
  answer.content.push(text);
  for (const word of words) {
    await clock.sleep(delayMs, signal);
    if (signal.aborted) {
      return stream.push({
        type: 'error',
        reason: 'aborted',
        error: { ...answer, stopReason: 'aborted', errorMessage: 'aborted' },
      });
    }
    text.text += word;
    stream.push({ type: 'text_delta', contentIndex: 0, delta: word, partial: answer });
  }
  finish(stream, answer, reply);
}

function finish(
  stream: AssistantMessageEventStream,
  answer: AssistantMessage,
  { call, text }: DemoReply,
): void {
  if (call)
    answer.content.push({
      type: 'toolCall',
      id: 'demo_call',
      name: call.name,
      arguments: { ...call.arguments },
    });
  answer.usage.output = answer.usage.totalTokens = Math.ceil(text.length / 4);
  answer.stopReason = call ? 'toolUse' : 'stop';
  stream.push({ type: 'done', reason: call ? 'toolUse' : 'stop', message: answer });
}

function emptyAnswer(): AssistantMessage {
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
  return {
    role: 'assistant',
    content: [],
    api: DEMO.api,
    provider: DEMO.provider,
    model: DEMO.id,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost },
    stopReason: 'pending',
    timestamp: 0,
  };
}
