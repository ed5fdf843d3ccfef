import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWNER, type PrincipalId, SYSTEM } from '../id/id.ts';
import { isOwner, mayReadSession } from './principal.ts';

const ada = 'ada' as PrincipalId;
const bob = 'bob' as PrincipalId;

test('the owner and the gateway itself may touch what is the owner’s, nobody else', () => {
  assert.ok(isOwner(OWNER));
  assert.ok(isOwner(SYSTEM));
  for (const id of ['', 'Owner', 'owner ', 'ada']) assert.equal(isOwner(id as PrincipalId), false);
});

test('a principal reads its own sessions, the owner reads all', () => {
  assert.ok(mayReadSession(ada, { principalId: ada }));
  assert.equal(mayReadSession(bob, { principalId: ada }), false);
  assert.equal(mayReadSession(ada, { principalId: OWNER }), false);
  assert.ok(mayReadSession(OWNER, { principalId: ada }));
  assert.ok(mayReadSession(SYSTEM, { principalId: ada }));
});
