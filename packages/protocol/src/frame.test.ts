import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatErrorShape, parseErrorShape, WireError } from './error.ts';
import { parseConnectParams, parseHello, parseRequestFrame, parseServerFrame } from './frame.ts';

const invalid = (words: RegExp) => (error: unknown) =>
  error instanceof WireError && error.code === 'INVALID_REQUEST' && words.test(error.message);

test('a request is read from its text', () => {
  assert.deepEqual(parseRequestFrame('{"type":"req","id":"1","method":"health"}'), {
    type: 'req',
    id: '1',
    method: 'health',
  });
});

test('text that is no request is refused with a reason', () => {
  assert.throws(() => parseRequestFrame('{'), invalid(/not JSON/u));
  assert.throws(() => parseRequestFrame('null'), invalid(/must be an object/u));
  assert.throws(
    () => parseRequestFrame('{"type":"ping"}'),
    invalid(/unknown frame type "ping"; a client sends "req"/u),
  );
  assert.throws(
    () => parseRequestFrame('{"type":"\\u001b[2J","id":"1","method":"x"}'),
    invalid(/^invalid frame: unknown frame type \(its name is not shown\)/u),
  );
  assert.throws(() => parseRequestFrame('{"type":7}'), invalid(/unknown frame type/u));
  assert.throws(
    () => parseRequestFrame(`{"type":"req","id":"${'i'.repeat(257)}","method":"x"}`),
    invalid(/at id: must have at most 256/u),
  );
});

test('a connect request of an unknown client is refused', () => {
  const client = { id: 'stranger', version: '1', platform: 'x', mode: 'cli' };
  assert.throws(
    () => parseConnectParams({ minProtocol: 4, maxProtocol: 4, client }),
    invalid(/at client\.id: must be one of/u),
  );
});

test('a client reads responses and events, also with more in them than it knows', () => {
  for (const frame of [
    { type: 'res', id: '1', ok: true, added: 1 },
    { type: 'res', id: '1', ok: false, error: { code: 'X', message: 'y' } },
    { type: 'event', event: 'tick', seq: 3, payload: { ts: 1 } },
  ]) {
    assert.deepEqual(parseServerFrame(JSON.stringify(frame)), frame);
  }
});

test('a client refuses frames that it could not act on', () => {
  for (const frame of [
    [],
    {},
    { type: 'res', ok: true },
    { type: 'res', id: '1', ok: false },
    { type: 'event' },
    { type: 'event', event: 'x', seq: 'y' },
  ]) {
    assert.throws(() => parseServerFrame(JSON.stringify(frame)), invalid(/invalid frame/u));
  }
  assert.throws(() => parseHello({ type: 'hello-ok' }), invalid(/hello-ok/u));
});

test('an error keeps all but its cause across the wire', () => {
  const error = new WireError('UNAVAILABLE', 'stopping', {
    details: { code: 'X' },
    retryAfterMs: 5,
    cause: new Error('secret'),
  });
  const shape = formatErrorShape(error);
  assert.deepEqual(shape, {
    code: 'UNAVAILABLE',
    message: 'stopping',
    details: { code: 'X' },
    retryable: true,
    retryAfterMs: 5,
  });
  const copy = parseErrorShape(shape);
  assert.deepEqual(
    [copy.code, copy.message, copy.detailCode, copy.retryable, copy.retryAfterMs],
    ['UNAVAILABLE', 'stopping', 'X', true, 5],
  );
});
