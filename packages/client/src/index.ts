// A typed client of a gateway, for Node and browsers: reconnects, resubscribes, replays from a cursor.
export { type BackoffPolicy, DEFAULT_BACKOFF } from './backoff.ts';
export { type Client, type ClientOptions, type ClientState, createClient } from './client.ts';
export { CLIENT_ERRORS, ClientError, type ClientErrorCode } from './client-error.ts';
export type { Socket, SocketConstructor } from './connection.ts';
export type { Device } from './device.ts';
export type { RequestOptions } from './pending-request.ts';
export type { SessionWatcher, WatchOptions } from './session-watch.ts';
