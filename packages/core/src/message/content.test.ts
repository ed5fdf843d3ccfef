import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AssistantContent,
  addUsage,
  NO_USAGE,
  type TokenUsage,
  textOf,
  toolCallsOf,
  userText,
} from './content.ts';

const answer: AssistantContent = {
  role: 'assistant',
  stopReason: 'toolUse',
  model: 'demo/one',
  usage: NO_USAGE,
  blocks: [
    { type: 'thinking', text: 'hidden' },
    { type: 'text', text: 'Look' },
    { type: 'toolCall', id: 'c1', name: 'read', arguments: { path: 'a' } },
    { type: 'text', text: 'ing.' },
    { type: 'toolCall', id: 'c2', name: 'ls', arguments: {} },
  ],
};

test('the text of an answer is its text blocks in order, without thinking and tool calls', () => {
  assert.equal(textOf(answer), 'Looking.');
});

test('the text of a message leaves its images out', () => {
  const image = { type: 'image', mimeType: 'image/png', data: 'AA==' } as const;
  assert.equal(textOf({ role: 'user', blocks: [image, { type: 'text', text: 'See' }] }), 'See');
  assert.equal(textOf({ role: 'user', blocks: [image] }), '');
});

test('the text of a tool result and of a notice is what they say', () => {
  const blocks = [{ type: 'text', text: '3 files' }] as const;
  assert.equal(
    textOf({ role: 'toolResult', toolCallId: 'c1', toolName: 'ls', blocks, isError: false }),
    '3 files',
  );
  assert.equal(textOf({ role: 'notice', text: 'Stopped.' }), 'Stopped.');
});

test('tool calls come in the order in which they were made', () => {
  assert.deepEqual(
    toolCallsOf(answer).map((call) => call.id),
    ['c1', 'c2'],
  );
});

test('a text becomes a message with exactly that text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => textOf(userText(text)) === text));
});

test('usage adds up field by field, in any order, and nothing added changes nothing', () => {
  const count = fc.nat();
  const fields = { input: count, output: count, cacheRead: count, cacheWrite: count };
  const usage: fc.Arbitrary<TokenUsage> = fc.record(
    { ...fields, costMicros: count },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(usage, usage, (a, b) => {
      const sum = addUsage(a, b);
      for (const field of Object.keys(NO_USAGE) as (keyof TokenUsage)[])
        assert.equal(sum[field], a[field] + b[field]);
      assert.deepEqual(sum, addUsage(b, a));
      assert.deepEqual(addUsage(a, NO_USAGE), a);
    }),
  );
});
