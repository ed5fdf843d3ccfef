import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CAPABILITIES, withDefaults } from './capabilities.ts';

test('a platform that says nothing takes plain text, once, and no more', () => {
  const { transport, idempotency, maxFileBytes, ...others } = withDefaults({});
  assert.deepEqual([transport, idempotency, maxFileBytes], ['push', 'none', 0]);
  const can = Object.entries(others).filter(([, value]) => value === true);
  assert.deepEqual(can, []);
  assert.deepEqual(withDefaults({ edits: true }), { ...DEFAULT_CAPABILITIES, edits: true });
});
