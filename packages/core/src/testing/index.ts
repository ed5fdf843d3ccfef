// Fakes of core's ports, for the tests of every package.
export * from './account-policy.ts';
export * from './counting-codes.ts';
export * from './counting-ids.ts';
export * from './manual-clock.ts';
export * from './memory-blobs.ts';
export * from './recording-channel.ts';
export * from './scripted-desk.ts';
export * from './scripted-runner.ts';
export * from './seeded-random.ts';
export * from './silent-logger.ts';
