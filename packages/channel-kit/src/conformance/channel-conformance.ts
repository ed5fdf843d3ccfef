import { describe } from 'node:test';
import { testInbound } from './inbound.ts';
import { testLifecycle } from './lifecycle.ts';
import { testSending } from './sending.ts';
import { testSplitting } from './splitting.ts';
import type { StartSubject } from './world.ts';

/**
 * The contract of `Channel` as tests for node:test. `start` builds one adapter and its platform; it is
 * called for each test. What a platform does not have is skipped, and said so.
 */
export function channelConformance(name: string, start: StartSubject): void {
  describe(`${name} keeps the contract of a channel`, () => {
    testLifecycle(start);
    testInbound(start);
    testSending(start);
    testSplitting(start);
  });
}
