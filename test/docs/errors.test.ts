import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RUN_ERRORS } from '@coderclaw/core';
import { ERROR_CODES, ERROR_DETAIL_CODES } from '@coderclaw/protocol';
import { codeIn, readTable } from '../../scripts/docs/markdown.ts';
import { listSourceFiles } from '../architecture/source-file.ts';
import { namesIn, readDocument } from './document.ts';

const document = readDocument('docs/errors.md');
const files = listSourceFiles();

test('the error codes of the wire are those of the code', () => {
  const rows = readTable(document, '## Codes of the wire');
  assert.deepEqual(
    rows.map(([name, , repeat]) => [codeIn(name), repeat]),
    Object.entries(ERROR_CODES).map(([name, { retryable }]) => [name, retryable ? 'yes' : 'no']),
  );
});

test('the detail codes are those of the code, and are called sent when the gateway sends them', () => {
  const senders = files.filter(
    ({ path }) =>
      path.startsWith('packages/gateway/') || path === 'packages/protocol/src/method.ts',
  );
  const isSent = (name: string) =>
    senders.some(({ code }) => code.includes(`'${name}'`) || code.includes(`${name}: [`));
  assert.deepEqual(
    readTable(document, '## Detail codes').map(([name, sent]) => [codeIn(name), sent]),
    ERROR_DETAIL_CODES.map((name) => [name, isSent(name) ? 'yes' : 'no']),
  );
});

test('the ends that the kernel gives a run are those of the code', () => {
  const codes = Object.keys(RUN_ERRORS);
  assert.deepEqual(namesIn(document, '## Ends of a run').toSorted(), codes.toSorted());
});

test('every family of errors that leaves its package is documented', () => {
  const families = files
    .filter(({ path }) => /-error\.ts$|\/error\.ts$/u.test(path))
    .flatMap(({ code }) =>
      [...code.matchAll(/export class (\w+) extends Error/gu)].map(([, name]) => name!),
    );
  const missing = families.filter((name) => !document.includes(name));
  assert.deepEqual(missing, []);
});

test('a command that an error ends with works as it stands', () => {
  assert.doesNotMatch(document, /: coderclaw /u);
});
