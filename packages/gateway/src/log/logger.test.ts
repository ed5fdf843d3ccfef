import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '@coderclaw/core/testing';
import fc from 'fast-check';
import { escapeText } from './escape-text.ts';
import { LogFile } from './log-file.ts';
import { readLogTail } from './log-tail.ts';
import { createLogger } from './logger.ts';
import { Redactor } from './redact.ts';

function openLog(t: TestContext, limits: { maxBytes?: number; kept?: number } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-log-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = new LogFile(join(directory, 'gateway.log'), limits);
  t.after(() => file.close());
  const redactor = new Redactor();
  const logger = createLogger({ file, redactor, clock: new ManualClock() });
  const lines = () =>
    readFileSync(file.path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { directory, file, redactor, logger, lines };
}

test('a line is one JSON object, whatever is logged', (t) => {
  const { logger, lines } = openLog(t);
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const cause = new Error('inner\u001b[2J');
  logger.error('broken\nline', {
    error: new Error('outer', { cause }),
    loop,
    big: 1n,
    nothing: undefined,
  });
  const [line] = lines();
  assert.equal(line.message, 'broken\\u{a}line');
  assert.equal(line.fields.error.cause.message, 'inner\\u{1b}[2J');
});

test('no unsafe character survives, and everything else does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeText(text);
      assert.doesNotMatch(
        escaped,
        /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029\u200b-\u200f]/u,
      );
      assert.ok(escaped.isWellFormed());
    }),
  );
  assert.equal(escapeText('grüße 👋 مرحبا'), 'grüße 👋 مرحبا');
});

test('T18 a secret that the cut of a long text would halve is blanked out whole', (t) => {
  const { logger, redactor, lines } = openLog(t);
  redactor.learn('the-whole-secret-of-this-gateway');
  logger.info(`${'x'.repeat(3_980)}the-whole-secret-of-this-gateway`);
  assert.doesNotMatch(lines()[0].message, /the-whole/u);
});

test('secrets are blanked out by name, by what is known and by how they look', (t) => {
  const { logger, redactor, lines } = openLog(t);
  redactor.learn('correct horse battery');
  logger.info('the word is correct horse battery', {
    apiKey: 'x',
    nested: { authorization: 'y', note: 'Bearer abcdefghijkl' },
    tokens: 12,
    text: 'sk-live-0123456789',
    url: 'https://api.telegram.org/bot123456789:AAE-abcdefghijklmnopqrstuvwxyz_0123/getMe',
  });
  const text = JSON.stringify(lines()[0]);
  for (const secret of ['horse', '"x"', '"y"', 'abcdefghijkl', 'sk-live', '123456789:AAE']) {
    assert.equal(text.includes(secret), false, secret);
  }
  assert.equal(lines()[0].fields.tokens, 12);
});

test('a full file is put aside, and only so many are kept', (t) => {
  const { directory, file } = openLog(t, { maxBytes: 100, kept: 2 });
  for (let count = 0; count < 20; count += 1) file.append('x'.repeat(60));
  assert.deepEqual(readdirSync(directory).sort(), ['gateway.log.1', 'gateway.log.2']);
  assert.equal(statSync(join(directory, 'gateway.log.1')).mode & 0o777, 0o600);
});

test('a disk that takes no line raises nothing', () => {
  const file = new LogFile('/dev/null/gateway.log');
  file.append('x');
});

test('the tail goes on where the last call ended, and notices a rotation', async (t) => {
  const { file } = openLog(t);
  file.append('one');
  file.append('two');
  const first = await readLogTail(file.path, {});
  assert.deepEqual(first.lines, ['one', 'two']);
  file.append('three');
  const second = await readLogTail(file.path, { cursor: first.cursor });
  assert.deepEqual([second.lines, second.reset, second.truncated], [['three'], false, false]);
  const limited = await readLogTail(file.path, { limit: 1 });
  assert.deepEqual([limited.lines, limited.truncated], [['three'], true]);
  const bytes = await readLogTail(file.path, { maxBytes: 8 });
  assert.deepEqual(bytes.lines, ['three']);
  const rotated = await readLogTail(file.path, { cursor: 10_000 });
  assert.deepEqual([rotated.lines.length, rotated.reset], [3, true]);
  const absent = await readLogTail(`${file.path}.none`, {});
  assert.deepEqual([absent.lines, absent.size], [[], 0]);
});
