import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentId, SessionRecord, SessionSettings } from '@coderclaw/core';
import { Verbosity } from './verbosity.ts';

const main = 'main' as AgentId;

function session(settings: SessionSettings): SessionRecord {
  const known: Partial<SessionRecord> = { key: 'agent:main:main', agentId: main, settings };
  return known as SessionRecord;
}

test('a chat app shows no tools unless its session asks for them, whatever is configured', () => {
  const verbosity = new Verbosity(() => 'on');
  assert.equal(verbosity.levelForRun(session({}), 'push'), 'off');
  assert.equal(verbosity.levelForRun(session({}), 'pull'), 'on');
  assert.equal(verbosity.levelForRun(session({ verbose: 'full' }), 'push'), 'full');
});

test('what a session asks for holds from then on, until it gives it up', () => {
  const verbosity = new Verbosity(() => 'on');
  const before = session({});
  verbosity.remember(session({ verbose: 'full' }));
  assert.equal(verbosity.levelForRun(before, 'push'), 'full');
  verbosity.remember(session({}));
  assert.equal(verbosity.levelForRun(before, 'push'), 'off');
});
