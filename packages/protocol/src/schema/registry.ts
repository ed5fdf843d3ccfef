import Type, { type Static, type TSchema } from 'typebox';
import * as agent from './agent.ts';
import * as channel from './channel.ts';
import * as chat from './chat.ts';
import * as command from './command.ts';
import * as connect from './connect.ts';
import * as frame from './frame.ts';
import * as health from './health.ts';
import * as hello from './hello.ts';
import * as model from './model.ts';
import * as operation from './operation.ts';
import * as people from './people.ts';
import * as session from './session.ts';

/** Build-time only: every method and event with its schemas. The generator and the types are made from it. */

type MethodSchema = {
  readonly params: TSchema;
  readonly result: TSchema;
  /** What precedes `result` on the same request id, where a method answers twice. */
  readonly accepted?: TSchema;
};

export const METHOD_SCHEMAS = {
  health: { params: health.HealthParams, result: health.Health },
  status: { params: health.StatusParams, result: health.Status },
  'system-presence': { params: frame.NoParams, result: Type.Array(health.PresenceEntry) },
  'agents.list': { params: agent.AgentsListParams, result: agent.AgentsListResult },
  'models.list': { params: model.ModelsListParams, result: model.ModelsListResult },
  'models.key.set': { params: model.ModelsKeySetParams, result: model.ModelsKeySetResult },
  'models.key.test': { params: model.ModelsKeyTestParams, result: model.ModelsKeyTestResult },
  'chat.send': { params: chat.ChatSendParams, result: chat.ChatSendResult },
  'chat.history': { params: chat.ChatHistoryParams, result: chat.ChatHistoryResult },
  'chat.abort': { params: chat.ChatAbortParams, result: chat.ChatAbortResult },
  'chat.metadata': { params: chat.ChatMetadataParams, result: chat.ChatMetadata },
  'sessions.list': { params: session.SessionsListParams, result: session.SessionsListResult },
  'sessions.describe': {
    params: session.SessionsDescribeParams,
    result: session.SessionsDescribeResult,
  },
  'sessions.create': { params: session.SessionsCreateParams, result: session.SessionsCreateResult },
  'sessions.patch': { params: session.SessionsPatchParams, result: session.SessionChanged },
  'sessions.reset': { params: session.SessionsResetParams, result: session.SessionChanged },
  'sessions.delete': { params: session.SessionsDeleteParams, result: session.SessionsDeleteResult },
  'sessions.subscribe': { params: frame.NoParams, result: session.SessionsSubscribeResult },
  'sessions.unsubscribe': { params: frame.NoParams, result: session.SessionsSubscribeResult },
  'sessions.messages.subscribe': {
    params: session.SessionsMessagesSubscribeParams,
    result: session.SessionsMessagesSubscribeResult,
  },
  'sessions.messages.unsubscribe': {
    params: session.SessionsMessagesUnsubscribeParams,
    result: session.SessionsMessagesSubscribeResult,
  },
  subscribe: { params: session.SubscribeParams, result: session.SubscribeResult },
  agent: { params: agent.AgentParams, accepted: agent.AgentAccepted, result: agent.AgentResult },
  'agent.wait': { params: agent.AgentWaitParams, result: agent.AgentWaitResult },
  'commands.list': { params: command.CommandsListParams, result: command.CommandsListResult },
  'channels.status': {
    params: channel.ChannelsStatusParams,
    result: channel.ChannelsStatusResult,
  },
  'channels.describe': { params: frame.NoParams, result: channel.ChannelsDescribeResult },
  'channels.check': { params: channel.ChannelsCheckParams, result: channel.ChannelsCheckResult },
  'channels.add': { params: channel.ChannelsAddParams, result: channel.ChannelsAddResult },
  'channels.remove': {
    params: channel.ChannelsRemoveParams,
    result: channel.ChannelsRemoveResult,
  },
  'pairing.list': { params: people.PairingListParams, result: people.PairingListResult },
  'pairing.approve': { params: people.PairingApproveParams, result: people.PairingApproveResult },
  'pairing.deny': { params: people.PairingDenyParams, result: people.PairingDecided },
  'pairing.revoke': { params: people.PairingRevokeParams, result: people.PairingRevokeResult },
  'wirings.list': { params: people.WiringsListParams, result: people.WiringsListResult },
  'wirings.set': { params: people.WiringsSetParams, result: people.WiringsSetResult },
  'wirings.remove': { params: people.WiringsRemoveParams, result: people.WiringsRemoveResult },
  'logs.tail': { params: operation.LogsTailParams, result: operation.LogsTailResult },
  'deliveries.list': {
    params: operation.DeliveriesListParams,
    result: operation.DeliveriesListResult,
  },
  'deliveries.retry': {
    params: operation.DeliveriesRetryParams,
    result: operation.DeliveriesRetryResult,
  },
  'deliveries.show': {
    params: operation.DeliveriesShowParams,
    result: operation.DeliveriesShowResult,
  },
  'deliveries.drop': {
    params: operation.DeliveriesDropParams,
    result: operation.DeliveriesDropResult,
  },
  'audit.list': { params: operation.AuditListParams, result: operation.AuditListResult },
  'audit.records': { params: operation.AuditRecordsParams, result: operation.AuditRecordsResult },
  'audit.verify': { params: operation.AuditVerifyParams, result: operation.AuditVerifyResult },
  'auth.link': { params: operation.AuthLinkParams, result: operation.AuthLinkResult },
} as const satisfies Record<string, MethodSchema>;

export const EVENT_SCHEMAS = {
  'connect.challenge': connect.ConnectChallenge,
  health: health.Health,
  presence: health.PresenceEvent,
  tick: health.TickEvent,
  shutdown: health.ShutdownEvent,
  chat: chat.ChatEvent,
  agent: chat.AgentEvent,
  'session.message': session.SessionMessageEvent,
  'sessions.changed': session.SessionsChangedEvent,
  run: session.RunEvent,
  'deliveries.changed': operation.DeliveriesChangedEvent,
  'pairing.changed': people.PairingChangedEvent,
  'channels.changed': channel.ChannelsChangedEvent,
} as const satisfies Record<string, TSchema>;

export const FRAME_SCHEMAS = {
  requestFrame: frame.RequestFrame,
  responseFrame: frame.ResponseFrame,
  eventFrame: frame.EventFrame,
  connectParams: connect.ConnectParams,
  helloOk: hello.HelloOk,
} as const satisfies Record<string, TSchema>;

type MethodSchemas = typeof METHOD_SCHEMAS;

/** The name of a method that a client may call after `connect`. */
export type MethodName = keyof MethodSchemas;
export type MethodParams<Name extends MethodName> = Static<MethodSchemas[Name]['params']>;
/** The payload of the method's (last) answer. */
export type MethodResult<Name extends MethodName> = Static<MethodSchemas[Name]['result']>;

export type EventName = keyof typeof EVENT_SCHEMAS;
export type EventPayload<Name extends EventName> = Static<(typeof EVENT_SCHEMAS)[Name]>;
