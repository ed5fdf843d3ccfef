import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionRow } from '@coderclaw/protocol';
import { FakeLink } from '../../testing/fake-link.ts';
import { RequestError } from '../gateway/gateway-link.ts';
import { SessionList, titleOf } from './session-list.ts';

const USAGE = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 };

function row(key: string, more: Partial<SessionRow> = {}): SessionRow {
  const state = { hasActiveRun: false, waiting: 0, cursor: 0, epoch: 0, usage: USAGE };
  return {
    key,
    sessionId: key,
    kind: 'direct',
    agentId: 'main',
    isMain: false,
    updatedAt: 0,
    createdAt: 0,
    ...state,
    ...more,
  };
}

async function open(
  rows: SessionRow[],
  remove: () => { ok: true; key: string; deleted: boolean; archived: string[] },
) {
  const defaults = { modelProvider: null, model: null, contextTokens: null };
  const page = {
    ts: 0,
    count: 0,
    totalCount: 0,
    limitApplied: 0,
    hasMore: false,
    nextOffset: null,
    defaults,
  };
  const link = new FakeLink({
    'sessions.subscribe': () => ({ subscribed: true }),
    'sessions.list': () => ({ ...page, sessions: rows }),
    'sessions.delete': remove,
  });
  const list = new SessionList(link);
  link.connect();
  await new Promise<void>((resolve) => setImmediate(resolve));
  return { list, link };
}

const gone = () => ({ ok: true as const, key: 'a', deleted: true, archived: [] });
const keysOf = (rows: readonly SessionRow[]) => rows.map(({ key }) => key);

test('sessions are listed newest first and move up when they change', async () => {
  const { list, link } = await open([row('a', { updatedAt: 1 }), row('b', { updatedAt: 2 })], gone);
  assert.deepEqual(keysOf(list.rows.value), ['b', 'a']);
  const session = row('a', { updatedAt: 3 });
  link.emit({
    event: 'sessions.changed',
    payload: { sessionKey: 'a', agentId: 'main', reason: 'message', ts: 3, session },
  });
  assert.deepEqual(keysOf(list.rows.value), ['a', 'b']);
  link.emit({
    event: 'sessions.changed',
    payload: { sessionKey: 'b', agentId: 'main', reason: 'delete', ts: 4 },
  });
  assert.deepEqual(keysOf(list.rows.value), ['a']);
});

test('a search finds sessions by every word of it', async () => {
  const { list } = await open(
    [row('a', { label: 'Holiday plan' }), row('b', { lastMessagePreview: 'the plan' })],
    gone,
  );
  list.search.value = 'PLAN hol';
  assert.deepEqual(keysOf(list.rows.value), ['a']);
});

test('a session that could not be deleted stays, and the list says why', async () => {
  const { list } = await open([row('a')], () => {
    throw new RequestError('CONFLICT', 'a run is under way');
  });
  assert.equal(await list.delete('a'), false);
  assert.deepEqual(keysOf(list.rows.value), ['a']);
  assert.equal(list.problem.value, 'Not deleted: a run is under way');
});

test('a session is called by its label, its first words or what it is', () => {
  assert.equal(titleOf(row('a', { label: 'Mine', derivedTitle: 'First words' })), 'Mine');
  assert.equal(titleOf(row('a', { derivedTitle: 'First words' })), 'First words');
  assert.equal(titleOf(row('a', { isMain: true })), 'Main session');
  assert.equal(titleOf(undefined), 'New session');
  assert.equal(titleOf(undefined, true), 'Main session');
});
