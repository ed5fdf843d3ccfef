import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { providerWords, quoteWords } from './provider-words.ts';

describe("a provider's error", () => {
  const cases: readonly [name: string, text: string, said: string][] = [
    ['of OpenAI', '401: {"message":"bad key","code":"invalid_api_key"}', 'bad key'],
    ['of OpenAI responses', 'OpenAI API error (401): {"message":"bad key"}', 'bad key'],
    ['of Anthropic', '401 {"type":"error","error":{"type":"x","message":"bad key"}}', 'bad key'],
    ['of Google', '{"error":{"code":401,"message":"bad key","status":"X"}}', 'bad key'],
    ['inside another', JSON.stringify({ error: { message: '{"error":"bad key"}' } }), 'bad key'],
    ['in a list', '[{"error":{"message":"bad key"}}]', 'bad key'],
    ['with more after it', '401: {"message":"bad key"}\n{"raw":1}', 'bad key'],
    ['printed over lines', '401 {\n  "detail": "bad key"\n}', 'bad key'],
    ['in plain words', '401 bad key', 'bad key'],
    ['with another number first', '404 pages', '404 pages'],
    ['without a body', '401 status code (no body)', ''],
    ['without words', '401 {"ok":false}', '{"ok":false}'],
    ['that breaks off', '401 {"message":"bad', '{"message":"bad'],
  ];
  for (const [name, text, said] of cases) {
    test(`${name} is reduced to what it says`, () => {
      assert.equal(providerWords(text, 401), said);
    });
  }

  test('nested without end is not followed without end', () => {
    let text = 'deep';
    for (let level = 0; level < 12; level += 1) text = JSON.stringify({ error: text });
    assert.ok(providerWords(text, 500).startsWith('{"error":'));
  });
});

test('a quote is one short line with nothing in it that acts on a screen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const quoted = quoteWords(text);
      assert.doesNotMatch(quoted, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.ok(quoted.length <= 301);
    }),
  );
});
