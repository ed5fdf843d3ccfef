// The wire of the gateway, version 4. Pure and free of dependencies; nothing here does I/O.
export * from './device-payload.ts';
export * from './error.ts';
export * from './event.ts';
export * from './frame.ts';
export * from './limit.ts';
export * from './method.ts';
export type * from './schema/agent.ts';
export type * from './schema/channel.ts';
export type * from './schema/chat.ts';
export type * from './schema/command.ts';
export type * from './schema/connect.ts';
export type * from './schema/frame.ts';
export type * from './schema/health.ts';
export type * from './schema/hello.ts';
export type * from './schema/model.ts';
export type * from './schema/operation.ts';
export type * from './schema/people.ts';
export type {
  EventName,
  EventPayload,
  MethodName,
  MethodParams,
  MethodResult,
} from './schema/registry.ts';
export type * from './schema/session.ts';
export type * from './schema/transcript.ts';
export * from './scope.ts';
export * from './validation/problem.ts';
