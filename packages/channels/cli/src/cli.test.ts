import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelConformance, requestChannelUnderTest } from '@coderclaw/channel-kit/conformance';
import type { PrincipalId } from '@coderclaw/core';
import { CLI, eventOfCliRequest } from './index.ts';

channelConformance('cli', () => requestChannelUnderTest(CLI, 'agent', eventOfCliRequest));

test('an event key belongs to one principal, method and session', () => {
  const request = {
    principal: { id: 'owner' as PrincipalId },
    method: 'agent',
    sessionKey: 'agent:main:main',
    idempotencyKey: 'k',
    text: 'hello',
  };
  const keys = [
    request,
    { ...request, principal: { id: 'other' as PrincipalId } },
    { ...request, method: 'other' },
    { ...request, sessionKey: 'agent:main:explicit:x' },
    { ...request, sessionKey: 'agent:main:main/k', idempotencyKey: 'k' },
  ].map((each) => eventOfCliRequest(each).eventKey);
  assert.equal(new Set(keys).size, keys.length);
});
