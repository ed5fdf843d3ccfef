import { describe } from 'node:test';
import type { ChannelUnderTest } from './harness.ts';
import { testInbound } from './inbound.ts';
import { testLifecycle } from './lifecycle.ts';
import { testSending } from './sending.ts';

/**
 * The contract of `Channel` as tests for node:test. `make` builds one adapter and its platform; it
 * is called for each test.
 */
export function channelConformance(name: string, make: () => ChannelUnderTest): void {
  describe(`${name} keeps the contract of a channel`, () => {
    testLifecycle(make);
    testInbound(make);
    testSending(make);
  });
}
