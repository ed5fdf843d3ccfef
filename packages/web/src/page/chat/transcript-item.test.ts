import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptMessage } from '@coderclaw/protocol';
import { applyRun, EMPTY_TRANSCRIPT } from './transcript.ts';
import { findRetry, listItems, openFailures, sameItem, summariseArgs } from './transcript-item.ts';

function entry(id: string, more: Partial<TranscriptMessage>): TranscriptMessage {
  return {
    id,
    cursor: 1,
    epoch: 1,
    role: 'assistant',
    content: [],
    timestamp: 0,
    runId: 'r1',
    ...more,
  };
}

const CALL = entry('e1', {
  content: [{ type: 'toolCall', id: 'c1', name: 'read', arguments: { path: 'a.md' } }],
});
const RESULT = entry('e2', {
  role: 'toolResult',
  toolCallId: 'c1',
  toolName: 'read',
  content: [{ type: 'text', text: 'words' }],
});

test('a tool call and its result are one item', () => {
  const items = listItems([CALL, RESULT], null);
  assert.deepEqual(items, [
    {
      kind: 'tool',
      key: 'c1',
      name: 'read',
      args: { path: 'a.md' },
      state: 'done',
      result: 'words',
    },
  ]);
});

test('a call without a result runs while its run does, and is unknown afterwards', () => {
  const stateOf = (live: string | null) =>
    listItems([CALL], live).map((item) => item.kind === 'tool' && item.state);
  assert.deepEqual(stateOf('r1'), ['running']);
  assert.deepEqual(stateOf(null), ['unknown']);
});

test('a result whose call is hidden is shown alone', () => {
  const [item] = listItems([{ ...RESULT, isError: true }], null);
  assert.deepEqual([item?.key, item?.kind === 'tool' && item.state], ['e2', 'error']);
});

test('an answer without words, thinking or error is not drawn', () => {
  assert.deepEqual(listItems([entry('e1', {})], null), []);
});

test('the same entries are drawn alike, and an arrived result is not', () => {
  const [before] = listItems([CALL], 'r1');
  const [again] = listItems([CALL], 'r1');
  const [after] = listItems([CALL, RESULT], 'r1');
  assert.ok(before && again && after);
  assert.equal(sameItem(before, again), true);
  assert.equal(sameItem(before, after), false);
});

test('a failure that an entry tells of is not told twice', () => {
  const failures = [{ runId: 'r1', end: 'error', message: 'no key' } as const];
  assert.deepEqual(openFailures(failures, [entry('e1', { errorMessage: 'no key' })]), []);
  assert.deepEqual(openFailures(failures, [entry('e1', {})]), failures);
});

test('the last message is offered once more when its run failed, and not while one is under way', () => {
  const asked = entry('e1', { role: 'user', content: [{ type: 'text', text: 'Go' }] });
  const failed = {
    ...EMPTY_TRANSCRIPT,
    messages: [asked, entry('e2', { errorMessage: 'no key' })],
  };
  const failure = { runId: 'r1', end: 'error', message: 'no key' } as const;
  assert.equal(findRetry(failed), 'Go');
  assert.equal(findRetry({ ...EMPTY_TRANSCRIPT, messages: [asked], failures: [failure] }), 'Go');
  assert.equal(findRetry({ ...EMPTY_TRANSCRIPT, messages: [asked, entry('e2', {})] }), null);
  const live = applyRun(failed, { runId: 'r2', sessionKey: 's', from: null, to: 'PENDING', at: 0 });
  assert.equal(findRetry(live), null);
});

test('arguments are summed up by their path or their first text, on one line', () => {
  assert.equal(summariseArgs({ limit: 3, path: 'a/b.ts', text: 'x' }), 'a/b.ts');
  assert.equal(summariseArgs({ query: 'two\nlines' }), 'two lines');
  assert.equal(summariseArgs({ limit: 3 }), '');
});

test('an answer keeps the buttons that stand under it', () => {
  const content = [{ type: 'text' as const, text: 'Which?' }];
  const buttons = [[{ label: 'Red', value: 'Red' }]];
  const [item] = listItems([entry('e1', { role: 'assistant', content, buttons })], null);
  assert.deepEqual(item?.kind === 'answer' && item.buttons, buttons);
});

test('a command and its answer are one item of the gateway, in whichever role they come', () => {
  const content = [{ type: 'text' as const, text: 'Stopped.' }];
  const buttons = [[{ label: 'Go on', value: '/resume' }]];
  for (const role of ['notice', 'assistant'] as const) {
    const items = listItems([entry('e1', { role, command: '/stop', content, buttons })], null);
    assert.deepEqual(items, [
      { kind: 'command', key: 'e1', call: '/stop', text: 'Stopped.', at: 0, buttons },
    ]);
  }
});
