import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { WireError } from './error.ts';
import { EVENTS } from './event.ts';
import { isMethodName, METHODS, missingScope, parseParams, unknownMethod } from './method.ts';
import { EVENT_SCHEMAS, METHOD_SCHEMAS } from './schema/registry.ts';

const refusal = (call: () => unknown): WireError => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof WireError);
    return error;
  }
  throw new assert.AssertionError({ message: 'nothing was refused' });
};

test('the tables list exactly the methods and events that have schemas', () => {
  assert.deepEqual(Object.keys(METHODS).sort(), Object.keys(METHOD_SCHEMAS).sort());
  assert.deepEqual(Object.keys(EVENTS).sort(), Object.keys(EVENT_SCHEMAS).sort());
});

const published = JSON.parse(
  readFileSync(
    new URL('../protocol.schema.json', import.meta.resolve('@openclaw/gateway-protocol')),
    'utf8',
  ),
).methods;

test('the methods that are not published are the ones that the decision names', () => {
  const own = Object.keys(METHODS).filter((name) => !Object.hasOwn(published, name));
  const decision = new URL('../../../decisions/007-own-methods.md', import.meta.url);
  const [, named = ''] = /^\*\*Ours\.\*\* (.*)$/mu.exec(readFileSync(decision, 'utf8')) ?? [];
  assert.deepEqual(
    [...named.matchAll(/`([^`]+)`/gu)].map(([, name]) => name),
    own,
  );
});

test('a published method needs the scope that is published for it', () => {
  for (const [name, { scope }] of Object.entries(METHODS)) {
    const word = published[name]?.scope;
    if (word !== undefined && word !== 'dynamic') assert.equal(scope, word, name);
  }
});

test('absent params count as an empty object', () => {
  assert.deepEqual(parseParams('sessions.list', undefined), {});
});

test('an unknown param is named with the nearest valid one, and its value never repeated', () => {
  const error = refusal(() =>
    parseParams('chat.send', { sessionKey: 'main', mesage: 'sk-secret', idempotencyKey: 'k' }),
  );
  assert.equal(error.code, 'INVALID_REQUEST');
  assert.equal(
    error.message,
    'invalid chat.send params: at root: unexpected property "mesage"; the nearest valid name is "message"',
  );
});

test('a name that could be a secret or hide control characters is not repeated', () => {
  for (const name of ['\u001b[31mred', '\u202eevil', 'sk-'.padEnd(64, 'a'), 'a b', '\n']) {
    const { message } = refusal(() => parseParams('health', { [name]: 1 }));
    assert.equal(
      message,
      'invalid health params: at root: unexpected property (its name is not shown)',
    );
    assert.equal(unknownMethod(name).message, 'unknown method: (its name is not shown)');
  }
});

test('a prototype name is a name like any other', () => {
  assert.match(
    refusal(() => parseParams('health', JSON.parse('{"__proto__": {"probe": true}}'))).message,
    /unexpected property/u,
  );
  assert.match(
    refusal(() => parseParams('chat.abort', JSON.parse('{"__proto__": {"sessionKey": "main"}}')))
      .message,
    /unexpected/u,
  );
  assert.equal(isMethodName('constructor'), false);
  assert.equal(isMethodName('toString'), false);
});

test('a problem deep inside is found by its path', () => {
  const params = {
    sessionKey: 'main',
    message: 'x',
    idempotencyKey: 'k',
    attachments: [{}, { mimeType: 4 }],
  };
  assert.equal(
    refusal(() => parseParams('chat.send', params)).message,
    'invalid chat.send params: at attachments[1].mimeType: must be text',
  );
});

test('params that are not an object are refused', () => {
  for (const params of [[], 'x', 3, true])
    assert.match(refusal(() => parseParams('status', params)).message, /must be an object/u);
});

test('two flags that exclude each other are refused together', () => {
  assert.match(
    refusal(() => parseParams('models.list', { preparedOnly: true, refresh: true })).message,
    /exclude each other/u,
  );
});

test('a missing scope is told in words and in details', () => {
  const error = missingScope('operator.write');
  assert.equal(error.message, 'missing scope: operator.write');
  assert.deepEqual(error.details, {
    code: 'MISSING_SCOPE',
    missingScope: 'operator.write',
    requiredScopes: ['operator.write'],
  });
  assert.equal(error.detailCode, 'MISSING_SCOPE');
});

test('importing the door loads no dependency', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    console.log(loaded.filter((url) => !url.includes('/packages/protocol/src/') || url.includes('/schema/')).join('\\n'));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  assert.equal(output.trim(), '');
});
