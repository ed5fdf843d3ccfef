import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CountingIds, ManualClock, SILENT_LOGGER } from '@coderclaw/core/testing';
import { PROTOCOL_VERSION } from '@coderclaw/protocol';
import { FailureLimiter } from '../access/failure-limiter.ts';
import { Roster } from './roster.ts';
import { Visit, type VisitPorts } from './visit.ts';

const SECRET = 'shared';
const CONNECT = JSON.stringify({
  type: 'req',
  id: '1',
  method: 'connect',
  params: {
    minProtocol: PROTOCOL_VERSION,
    maxProtocol: PROTOCOL_VERSION,
    client: { id: 'cli', version: '1', platform: 'test', mode: 'cli' },
    auth: { token: SECRET },
  },
});

/** A visit whose sign-in writes to the audit trail and then reads the health; each call is told of. */
function openVisit(onCall: (name: 'appendAudit' | 'readCounts') => void) {
  const [clock, roster] = [new ManualClock(), new Roster()];
  const store = {
    appendAudit: async () => onCall('appendAudit'),
    readCounts: async () => {
      onCall('readCounts');
      return { unknownParts: 0, failedParts: 0 };
    },
  };
  const machine = { clock, ids: new CountingIds(), logger: SILENT_LOGGER, store };
  const ports = {
    gateway: {
      ...machine,
      roster,
      config: { problems: [], settings: { defaultModel: {}, gateway: { auth: {} } } },
      agents: { defaultAgentId: 'main' },
      channels: { health: [], problems: [] },
    },
    handshake: {
      ...machine,
      limiter: new FailureLimiter(clock),
      shared: () => ({ mode: 'token', value: SECRET }),
    },
    presence: { changed: () => {} },
  } as unknown as VisitPorts;
  const nothing = () => {};
  const socket = {
    bufferedAmount: 0,
    send: nothing,
    close: nothing,
    terminate: nothing,
    ping: nothing,
  };
  const peer = { address: '127.0.0.1', loopback: true, directLoopback: true };
  return { visit: new Visit(socket, peer, ports, nothing), roster };
}

test('a client that signs in is in the roster until its socket closes', async () => {
  const { visit, roster } = openVisit(() => {});
  visit.receive(CONNECT);
  await setImmediate();
  assert.deepEqual([roster.size, visit.connection.ended.aborted], [1, false]);
  visit.end();
  assert.deepEqual([roster.size, visit.connection.ended.aborted], [0, true]);
});

for (const moment of ['appendAudit', 'readCounts']) {
  test(`a socket that closes in the middle of its sign-in, at ${moment}, leaves no member behind`, async () => {
    const calls: string[] = [];
    const { visit, roster } = openVisit((name) => {
      calls.push(name);
      if (name === moment) visit.end();
    });
    visit.receive(CONNECT);
    await setImmediate();
    assert.deepEqual([calls.at(-1), roster.size], [moment, 0]);
  });
}
