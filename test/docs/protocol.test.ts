import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelHookPath } from '@coderclaw/config';
import * as limit from '@coderclaw/protocol';
import { METHODS, type MethodName } from '@coderclaw/protocol';
import { codeIn, readTable } from '../../scripts/docs/markdown.ts';
import { listParams } from '../../scripts/docs/method-params.ts';
import { listSourceFiles } from '../architecture/source-file.ts';
import { readDocument } from './document.ts';

const document = readDocument('docs/protocol.md');
const gateway = listSourceFiles().filter(({ path }) => path.startsWith('packages/gateway/src/'));

test('every param that is not called ignored is read by the gateway', () => {
  const handlers = gateway
    .filter(({ path }) => /\/(method|log)\//u.test(path))
    .map(({ code }) => code)
    .join('\n');
  const unread = (Object.keys(METHODS) as MethodName[]).flatMap((method) =>
    listParams(method)
      .filter(({ name, ignored }) => !ignored && !new RegExp(`\\b${name}\\b`, 'u').test(handlers))
      .map(({ name }) => `${method} ${name}`),
  );
  assert.deepEqual(unread, []);
});

test('the limits are those of the code', () => {
  const numbers = readTable(document, '## Frames')
    .filter(([, value]) => /^\d/u.test(value ?? ''))
    .map(([, value]) => value!.match(/\d+/gu)!.map(Number));
  assert.deepEqual(numbers, [
    [limit.MAX_PREAUTH_FRAME_BYTES],
    [limit.MAX_PAYLOAD_BYTES],
    [limit.MAX_BUFFERED_BYTES],
    [limit.HANDSHAKE_TIMEOUT_MS],
    [limit.TICK_INTERVAL_MS, limit.PING_INTERVAL_MS],
    [limit.SIGNATURE_SKEW_MS],
  ]);
});

test('the paths of HTTP are those that are served', () => {
  const routes = gateway.find(({ path }) => path.endsWith('/http/routes.ts'))!.code;
  const served = [...routes.matchAll(/case '(\/[^']*)'/gu)].map(([, path]) => path!);
  const documented = readTable(document, '## HTTP').map(([path]) => codeIn(path));
  const hook = channelHookPath('<channel>', '<account>');
  assert.deepEqual(documented, ['/', ...served, hook]);
});
