import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coversScope, isScope, SCOPES } from './scope.ts';

test('a scope covers itself, admin covers all, write covers read, and nothing else covers anything', () => {
  for (const granted of SCOPES) {
    for (const needed of SCOPES) {
      const expected =
        granted === needed ||
        granted === 'operator.admin' ||
        (granted === 'operator.write' && needed === 'operator.read');
      assert.equal(coversScope([granted], needed), expected, `${granted} → ${needed}`);
    }
  }
});

test('no scope and unknown scopes cover nothing', () => {
  for (const needed of SCOPES)
    assert.equal(coversScope(['operator', 'admin', 'operator.*'], needed), false);
  assert.equal(isScope('operator.*'), false);
});
