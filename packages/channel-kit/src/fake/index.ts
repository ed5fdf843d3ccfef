// A messaging platform for tests, and its channel.
export * from './fake-channel.ts';
export * from './fake-platform.ts';
export * from './platform-ledger.ts';
export type * from './platform-message.ts';
