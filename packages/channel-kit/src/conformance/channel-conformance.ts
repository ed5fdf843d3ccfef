import { describe } from 'node:test';
import { testAlbums } from './album.ts';
import { testAttachments } from './attachment.ts';
import { testCapabilities } from './capability.ts';
import { testEditing } from './editing.ts';
import { testInbound } from './inbound.ts';
import { testInboundKinds } from './inbound-kind.ts';
import { testLifecycle } from './lifecycle.ts';
import { testMoving } from './moving.ts';
import { testRecovery } from './recovery.ts';
import { testSending } from './sending.ts';
import { testSigns } from './sign.ts';
import { testSplitting } from './splitting.ts';
import { testWebhook } from './webhook.ts';
import type { StartSubject } from './world.ts';

/**
 * The contract of `Channel` as tests for node:test. `start` builds one adapter and its platform; it is
 * called for each test. What a platform does not have is skipped, and said so.
 */
export function channelConformance(name: string, start: StartSubject): void {
  describe(`${name} keeps the contract of a channel`, () => {
    testLifecycle(start);
    testCapabilities(start);
    testInbound(start);
    testInboundKinds(start);
    testRecovery(start);
    testSplitting(start);
    testSending(start);
    testEditing(start);
    testAttachments(start);
    testAlbums(start);
    testSigns(start);
    testMoving(start);
    testWebhook(start);
  });
}
