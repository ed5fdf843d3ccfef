import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PrincipalId } from '@coderclaw/core';
import { Connection, type Member } from './connection.ts';
import { Roster, type SignedIn } from './roster.ts';

/** A signed-in connection that notes why it was closed. */
function connectionOf(principal: string, closed: string[]): SignedIn {
  const id = `${principal}-${closed.length}`;
  const socket = {
    bufferedAmount: 0,
    send: () => {},
    ping: () => {},
    terminate: () => {},
    close: (_code?: number, reason?: string | Buffer) => void closed.push(String(reason)),
  };
  const member: Member = {
    principal: { id: principal as PrincipalId, kind: 'user' },
    role: 'operator',
    scopes: ['operator.read'],
    deviceId: null,
    caps: new Set(),
    client: { id: 'test', version: '1', platform: 'test', mode: 'test' },
    since: 0,
  };
  return Object.assign(new Connection(id, '10.0.0.1', socket), { member });
}

test('T05 a principal that opens ever more sockets loses its own oldest ones, and no one else’s', () => {
  const roster = new Roster();
  const [ofOwner, ofGuest]: [string[], string[]] = [[], []];
  roster.add(connectionOf('owner', ofOwner));
  for (let count = 0; count < 515; count += 1) roster.add(connectionOf('guest', ofGuest));
  assert.equal(ofGuest.length, 3);
  assert.deepEqual(ofOwner, []);
});

test('T04 closing those who lost their right shows to those who are signing in', () => {
  const roster = new Roster();
  const before = roster.revocations;
  roster.closeDeviceless();
  assert.notEqual(roster.revocations, before);
});
