import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryContent, EntryRecord, RunRef } from '@coderclaw/core';
import fc from 'fast-check';
import { DeltaPace } from './delta-pace.ts';
import { ToldRun } from './told-run.ts';
import { toTranscriptMessage } from './transcript-message.ts';
import { Verbosity } from './verbosity.ts';

const entry = (content: EntryContent): EntryRecord => ({
  id: 'e' as EntryRecord['id'],
  sessionId: 's' as EntryRecord['sessionId'],
  epoch: 0,
  parentId: null,
  runId: null,
  cursor: 3,
  content,
  labels: [],
  createdAt: 1,
});
const USAGE = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costMicros: 0 };
const TOOL_TURN = entry({
  role: 'assistant',
  model: 'm/m',
  usage: USAGE,
  stopReason: 'toolUse',
  blocks: [
    { type: 'thinking', text: 'hm' },
    { type: 'toolCall', id: 'c', name: 'read', arguments: { path: 'x' } },
  ],
});
const RESULT = entry({
  role: 'toolResult',
  toolCallId: 'c',
  toolName: 'read',
  isError: false,
  blocks: [{ type: 'text', text: 'first line\nsecond line' }],
});

test('off shows no tools and no thinking', () => {
  assert.equal(toTranscriptMessage(TOOL_TURN, 'off'), null);
  assert.equal(toTranscriptMessage(RESULT, 'off'), null);
});

test('on shows names and summaries, full everything', () => {
  const on = [TOOL_TURN, RESULT].map((one) => toTranscriptMessage(one, 'on')?.content);
  assert.deepEqual(on, [
    [
      { type: 'thinking', thinking: 'hm' },
      { type: 'toolCall', id: 'c', name: 'read', arguments: {} },
    ],
    [{ type: 'text', text: 'first line' }],
  ]);
  const full = [TOOL_TURN, RESULT].map((one) => toTranscriptMessage(one, 'full')?.content);
  assert.deepEqual(full[0]?.[1], {
    type: 'toolCall',
    id: 'c',
    name: 'read',
    arguments: { path: 'x' },
  });
  assert.deepEqual(full[1], [{ type: 'text', text: 'first line\nsecond line' }]);
});

test('a paced stream tells the first item at once and the last one always', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (items) => {
      const told: number[] = [];
      const pace = new DeltaPace<number>(
        (item) => told.push(item),
        () => 0,
      );
      for (const item of items) pace.push(item);
      pace.flush();
      assert.equal(told[0], items[0]);
      assert.equal(told.at(-1), items.at(-1));
    }),
  );
});

test('what is added to a stream joins to its text, and a new attempt or answer replaces it', () => {
  const run = (attempt: number) => ({ attempt }) as RunRef;
  const told = new ToldRun(() => {});
  const advance = (attempt: number, step: number, text: string) =>
    told.advance({ type: 'delta', run: run(attempt), step, stream: 'text', delta: '', text });
  assert.deepEqual(advance(1, 1, 'ab'), { text: 'ab', replaces: false });
  assert.deepEqual(advance(1, 1, 'abcd'), { text: 'cd', replaces: false });
  assert.deepEqual(advance(1, 2, 'x'), { text: 'x', replaces: true });
  assert.deepEqual(advance(2, 2, 'y'), { text: 'y', replaces: true });
});

test('a session without a level of its own follows its agent', () => {
  const verbosity = new Verbosity(() => 'on');
  const agent = 'main' as Parameters<Verbosity['levelOf']>[1];
  verbosity.remember({ key: 's', settings: { verbose: 'full' } });
  assert.equal(verbosity.levelOf('s', agent), 'full');
  verbosity.remember({ key: 's', settings: {} });
  assert.equal(verbosity.levelOf('s', agent), 'on');
});
