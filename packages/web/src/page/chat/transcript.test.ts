import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatEvent, TranscriptMessage } from '@coderclaw/protocol';
import fc from 'fast-check';
import {
  addMessages,
  addPage,
  applyAgent,
  applyChat,
  applyRun,
  EMPTY_TRANSCRIPT,
  showInFlight,
  type Transcript,
} from './transcript.ts';

const SESSION = { sessionKey: 'agent:main:main', agentId: 'main' };

function entry(cursor: number, more: Partial<TranscriptMessage> = {}): TranscriptMessage {
  const content = [{ type: 'text' as const, text: `entry ${cursor}` }];
  return { id: `e${cursor}`, cursor, epoch: 1, role: 'user', content, timestamp: 0, ...more };
}

function delta(
  text: string,
  at: { step?: number; attempt?: number; runId?: string } = {},
): ChatEvent {
  const { step = 0, attempt = 1, runId = 'r1' } = at;
  const message = {
    role: 'assistant' as const,
    content: [{ type: 'text' as const, text }],
    timestamp: 0,
    step,
    attempt,
  };
  return { ...SESSION, runId, seq: 0, state: 'delta', deltaText: text, message };
}

function agentEvent(stream: 'tool' | 'thinking' | 'lifecycle', data: Record<string, unknown>) {
  return { ...SESSION, runId: 'r1', seq: 0, ts: 0, stream, data };
}

test('entries are kept once and in order, however they arrive', () => {
  const entries = [1, 2, 3, 4, 5, 6].map((cursor) => entry(cursor));
  const arrivals = fc.array(fc.subarray(entries), { maxLength: 6 });
  fc.assert(
    fc.property(arrivals, fc.shuffledSubarray(entries, { minLength: 6 }), (batches, rest) => {
      const transcript = [...batches, ...rest.map((one) => [one])].reduce(
        addMessages,
        EMPTY_TRANSCRIPT,
      );
      assert.deepEqual(transcript.messages, entries);
      assert.equal(transcript.cursor, 6);
    }),
  );
});

test('an entry of a new epoch clears those of the old one', () => {
  const before = addMessages(EMPTY_TRANSCRIPT, [entry(1), entry(2)]);
  const after = addMessages(before, [entry(3, { epoch: 2 })]);
  assert.deepEqual(
    after.messages.map(({ id }) => id),
    ['e3'],
  );
  assert.deepEqual(addMessages(after, [entry(2)]).messages, after.messages);
});

test('an older page goes before what is here and says where the next one begins', () => {
  const newest = addPage(EMPTY_TRANSCRIPT, { messages: [entry(3)], nextOffset: 1 });
  const all = addPage(newest, { messages: [entry(1), entry(2)] });
  assert.equal(newest.olderOffset, 1);
  assert.equal(all.olderOffset, null);
  assert.deepEqual(
    all.messages.map(({ cursor }) => cursor),
    [1, 2, 3],
  );
});

test('a delta holds the whole text so far, so that a missed one does no harm', () => {
  const transcript = applyChat(applyChat(EMPTY_TRANSCRIPT, delta('Hel')), delta('Hello there'));
  assert.equal(transcript.live?.text, 'Hello there');
});

test('a higher attempt replaces what was streamed, and a lower one comes too late', () => {
  const second = applyChat(
    applyChat(EMPTY_TRANSCRIPT, delta('first try', { step: 3 })),
    delta('again', { attempt: 2 }),
  );
  assert.equal(second.live?.text, 'again');
  assert.equal(applyChat(second, delta('first try!', { step: 3 })).live?.text, 'again');
});

test('what is committed is no longer under way', () => {
  const streaming = applyChat(EMPTY_TRANSCRIPT, delta('I will read it.'));
  const committed = addMessages(streaming, [entry(2, { role: 'assistant', runId: 'r1' })]);
  assert.equal(committed.live?.text, '');
  const other = addMessages(streaming, [entry(2, { role: 'assistant', runId: 'r0' })]);
  assert.equal(other.live?.text, 'I will read it.');
});

test('a tool is under way from its start to its result, whichever way the result is told', () => {
  const started = applyAgent(
    EMPTY_TRANSCRIPT,
    agentEvent('tool', { phase: 'start', toolCallId: 'c1', name: 'read', args: { path: 'a' } }),
  );
  assert.deepEqual(started.live?.tools, [{ toolCallId: 'c1', name: 'read', args: { path: 'a' } }]);
  const told = applyAgent(started, agentEvent('tool', { phase: 'result', toolCallId: 'c1' }));
  const committed = addMessages(started, [
    entry(2, { role: 'toolResult', toolCallId: 'c1', runId: 'r1' }),
  ]);
  assert.deepEqual([told.live?.tools, committed.live?.tools], [[], []]);
});

test('a model that is asked again is said to be', () => {
  const retry = agentEvent('lifecycle', { phase: 'retry', reason: 'overloaded', delayMs: 500 });
  assert.match(applyAgent(EMPTY_TRANSCRIPT, retry).live?.note ?? '', /overloaded/u);
});

test('a run ends with its last event, and nothing late brings it back', () => {
  const error: ChatEvent = {
    ...SESSION,
    runId: 'r1',
    seq: 1,
    state: 'error',
    errorMessage: 'no key',
  };
  const failed = applyChat(applyChat(EMPTY_TRANSCRIPT, delta('…')), error);
  assert.equal(failed.live, null);
  assert.deepEqual(failed.failures, [{ runId: 'r1', end: 'error', message: 'no key' }]);
  assert.equal(applyChat(failed, delta('late')).live, null);
});

test('the end of one run does not end another', () => {
  const live = applyChat(EMPTY_TRANSCRIPT, delta('…', { runId: 'r2' }));
  const final: ChatEvent = { ...SESSION, runId: 'r1', seq: 1, state: 'final' };
  assert.equal(applyChat(live, final).live?.runId, 'r2');
  const done = {
    runId: 'r1',
    sessionKey: SESSION.sessionKey,
    from: 'RUNNING',
    to: 'DONE',
    at: 0,
  } as const;
  assert.equal(applyRun(live, done).live?.runId, 'r2');
});

test('after a reconnect the snapshot replaces what was streamed before', () => {
  const before: Transcript = applyChat(EMPTY_TRANSCRIPT, delta('old'));
  const inFlight = {
    runId: 'r1',
    state: 'WAITING',
    step: 1,
    attempt: 2,
    text: 'new',
    startedAt: 0,
    tools: [],
  } as const;
  const { live } = showInFlight(before, { ...inFlight, tools: [] });
  assert.deepEqual([live?.text, live?.attempt, live?.waiting], ['new', 2, true]);
  assert.equal(showInFlight(before, null).live, null);
});
