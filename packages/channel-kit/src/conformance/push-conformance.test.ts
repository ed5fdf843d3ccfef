import { fakeChannelUnderTest, hookedFakeChannelUnderTest } from '../fake/fake-subject.ts';
import { channelConformance } from './channel-conformance.ts';
import { EVERYTHING } from './fixture/everything.ts';

channelConformance('FakeChannel that says nothing of itself', () => fakeChannelUnderTest({}));
channelConformance('FakeChannel that looks sends up', () =>
  fakeChannelUnderTest({ idempotency: 'lookup', maxTextUnits: 4_096 }),
);
channelConformance('FakeChannel that can do everything', () => fakeChannelUnderTest(EVERYTHING));
channelConformance('FakeChannel that is posted to', () => hookedFakeChannelUnderTest(EVERYTHING));
