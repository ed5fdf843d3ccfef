import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoReply } from './demo-reply.ts';

const said = [{ role: 'user' as const, content: 'list files', timestamp: 0 }];

test('the demo calls only the tools that it has', () => {
  assert.equal(demoReply(said, new Set(['ls'])).call?.name, 'ls');
  const { call, text } = demoReply(said, new Set(['attach', 'read']));
  assert.deepEqual([call, /guests talk with me/u.test(text)], [undefined, true]);
});
