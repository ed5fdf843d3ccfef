import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAuditSigner } from './audit-signer.ts';
import { SYSTEM_CLOCK } from './system-clock.ts';
import { createUuidIds } from './uuid-ids.ts';

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

test('ids sort by the order of their making, however the clock behaves', () => {
  const instants = [5, 5, 4, 1, 1_000, 999];
  let call = 0;
  const ids = createUuidIds({ now: () => 1_700_000_000_000 + instants[call++ % instants.length]! });
  const made = Array.from({ length: 10_000 }, () => ids.next());
  assert.deepEqual(made, made.toSorted());
  assert.equal(new Set(made).size, made.length);
  for (const id of made) assert.match(id, UUID_7);
});

test('a sleep ends at once when its signal aborts, before or meanwhile', async () => {
  await SYSTEM_CLOCK.sleep(60_000, AbortSignal.abort());
  const stop = new AbortController();
  const sleep = SYSTEM_CLOCK.sleep(60_000, stop.signal);
  stop.abort();
  await sleep;
});

test('the audit key is written with its first signature, for its owner only, and a broken one is refused', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-key-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'audit-key');
  const bytes = Buffer.from('head');
  assert.equal(openAuditSigner(file).verify(bytes, bytes), false);
  assert.equal(existsSync(file), false);
  // As a process leaves it that is killed while it writes the key.
  writeFileSync(file, '');
  const signer = openAuditSigner(file);
  const signatures = [signer.sign(bytes), signer.sign(bytes)];
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const again = openAuditSigner(file);
  assert.equal(again.keyId, signer.keyId);
  for (const signature of signatures) assert.equal(again.verify(bytes, signature), true);
  assert.equal(again.verify(Buffer.from('tail'), signer.sign(bytes)), false);
  writeFileSync(file, 'nonsense');
  assert.throws(() => openAuditSigner(file), { code: 'GATEWAY_AUDIT_KEY' });
});

test('an audit key of which only a draft was left keeps no start away, and leaves nothing behind', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-key-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'audit-key');
  // As a power cut leaves it: the length is there, the content is not.
  writeFileSync(`${file}.tmp`, Buffer.alloc(119), { mode: 0o644 });
  const signer = openAuditSigner(file);
  signer.sign(Buffer.from('head'));
  assert.deepEqual(readdirSync(directory), ['audit-key']);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(openAuditSigner(file).keyId, signer.keyId);
});

test('a sleep of a hundred days does not end at once', async () => {
  const stop = new AbortController();
  let isOver = false;
  const sleep = SYSTEM_CLOCK.sleep(100 * 24 * 60 * 60_000, stop.signal).then(() => {
    isOver = true;
  });
  await SYSTEM_CLOCK.sleep(20);
  assert.equal(isOver, false);
  stop.abort();
  await sleep;
});
