import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AssistantContent, EntryContent, ToolResultContent } from '@coderclaw/core';
import type { AssistantMessage } from '@earendil-works/pi-ai';
import fc from 'fast-check';
import { entriesOf } from '../testing/agent-request.ts';
import { buildConversation, closeAnswer } from './conversation.ts';
import { assistantFromPi, assistantToPi } from './pi-content.ts';
import type { FileView } from './user-message.ts';

const NO_FILES: FileView = { lineOf: () => '[a file]', imageOf: () => null };
const text = fc.string({ unit: 'binary' });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const piBlock = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text, textSignature: optional(text) }),
  fc.record({
    type: fc.constant('thinking' as const),
    thinking: text,
    thinkingSignature: optional(text),
    redacted: optional(fc.boolean()),
  }),
  fc.record({
    type: fc.constant('toolCall' as const),
    id: fc.uuid(),
    name: fc.constantFrom('read', 'write'),
    arguments: fc.dictionary(text, fc.jsonValue() as fc.Arbitrary<string>),
    thoughtSignature: optional(text),
    namespace: optional(text),
  }),
);
const piAnswer: fc.Arbitrary<AssistantMessage> = fc.record({
  role: fc.constant('assistant' as const),
  content: fc.array(piBlock) as fc.Arbitrary<AssistantMessage['content']>,
  api: fc.constantFrom('anthropic-messages', 'openai-responses'),
  provider: fc.constant('openrouter'),
  model: fc.constantFrom('anthropic/claude', 'gpt'),
  responseId: optional(text) as fc.Arbitrary<string>,
  responseModel: optional(text) as fc.Arbitrary<string>,
  providerThinkingLevel: optional(text) as fc.Arbitrary<string>,
  usage: fc.constant({
    input: 1,
    output: 2,
    cacheRead: 3,
    cacheWrite: 4,
    totalTokens: 10,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0.25 },
  }),
  stopReason: fc.constantFrom(
    'stop' as const,
    'length' as const,
    'error' as const,
    'aborted' as const,
  ),
  errorMessage: optional(text) as fc.Arbitrary<string>,
  timestamp: fc.constant(0),
});
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('an answer', () => {
  test('goes through the journal as JSON and comes back as the provider gave it', () => {
    fc.assert(
      fc.property(piAnswer, (answer) => {
        const stored = plain(
          assistantFromPi(answer, `${answer.provider}/${answer.model}`),
        ) as AssistantContent;
        const back = assistantToPi(stored);
        const calls = answer.content.some((block) => block.type === 'toolCall');
        const stopReason = calls && answer.stopReason === 'stop' ? 'toolUse' : answer.stopReason;
        assert.deepEqual(plain(back), plain({ ...answer, stopReason }));
        assert.deepEqual(plain(assistantFromPi(back, stored.model)), stored);
      }),
    );
  });
});

const userEntry: fc.Arbitrary<EntryContent> = fc.record({
  role: fc.constant('user' as const),
  blocks: fc.tuple(fc.record({ type: fc.constant('text' as const), text })),
});
const noticeEntry: fc.Arbitrary<EntryContent> = fc.record({
  role: fc.constant('notice' as const),
  text,
});

/** An answer, and results of some of its calls in any order, as a crash or a stop may leave them. */
const turnEntries: fc.Arbitrary<EntryContent[]> = piAnswer.chain((answer) => {
  const content = assistantFromPi(answer, 'openrouter/gpt');
  const results = content.blocks.flatMap((block): ToolResultContent[] =>
    block.type === 'toolCall'
      ? [
          {
            role: 'toolResult',
            toolCallId: block.id,
            toolName: block.name,
            blocks: [],
            isError: false,
          },
        ]
      : [],
  );
  return fc.shuffledSubarray(results).map((some) => [content, ...some]);
});
const transcript = fc
  .array(
    fc.oneof(
      userEntry.map((entry) => [entry]),
      noticeEntry.map((entry) => [entry]),
      turnEntries,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.flat());

describe('a conversation', () => {
  test('is the same bytes from the same transcript', () => {
    fc.assert(
      fc.property(transcript, (contents) => {
        const build = () =>
          JSON.stringify(buildConversation(entriesOf(contents), NO_FILES).messages);
        assert.equal(build(), build());
      }),
    );
  });

  test('has exactly one result for every call, right after its answer and in the order of the calls', () => {
    fc.assert(
      fc.property(transcript, (contents) => {
        const { messages, open } = buildConversation(entriesOf(contents), NO_FILES);
        const all = open ? [...messages, ...closeAnswer(open)] : messages;
        for (const [index, message] of all.entries()) {
          if (message.role !== 'assistant') continue;
          assert.ok(message.stopReason !== 'error' && message.stopReason !== 'aborted');
          const ids = message.content.flatMap((block) =>
            block.type === 'toolCall' ? [block.id] : [],
          );
          const following = all
            .slice(index + 1, index + 1 + ids.length)
            .map((next) => (next.role === 'toolResult' ? next.toolCallId : next.role));
          assert.deepEqual(following, ids);
        }
        const results = all.filter((message) => message.role === 'toolResult').length;
        const calls = all
          .flatMap((message) => (message.role === 'assistant' ? message.content : []))
          .filter((block) => block.type === 'toolCall').length;
        assert.equal(results, calls);
      }),
    );
  });
});
