import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { OWNER } from '@coderclaw/core';
import { ManualClock } from '@coderclaw/core/testing';
import { WireError } from '@coderclaw/protocol';
import { Connection } from '../connection/connection.ts';
import { agent, agentWait } from './agent.ts';
import type { RequestContext } from './context.ts';

/** A request about a run that does not end by itself, where `isKnown`. */
function openRequest(isKnown = true) {
  const clock = new ManualClock();
  const run = { id: 'r', sessionId: 's', principalId: OWNER, state: 'RUNNING', startedAt: 0 };
  const nothing = () => {};
  const gateway = {
    clock,
    stopping: new AbortController().signal,
    agents: { defaultAgentId: 'main' },
    store: {
      findSession: async () => undefined,
      findIntakesByAlias: async () => (isKnown ? [{ intake: { sessionId: 's' }, run }] : []),
      findRun: async () => undefined,
    },
    kernel: { subscribe: () => nothing, accept: async () => ({ kind: 'accepted' }) },
  };
  const socket = {
    bufferedAmount: 0,
    send: nothing,
    close: nothing,
    terminate: nothing,
    ping: nothing,
  };
  const connection = new Connection('c', '127.0.0.1', socket);
  const member = { principal: { id: OWNER, kind: 'user' }, client: { mode: 'cli' } };
  const context = { gateway, connection, member, respond: nothing } as unknown as RequestContext;
  return { context, clock, connection };
}

test('agent.wait ends with its connection, long before its time is up', async () => {
  const { context, clock, connection } = openRequest();
  const answer = agentWait(context, { runId: 'r', timeoutMs: 60_000 });
  await setImmediate();
  assert.equal(clock.sleeping, 2);
  connection.cut();
  await setImmediate();
  assert.equal(clock.sleeping, 0);
  assert.deepEqual(await answer, { runId: 'r', status: 'timeout', startedAt: 0 });
});

test('agent.wait for a run that nobody knows is refused and leaves no timer behind', async () => {
  const { context, clock } = openRequest(false);
  await assert.rejects(async () => agentWait(context, { runId: 'r' }), WireError);
  assert.equal(clock.sleeping, 0);
});

test('agent stops waiting for its run when its connection ends, and has nothing more to say', async () => {
  const { context, clock, connection } = openRequest();
  const answer = agent(context, { message: 'hi', idempotencyKey: 'r' });
  await setImmediate();
  assert.equal(clock.sleeping, 1);
  connection.cut();
  await setImmediate();
  assert.equal(clock.sleeping, 0);
  assert.equal(await answer, undefined);
});
