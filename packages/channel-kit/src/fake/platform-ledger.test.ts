import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OutboundPart } from '@coderclaw/core';
import { NEVER } from '../conformance/world.ts';
import { FakePlatform } from './fake-platform.ts';
import { readLedger } from './platform-ledger.ts';

const PART: OutboundPart = {
  address: 'c',
  conversationKind: 'direct',
  content: { kind: 'text', text: 'hello' },
  replyTo: null,
  idempotencyKey: 'part-1',
};

test('a platform with a ledger file remembers across processes, and forgets a torn deed only', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-ledger-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const ledgerFile = join(directory, 'ledger.jsonl');
  const before = new FakePlatform({ ledgerFile });
  const id = await before.post(PART, 'key-1', 'same', NEVER);
  appendFileSync(ledgerFile, '{"type":"posted","id":"to');
  const after = new FakePlatform({ ledgerFile });
  assert.equal(await after.post(PART, 'key-1', 'same', NEVER), id);
  await after.post(PART, 'key-2', 'same', NEVER);
  assert.deepEqual(
    readLedger(ledgerFile).map(({ key }) => key),
    ['key-1', 'key-2'],
  );
});
