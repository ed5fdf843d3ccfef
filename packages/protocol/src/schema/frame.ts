import Type, { type Static } from 'typebox';
import { Count, closed, optional, Text } from './scalar.ts';

export const StateVersion = closed({ presence: Count, health: Count });
export type StateVersion = Static<typeof StateVersion>;

/** An error as it crosses the wire. `details` is an object with at least a `code` where clients act on it. */
export const ErrorShape = closed({
  code: Text,
  message: Text,
  details: optional(Type.Unknown()),
  retryable: optional(Type.Boolean()),
  retryAfterMs: optional(Count),
});
export type ErrorShape = Static<typeof ErrorShape>;

export const RequestFrame = closed({
  type: Type.Literal('req'),
  /** Chosen by the client, unique on its connection while the request is open. Echoed, so bounded. */
  id: Type.String({ minLength: 1, maxLength: 256 }),
  method: Type.String({ minLength: 1, maxLength: 128 }),
  params: optional(Type.Unknown()),
  traceparent: optional(Type.String({ maxLength: 128 })),
});
export type RequestFrame = Static<typeof RequestFrame>;

export const ResponseFrame = closed({
  type: Type.Literal('res'),
  id: Text,
  ok: Type.Boolean(),
  payload: optional(Type.Unknown()),
  error: optional(ErrorShape),
});
export type ResponseFrame = Static<typeof ResponseFrame>;

export const EventFrame = closed({
  type: Type.Literal('event'),
  event: Text,
  payload: optional(Type.Unknown()),
  seq: optional(Count),
  stateVersion: optional(StateVersion),
});
export type EventFrame = Static<typeof EventFrame>;

/** Methods that only start or stop something on the connection take none, or an empty object. */
export const NoParams = closed({});
export const Done = closed({ ok: Type.Literal(true) });
