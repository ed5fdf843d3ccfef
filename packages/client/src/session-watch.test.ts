import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptMessage } from '@coderclaw/protocol';
import { stage } from './testing/client-stage.ts';
import type { FakeConnection } from './testing/fake-gateway.ts';

const entry = (cursor: number): TranscriptMessage => ({
  id: `e${cursor}`,
  cursor,
  epoch: 1,
  role: 'user',
  content: [{ type: 'text', text: `message ${cursor}` }],
  timestamp: 1,
});
const KEY = 'agent:main:main';
const tellOf = (connection: FakeConnection, cursor: number, seq?: number) =>
  connection.event(
    'session.message',
    {
      sessionKey: KEY,
      agentId: 'main',
      sessionId: 's',
      messageId: `e${cursor}`,
      messageSeq: cursor,
      message: entry(cursor),
    },
    seq,
  );

test('a watched session is told each message once and in order, across a lost connection', async () => {
  const told: number[] = [];
  const asked: unknown[] = [];
  const done = Promise.withResolvers<void>();
  await using scene = await stage({
    onRequest: ({ method, params }, connection) => {
      if (method !== 'subscribe') return {};
      asked.push(params);
      if (connection.number === 1) {
        queueMicrotask(() => {
          tellOf(connection, 6);
          tellOf(connection, 6);
          connection.cut();
        });
        return {
          sessionKey: KEY,
          sessionId: 's',
          epoch: 1,
          cursor: 5,
          complete: true,
          messages: [entry(4), entry(5)],
          inFlight: null,
        };
      }
      // An event overtakes the answer that holds the messages before it.
      tellOf(connection, 9);
      queueMicrotask(() => tellOf(connection, 10));
      return {
        sessionKey: KEY,
        sessionId: 's',
        epoch: 1,
        cursor: 9,
        complete: true,
        messages: [entry(7), entry(8), entry(9)],
        inFlight: null,
      };
    },
  });
  scene.client.watchSession(
    'main',
    {
      onMessage: ({ cursor }) => {
        told.push(cursor);
        if (cursor === 10) done.resolve();
      },
    },
    { cursor: 3 },
  );
  await scene.client.connect();
  await done.promise;
  assert.deepEqual(told, [4, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual(asked, [
    { sessionKey: 'main', cursor: 3 },
    { sessionKey: 'main', cursor: 6 },
  ]);
});

test('a gap in the numbers of events replays what was lost', async () => {
  const told: number[] = [];
  const gaps: string[] = [];
  const done = Promise.withResolvers<void>();
  await using scene = await stage(
    {
      onRequest: (_frame, connection) => {
        const isFirst = scene.requests.length === 1;
        if (isFirst)
          queueMicrotask(() => {
            tellOf(connection, 1, 1);
            tellOf(connection, 3, 3);
          });
        const messages = isFirst ? [] : [entry(2), entry(3)];
        return {
          sessionKey: KEY,
          sessionId: 's',
          epoch: 1,
          cursor: isFirst ? 0 : 3,
          complete: true,
          messages,
          inFlight: null,
        };
      },
    },
    { onGap: () => void gaps.push('gap') },
  );
  scene.client.watchSession(KEY, {
    onMessage: ({ cursor }) => {
      told.push(cursor);
      if (cursor === 3) done.resolve();
    },
  });
  await scene.client.connect();
  await done.promise;
  assert.deepEqual([told, gaps], [[1, 2, 3], ['gap']]);
});

test('a watcher is told to start over when too much was missed, and what is under way', async () => {
  const inFlight = {
    runId: 'r',
    state: 'RUNNING',
    step: 1,
    attempt: 1,
    text: 'so far',
    startedAt: 1,
    tools: [],
  };
  await using scene = await stage({
    onRequest: () => ({
      sessionKey: KEY,
      sessionId: 's',
      epoch: 1,
      cursor: 99,
      complete: false,
      messages: [],
      inFlight,
    }),
  });
  const story: unknown[] = [];
  const told = new Promise<void>((resolve) => {
    const onInFlight = (value: unknown) => {
      story.push(value);
      resolve();
    };
    scene.client.watchSession(
      KEY,
      { onMessage: () => story.push('message'), onReset: () => story.push('reset'), onInFlight },
      { cursor: 1 },
    );
  });
  await scene.client.connect();
  await told;
  assert.deepEqual(story, ['reset', inFlight]);
});
