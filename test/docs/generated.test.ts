import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generate } from '../../scripts/docs/generate-docs.ts';
import { readDocument } from './document.ts';

test('every generated section of the documents is that of the code', async () => {
  const stale = (await generate()).filter(({ path, text }) => readDocument(path) !== text);
  assert.deepEqual(
    stale.map(({ path }) => path),
    [],
    'run `npm run generate` and commit the result',
  );
});
