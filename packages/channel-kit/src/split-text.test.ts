import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitText } from './split-text.ts';

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(' ', '\n', '\n\n', '👩‍👩‍👧‍👦', 'e\u0301', '🇩🇪', '👍🏽', '```\n'),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

test('parts join to the text, hold the limit and are well-formed', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 80 }), (whole, maxUnits) => {
      const parts = splitText(whole, maxUnits);
      assert.equal(parts.join(''), whole);
      for (const part of parts) assert.ok(part.length > 0 && part.length <= maxUnits);
      if (whole.isWellFormed()) for (const part of parts) assert.ok(part.isWellFormed());
    }),
    { numRuns: 300 },
  );
});

test('no cluster is cut that fits into a part', () => {
  for (const cluster of ['👩‍👩‍👧‍👦', 'e\u0301', '🇩🇪', '👍🏽']) {
    for (const part of splitText(cluster.repeat(50), 16)) {
      assert.equal(part, cluster.repeat(part.length / cluster.length));
    }
  }
});

test('a cut falls after a paragraph, else a line, else a word', () => {
  assert.deepEqual(splitText('one two\n\nthree', 12), ['one two\n\n', 'three']);
  assert.deepEqual(splitText('one two\nthree', 10), ['one two\n', 'three']);
  assert.deepEqual(splitText('one two three', 10), ['one two ', 'three']);
  assert.deepEqual(splitText('abcdefgh', 3), ['abc', 'def', 'gh']);
});

test('a single cluster longer than a part is cut between code points', () => {
  const zalgo = `a${'\u0301'.repeat(100)}`;
  assert.equal(splitText(zalgo, 10).join(''), zalgo);
  assert.throws(() => splitText('abc', 1), RangeError);
});
