import type { Capabilities } from '../capabilities.ts';
import type { Channel, ChannelAccount } from '../channel.ts';
import type { ChannelUnderTest, PeopleDriver } from '../conformance/harness.ts';
import { FakeChannel } from './fake-channel.ts';
import type { FakePlatform } from './fake-platform.ts';
import { postOf, SECRET_HEADER } from './fake-webhook.ts';
import { FakeWorld } from './fake-world.ts';
import type { PlatformMessage } from './platform-message.ts';

/** What posts prove themselves by. */
export const SECRET = 'the secret of the webhook';

/** A FakeChannel and both sides of its platform, for the conformance suite. */
export function fakeChannelUnderTest(
  own: Partial<Capabilities>,
  create = (platform: FakePlatform): Channel => new FakeChannel(platform, own),
): ChannelUnderTest {
  const world = new FakeWorld();
  return {
    createChannel: () => create(world.platform),
    people: peopleOf(world, own),
    platform: world.driver,
  };
}

/** The same, whose platform posts what people do. */
export function hookedFakeChannelUnderTest(
  own: Partial<Capabilities>,
  create = (platform: FakePlatform): Channel => new FakeChannel(platform, own),
): ChannelUnderTest {
  const world = new FakeWorld();
  const { revokesLogin: _, ...driver } = world.driver;
  let webhook: ChannelAccount['webhook'];
  let stopPosting = () => {};
  const take = async (message: PlatformMessage) => {
    const { status } = await webhook!(postOf(message, SECRET));
    // What it is told to be nonsense it does not post again.
    if (status >= 300 && status !== 400) throw new Error(`answered with ${status}`);
  };
  const beginPosting = () => {
    stopPosting();
    // Ignored: what it could not post it posts when it is back.
    stopPosting = world.platform.connect({ take, lost: () => {} });
  };
  return {
    createChannel: () => create(world.platform),
    people: peopleOf(world, own),
    platform: {
      ...driver,
      options: { webhookSecret: SECRET },
      comesBack: async () => {
        await driver.comesBack();
        beginPosting();
      },
      webhook: {
        requestOf: ({ by, in: place, text }) =>
          postOf({ ...world.about({ id: 'posted', by, in: place }), text }, SECRET),
        secretHeader: SECRET_HEADER,
      },
    },
    opened: (account) => {
      ({ webhook } = account);
      beginPosting();
    },
    close: async () => stopPosting(),
  };
}

function peopleOf(world: FakeWorld, { threads }: Partial<Capabilities>): PeopleDriver {
  return {
    ...world.people,
    places: ['ann', 'bob', 'group', ...(threads ? ['thread' as const] : [])],
  };
}
