import type { Capabilities } from '../capabilities.ts';
import { fakeChannelUnderTest, hookedFakeChannelUnderTest } from '../fake/fake-subject.ts';
import { channelConformance } from './channel-conformance.ts';

const EVERYTHING: Partial<Capabilities> = {
  idempotency: 'key',
  maxTextUnits: 100,
  edits: true,
  deletes: true,
  reactions: true,
  threads: true,
  typing: true,
  attachments: true,
  maxFileBytes: 1_000_000,
  buttons: true,
  streaming: true,
};

channelConformance('FakeChannel that says nothing of itself', () => fakeChannelUnderTest({}));
channelConformance('FakeChannel that looks sends up', () =>
  fakeChannelUnderTest({ idempotency: 'lookup', maxTextUnits: 4_096 }),
);
channelConformance('FakeChannel that can do everything', () => fakeChannelUnderTest(EVERYTHING));
channelConformance('FakeChannel that is posted to', () => hookedFakeChannelUnderTest(EVERYTHING));
