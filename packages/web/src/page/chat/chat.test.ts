import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MethodParams, MethodResult, TranscriptMessage } from '@coderclaw/protocol';
import { FakeLink } from '../../testing/fake-link.ts';
import { createTextStore } from '../../testing/text-store.ts';
import { RequestError } from '../gateway/gateway-link.ts';
import { Chat } from './chat.ts';

const KEY = 'agent:main:main';

type Send = (params: MethodParams<'chat.send'>) => MethodResult<'chat.send'>;
const accept: Send = ({ idempotencyKey: runId }) => ({ runId, sessionKey: KEY, status: 'started' });

function open(send: Send = accept, messages: TranscriptMessage[] = [], store = createTextStore()) {
  const page = {
    sessionKey: KEY,
    sessionId: 's1',
    messages,
    hasMore: false,
    deltaCursor: '',
    sessionInfo: {},
  };
  const link = new FakeLink({ 'chat.send': send, 'chat.history': () => page });
  const keys = ['key-3', 'key-2', 'key-1'];
  const newKey = () => keys.pop() ?? '';
  const chat = new Chat({
    link,
    sessionKey: KEY,
    store,
    now: () => 0,
    newKey,
    onFrame: (draw) => draw(),
  });
  return { chat, link, store };
}

function userEntry(idempotencyKey: string, cursor = 1): TranscriptMessage {
  const content = [{ type: 'text' as const, text: 'Hello' }];
  return {
    id: `e${cursor}`,
    cursor,
    epoch: 1,
    role: 'user',
    content,
    timestamp: 0,
    idempotencyKey,
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a session is loaded once connected and followed from where it ends', async () => {
  const { chat, link } = open(accept, [userEntry('old', 7)]);
  assert.equal(chat.transcript.value.loaded, false);
  link.connect();
  await settle();
  assert.equal(chat.transcript.value.loaded, true);
  assert.equal(link.follower?.cursor, 7);
});

test('a message is shown at once and leaves the outbox when the transcript shows it', async () => {
  const { chat, link } = open();
  link.connect();
  await settle();
  chat.send('Hello');
  assert.deepEqual(
    chat.outbox.value.map(({ text, state }) => [text, state]),
    [['Hello', 'sending']],
  );
  await settle();
  assert.equal(chat.outbox.value[0]?.state, 'accepted');
  link.follower?.onMessage(userEntry('key-1'));
  assert.deepEqual(chat.outbox.value, []);
});

test('what was written without a connection is sent with the next one, under its key', async () => {
  const { chat, link } = open();
  chat.send('Hello');
  assert.deepEqual(link.requested('chat.send'), []);
  link.connect();
  await settle();
  assert.deepEqual(link.requested('chat.send'), [
    { sessionKey: KEY, message: 'Hello', idempotencyKey: 'key-1' },
  ]);
});

test('a message whose answer was lost is asked about again under the same key', async () => {
  let lost = true;
  const { chat, link } = open((params) => {
    if (lost) throw new RequestError('CONNECTION_LOST', 'gone');
    return accept(params);
  });
  link.connect();
  await settle();
  chat.send('Hello');
  await settle();
  assert.equal(chat.outbox.value[0]?.state, 'sending');
  lost = false;
  link.disconnect();
  link.connect();
  await settle();
  assert.deepEqual(
    link.requested('chat.send').map(({ idempotencyKey }) => idempotencyKey),
    ['key-1', 'key-1'],
  );
  assert.equal(chat.outbox.value[0]?.state, 'accepted');
});

test('a reload loses nothing: the outbox is sent again under its keys', async () => {
  const first = open();
  first.chat.send('Hello');
  first.chat.close();
  const second = open(accept, [], first.store);
  second.link.connect();
  await settle();
  assert.deepEqual(
    second.link.requested('chat.send').map(({ idempotencyKey }) => idempotencyKey),
    ['key-1'],
  );
});

test('a refused message says why and can be sent again or taken back', async () => {
  let refuse = true;
  const { chat, link } = open((params) => {
    if (refuse) throw new RequestError('UNAVAILABLE', 'the disk is full');
    return accept(params);
  });
  link.connect();
  await settle();
  chat.send('Hello');
  await settle();
  assert.deepEqual(
    [chat.outbox.value[0]?.state, chat.outbox.value[0]?.error],
    ['failed', 'the disk is full'],
  );
  refuse = false;
  chat.resend('key-1');
  await settle();
  assert.equal(chat.outbox.value[0]?.state, 'accepted');
  assert.equal(chat.withdraw('key-1'), 'Hello');
  assert.deepEqual(chat.outbox.value, []);
});

test('a message that was answered long ago leaves the outbox', async () => {
  const { chat, link } = open(({ idempotencyKey: runId }) => ({
    runId,
    sessionKey: KEY,
    status: 'ok',
  }));
  chat.send('Hello');
  link.connect();
  await settle();
  assert.deepEqual(chat.outbox.value, []);
});

test('another session’s events change nothing', async () => {
  const { chat, link } = open();
  link.connect();
  await settle();
  const before = chat.transcript.value;
  const identity = { runId: 'r1', sessionKey: 'agent:main:explicit:other', seq: 0 };
  link.emit({ event: 'chat', payload: { ...identity, state: 'delta', deltaText: 'no' } });
  assert.equal(chat.transcript.value, before);
});

test('a command leaves the outbox when its answer ends the request', async () => {
  const { chat, link } = open();
  link.connect();
  await settle();
  chat.send('/help');
  await settle();
  const message = { ...userEntry('key-1'), role: 'assistant' as const, command: '/help' };
  const identity = { runId: 'key-1', sessionKey: KEY, seq: 0 };
  link.emit({ event: 'chat', payload: { ...identity, state: 'final', message } });
  assert.deepEqual(chat.outbox.value, []);
});
