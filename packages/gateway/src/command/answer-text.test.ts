import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundAnswer, buttonsOf, codeOf, formatSpan } from './answer-text.ts';

test('foreign text is one line of code, whatever is in it', () => {
  assert.equal(codeOf('*a* [b](c) `d`'), "`*a* [b](c) 'd'`");
  assert.equal(codeOf('one\n# two\u0000\u202ethree\ud800'), '`one # two three`');
  assert.equal(codeOf(''), '` `');
  assert.equal(codeOf('`'), "`'`");
  assert.equal(codeOf('x'.repeat(500)).length, 102);
});

test('an answer that is too long ends with a whole line', () => {
  const lines = Array.from({ length: 1_000 }, (_, index) => `- line ${index}`);
  const bound = boundAnswer(lines.join('\n'));
  assert.ok(bound.length <= 3_500 && bound.length > 3_400);
  assert.equal(bound.split('\n').at(-1), '…');
  assert.ok(lines.includes(bound.split('\n').at(-2)!));
  assert.equal(boundAnswer('😀'.repeat(3_000)).isWellFormed(), true);
});

test('a span is told in its two largest units', () => {
  const told = [0, 999, 61_000, 3_600_000, 7_500_000, 90_000_000].map(formatSpan);
  assert.deepEqual(told, ['0 s', '0 s', '1 min 1 s', '1 h', '2 h 5 min', '1 d 1 h']);
});

test('buttons say the command, a few in a row, and mark what holds', () => {
  assert.deepEqual(buttonsOf('queue', ['a', 'b', 'c'], 'b', 2), [
    [
      { label: 'a', value: '/queue a' },
      { label: '✓ b', value: '/queue b' },
    ],
    [{ label: 'c', value: '/queue c' }],
  ]);
});
