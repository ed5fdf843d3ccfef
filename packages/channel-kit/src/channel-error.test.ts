import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CHANNEL_ERRORS,
  ChannelError,
  type ChannelErrorCode,
  outcomeOfError,
} from './channel-error.ts';
import { formatEventKey, formatKey } from './event-key.ts';

test('an error that may have come after the platform acted is never called unsent', () => {
  assert.equal(outcomeOfError(new ChannelError('CHANNEL_ANSWER_LOST')).kind, 'unknown');
  for (const surprise of [new TypeError('x'), 'text', undefined]) {
    assert.equal(outcomeOfError(surprise).kind, 'unknown');
  }
});

test('every other error of the family is unsent, retryable as its registry says; what waits for a new token waits', () => {
  for (const code of Object.keys(CHANNEL_ERRORS) as ChannelErrorCode[]) {
    const outcome = outcomeOfError(new ChannelError(code, 'detail', { retryAfterMs: 7 }));
    if (CHANNEL_ERRORS[code].sent === 'unknown') continue;
    assert.ok(outcome.kind === 'unsent');
    const retryable = CHANNEL_ERRORS[code].retryable || code === 'CHANNEL_AUTH';
    assert.deepEqual([outcome.retryable, outcome.retryAfterMs], [retryable, 7]);
  }
});

test('different fields never make the same key', () => {
  const fields = fc.array(fc.string({ unit: fc.constantFrom('a', '/', '%', '2', 'F', ':', 'é') }), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      assert.equal(formatKey(a) === formatKey(b), JSON.stringify(a) === JSON.stringify(b));
    }),
  );
  const message = { kind: 'message', conversation: 'c', messageId: 'm' } as const;
  assert.notEqual(
    formatEventKey(message),
    formatEventKey({ ...message, kind: 'edit', version: 1 }),
  );
});
