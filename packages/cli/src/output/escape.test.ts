import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeJson, escapeLine, escapeText } from './escape.ts';

const ACTING = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/u;

const HOSTILE = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[2J', '\u009b31m', '\r', '\u202e', '\u2066', '\ud800', '\n', '\u0007'),
    ),
  )
  .map((parts) => parts.join(''));

test('T27 colour codes, cursor moves and bells are shown instead of done', () => {
  assert.equal(escapeLine('a\u001b[31mred\u0007'), 'a\\x1b[31mred\\x07');
  assert.equal(escapeLine('\u009b2J'), '\\x9b2J');
});

test('T27 text that would turn its direction is shown in the order in which it was written', () => {
  assert.equal(escapeLine('gpj.\u202eexe'), 'gpj.\\u202eexe');
  assert.equal(escapeLine('\u{e0041}'), '\\u{e0041}');
});

test('T27 no foreign text of any shape acts on one line', () => {
  fc.assert(fc.property(HOSTILE, (text) => !ACTING.test(escapeLine(text))));
});

test('T27 JSON holds no acting character and parses to the same value', () => {
  fc.assert(
    fc.property(HOSTILE, (text) => {
      const json = escapeJson({ text });
      assert.equal(ACTING.test(json), false);
      assert.deepEqual(JSON.parse(json), { text });
    }),
  );
});

test('an answer keeps its lines and tabs, whichever system wrote them', () => {
  assert.equal(escapeText('one\r\n\ttwo\nthree'), 'one\n\ttwo\nthree');
  assert.equal(escapeText('progress\rover it'), 'progress\\rover it');
});

test('a line in a table stays one line', () => {
  assert.equal(escapeLine('one\ntwo\tthree'), 'one\\ntwo\\tthree');
});

test('letters of every script and joined emoji are left alone', () => {
  const text = 'Grüße 東京 العربية 👩‍👩‍👧';
  assert.equal(escapeLine(text), text);
  assert.equal(escapeText(text), text);
});
