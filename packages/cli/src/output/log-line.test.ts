import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLogLine } from './log-line.ts';

const plain = (_format: unknown, text: string) => text;

test('a record is one readable line with its fields behind it', () => {
  const line = JSON.stringify({
    at: '2026-11-21T01:00:00.000Z',
    level: 'warn',
    message: 'model is slow',
    fields: { provider: 'openai', delayMs: 1200, note: 'two words', nested: { a: 1 } },
  });
  assert.equal(
    formatLogLine(line, plain),
    '2026-11-21T01:00:00.000Z warn  model is slow provider=openai delayMs=1200 note="two words" nested={"a":1}',
  );
});

test('a line that is no record is shown as it is', () => {
  assert.equal(formatLogLine('{"at":"2026', plain), '{"at":"2026');
  assert.equal(formatLogLine('null', plain), 'null');
});

test('T27 no part of a record acts on the terminal', () => {
  const line = JSON.stringify({
    at: '\u001b[2J',
    level: '\u202e',
    message: 'a\nb',
    fields: { 'na\u0007me': '\u009b1m', other: { deep: '\u2066' } },
  });
  const shown = formatLogLine(line, plain);
  assert.equal(/[\p{Cc}\u202e\u2066]/u.test(shown), false);
});
