import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignLine } from './foreign-line.ts';

test('a name is one line in which nothing acts, and ends', () => {
  assert.equal(foreignLine(' Ada\n\u202eecalevoL\u2066 \u0000x '), 'Ada ecalevoL x');
  assert.equal(foreignLine('<b>Ada</b>'), '<b>Ada</b>');
  const long = foreignLine('🙂'.repeat(1_000), 20);
  assert.ok(long.length <= 20 && long.endsWith('…') && long.isWellFormed(), long);
  assert.equal(foreignLine('\ud800'), '');
});
