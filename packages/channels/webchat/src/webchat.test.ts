import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelConformance, requestChannelUnderTest } from '@coderclaw/channel-kit/conformance';
import type { PrincipalId } from '@coderclaw/core';
import { eventOfWebchatRequest, WEBCHAT } from './index.ts';

channelConformance('webchat', () =>
  requestChannelUnderTest(WEBCHAT, 'chat.send', eventOfWebchatRequest),
);

test('an event key belongs to one principal, method and session', () => {
  const request = {
    principal: { id: 'owner' as PrincipalId },
    method: 'chat.send',
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
  ].map((each) => eventOfWebchatRequest(each).eventKey);
  assert.equal(new Set(keys).size, keys.length);
});
