// The contract of a channel, as tests.
export { HurriedClock } from '../testing/hurried-clock.ts';
export { RecordingHost } from '../testing/recording-host.ts';
export * from './channel-conformance.ts';
export * from './harness.ts';
export * from './request-channel.ts';
