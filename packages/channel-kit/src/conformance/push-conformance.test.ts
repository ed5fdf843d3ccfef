import { FakeChannel } from '../fake/fake-channel.ts';
import { FakePlatform } from '../fake/fake-platform.ts';
import { RecordingHost } from '../testing/recording-host.ts';
import { channelConformance } from './channel-conformance.ts';

for (const idempotency of ['key', 'lookup', 'none'] as const) {
  channelConformance(`FakeChannel with idempotency ${idempotency}`, () => {
    const platform = new FakePlatform();
    return {
      channel: new FakeChannel(platform, { idempotency, maxTextUnits: 100 }),
      host: new RecordingHost(),
      wrongOptions: { token: 'wrong' },
      write: async (message) => {
        platform.receive(message);
        await platform.settled();
      },
      writeAgain: async (message) => {
        platform.repeat(message);
        await platform.settled();
      },
      acknowledged: () => platform.acknowledged,
      platform: { troubles: (...next) => platform.script(...next), posts: () => platform.posts },
    };
  });
}
