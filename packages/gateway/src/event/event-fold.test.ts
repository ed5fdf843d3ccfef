import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelEvent, PrincipalId, RunRef } from '@coderclaw/core';
import { Connection, type Member } from '../connection/connection.ts';
import { Roster } from '../connection/roster.ts';
import { EventFold } from './event-fold.ts';
import { Verbosity } from './verbosity.ts';

const RUN = {
  runId: 'r',
  wireId: 'w',
  sessionKey: 'agent:main:main',
  agentId: 'main',
  principalId: 'owner',
  attempt: 1,
} as unknown as RunRef;

type Growth = { readonly delta?: string; readonly deltaText?: string; readonly replace?: boolean };
type Told = {
  readonly event: string;
  readonly payload: Growth & { readonly stream?: string; readonly data?: Growth };
};

/** A fold with one client, whose unread bytes a test sets. */
function openFold() {
  const told: Told[] = [];
  const socket = {
    bufferedAmount: 0,
    send: (frame: unknown) => void told.push(JSON.parse(String(frame))),
    ping: () => {},
    terminate: () => {},
    close: () => {},
  };
  const member: Member = {
    principal: { id: 'owner' as PrincipalId, kind: 'user' },
    role: 'operator',
    scopes: ['operator.read'],
    deviceId: null,
    caps: new Set(),
    client: { id: 'test', version: '1', platform: 'test', mode: 'test' },
    since: 0,
  };
  const connection = Object.assign(new Connection('c', '127.0.0.1', socket), { member });
  connection.follow(RUN.sessionKey);
  const roster = new Roster();
  roster.add(connection);
  const fold = new EventFold({
    roster,
    clock: { now: () => 7 },
    verbosity: new Verbosity(() => 'full'),
    sessions: { changed: () => {} } as never,
  });
  const grow = (stream: 'text' | 'thinking', text: string) => {
    const delta: KernelEvent = { type: 'delta', run: RUN, step: 1, stream, delta: '', text };
    fold.take(delta);
    // A transition tells what the pace holds back.
    fold.take({ type: 'retry', run: RUN, model: 'm/m', reason: 'r', delayMs: 0 } as KernelEvent);
  };
  const heard = () =>
    told
      .splice(0)
      .filter(({ event, payload }) => event === 'chat' || payload.stream !== 'lifecycle')
      .map(({ event, payload }) => {
        const { delta, deltaText = delta, replace = false } = payload.data ?? payload;
        return [payload.stream ?? event, deltaText, replace];
      });
  return { socket, grow, heard };
}

test('a client that reads slowly is spared growing text, and then sent the whole of it', () => {
  const { socket, grow, heard } = openFold();
  grow('thinking', 'hm');
  grow('text', 'one');
  assert.deepEqual(heard(), [
    ['thinking', 'hm', false],
    ['assistant', 'one', false],
    ['chat', 'one', false],
  ]);
  socket.bufferedAmount = 2 * 1024 * 1024;
  grow('thinking', 'hm, well');
  grow('text', 'one, two');
  assert.deepEqual(heard(), []);
  socket.bufferedAmount = 0;
  grow('thinking', 'hm, well, yes');
  grow('text', 'one, two, three');
  grow('text', 'one, two, three, four');
  assert.deepEqual(heard(), [
    ['thinking', 'hm, well, yes', true],
    ['assistant', 'one, two, three', true],
    ['chat', 'one, two, three', true],
    ['assistant', ', four', false],
    ['chat', ', four', false],
  ]);
});
