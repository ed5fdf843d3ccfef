import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDeviceAuthPayload, buildDeviceAuthPayloadV3 } from '@openclaw/gateway-client';
import { ConnectErrorDetailCodes } from '@openclaw/gateway-protocol/connect-error-details';
import {
  ErrorCodes,
  GatewayErrorDetailCodes,
} from '@openclaw/gateway-protocol/gateway-error-details';
import { ProtocolSchemas } from '@openclaw/gateway-protocol/schema';
import { PROTOCOL_VERSION as PUBLISHED_VERSION } from '@openclaw/gateway-protocol/version';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { formatDevicePayload, formatDevicePayloadV2 } from './device-payload.ts';
import { ERROR_CODES, ERROR_DETAIL_CODES } from './error.ts';
import { frameChecks, paramChecks } from './generated/incoming.js';
import { PROTOCOL_VERSION } from './limit.ts';
import { EVENT_SCHEMAS, FRAME_SCHEMAS, METHOD_SCHEMAS } from './schema/registry.ts';
import { conforming, disturbed } from './testing/sample.ts';
import type { Check } from './validation/problem.ts';

/** Ours and the published schema of what clients send us: but for `BOUNDS` both accept exactly the same. */
const INCOMING: readonly (readonly [published: keyof typeof ProtocolSchemas, Check])[] = [
  ['RequestFrame', frameChecks.requestFrame],
  ['ConnectParams', frameChecks.connectParams],
  ['AgentParams', paramChecks.agent],
  ['AgentWaitParams', paramChecks['agent.wait']],
  ['AgentsListParams', paramChecks['agents.list']],
  ['AuditListParams', paramChecks['audit.list']],
  ['ChannelsStatusParams', paramChecks['channels.status']],
  ['ChatAbortParams', paramChecks['chat.abort']],
  ['ChatHistoryParams', paramChecks['chat.history']],
  ['ChatMetadataParams', paramChecks['chat.metadata']],
  ['ChatSendParams', paramChecks['chat.send']],
  ['CommandsListParams', paramChecks['commands.list']],
  ['LogsTailParams', paramChecks['logs.tail']],
  ['ModelsListParams', paramChecks['models.list']],
  ['SessionsCreateParams', paramChecks['sessions.create']],
  ['SessionsDeleteParams', paramChecks['sessions.delete']],
  ['SessionsDescribeParams', paramChecks['sessions.describe']],
  ['SessionsListParams', paramChecks['sessions.list']],
  ['SessionsMessagesSubscribeParams', paramChecks['sessions.messages.subscribe']],
  ['SessionsMessagesUnsubscribeParams', paramChecks['sessions.messages.unsubscribe']],
  ['SessionsPatchParams', paramChecks['sessions.patch']],
  ['SessionsResetParams', paramChecks['sessions.reset']],
];

/**
 * The departure that docs/protocol.md names: what we echo, keep or look up again has a longest length
 * here and none as published.
 */
const BOUNDS: { readonly [Name in string]?: { readonly [field: string]: number } } = {
  RequestFrame: { id: 256, method: 128 },
  AgentParams: { sessionKey: 512, idempotencyKey: 256 },
  ChatSendParams: { idempotencyKey: 256 },
  SessionsCreateParams: { idempotencyKey: 256 },
};

/** What we send and the published schema of it: whatever ours describes, theirs accepts. */
const OUTGOING: readonly (readonly [published: keyof typeof ProtocolSchemas, TSchema])[] = [
  ['ResponseFrame', FRAME_SCHEMAS.responseFrame],
  ['EventFrame', FRAME_SCHEMAS.eventFrame],
  ['HelloOk', FRAME_SCHEMAS.helloOk],
  ['AgentsListResult', METHOD_SCHEMAS['agents.list'].result],
  ['AuditListResult', METHOD_SCHEMAS['audit.list'].result],
  ['ChannelsStatusResult', METHOD_SCHEMAS['channels.status'].result],
  ['CommandsListResult', METHOD_SCHEMAS['commands.list'].result],
  ['LogsTailResult', METHOD_SCHEMAS['logs.tail'].result],
  ['ModelsListResult', METHOD_SCHEMAS['models.list'].result],
  ['SessionsCreateResult', METHOD_SCHEMAS['sessions.create'].result],
  ['SessionsDeleteResult', METHOD_SCHEMAS['sessions.delete'].result],
  ['ChatEvent', EVENT_SCHEMAS.chat],
  ['ShutdownEvent', EVENT_SCHEMAS.shutdown],
  ['TickEvent', EVENT_SCHEMAS.tick],
];

test('params are accepted and refused exactly as published, up to our bounds', () => {
  for (const [name, check] of INCOMING) {
    const plain = JSON.parse(JSON.stringify(ProtocolSchemas[name]));
    for (const [field, maxLength] of Object.entries(BOUNDS[name] ?? {}))
      plain.properties[field].maxLength = maxLength;
    const published = Compile(plain as TSchema);
    fc.assert(
      fc.property(conforming(plain), disturbed(plain), (valid, doubtful) => {
        assert.equal(check(valid), null, `${name} refused ${JSON.stringify(valid)}`);
        assert.equal(
          check(doubtful) === null,
          published.Check(doubtful),
          `${name} differs on ${JSON.stringify(doubtful)}`,
        );
        const surplus = { ...(valid as object), surplus: 1 };
        assert.notEqual(check(surplus), null);
        assert.equal(published.Check(surplus), false);
      }),
      { numRuns: 60 },
    );
  }
});

test('what ours describes as sent is accepted as published', () => {
  for (const [name, schema] of OUTGOING) {
    const published = Compile(ProtocolSchemas[name] as TSchema);
    fc.assert(
      fc.property(conforming(JSON.parse(JSON.stringify(schema))), (valid) => {
        assert.ok(
          published.Check(valid),
          `${name} is not published like this: ${JSON.stringify(valid)}`,
        );
      }),
      { numRuns: 100 },
    );
  }
});

test('an agent event departs from the published one by sessionKey and agentId only', () => {
  const published = Compile(ProtocolSchemas.AgentEvent as TSchema);
  fc.assert(
    fc.property(conforming(JSON.parse(JSON.stringify(EVENT_SCHEMAS.agent))), (event) => {
      const {
        sessionKey: _sessionKey,
        agentId: _agentId,
        ...rest
      } = event as { [key: string]: unknown };
      assert.ok(published.Check(rest));
    }),
  );
});

test('a device signs the same texts as with the reference client', () => {
  const word = fc.string();
  const payload = fc.record({
    deviceId: word,
    clientId: word,
    clientMode: word,
    role: word,
    scopes: fc.array(word),
    signedAt: fc.nat(),
    token: fc.option(word, { nil: undefined }),
    nonce: word,
    platform: fc.oneof(word, fc.constantFrom(' macOS ', 'İSTANBUL', undefined)),
    deviceFamily: fc.option(word, { nil: undefined }),
  });
  fc.assert(
    fc.property(payload, (given) => {
      const { signedAt, token, ...rest } = given;
      const reference = { ...rest, signedAtMs: signedAt, token: token ?? null };
      assert.equal(formatDevicePayload(given), buildDeviceAuthPayloadV3(reference));
      assert.equal(formatDevicePayloadV2(given), buildDeviceAuthPayload(reference));
    }),
  );
});

test('error codes, detail codes and the version are the published ones, with our own named', () => {
  assert.equal(PROTOCOL_VERSION, PUBLISHED_VERSION);
  const ownCodes = Object.keys(ERROR_CODES).filter((code) => !Object.hasOwn(ErrorCodes, code));
  assert.deepEqual(ownCodes, ['NOT_FOUND', 'CONFLICT']);
  const published = { ...ConnectErrorDetailCodes, ...GatewayErrorDetailCodes };
  assert.deepEqual(
    ERROR_DETAIL_CODES.filter((code) => !Object.hasOwn(published, code)),
    [],
  );
});
