import { type Capabilities, withDefaults } from '../capabilities.ts';
import type { AccountSettings, Channel, ChannelAccount, ChannelHost } from '../channel.ts';
import { ChannelError } from '../channel-error.ts';
import { FakeAccount } from './fake-account.ts';
import type { FakePlatform } from './fake-platform.ts';

/**
 * A push channel whose platform lives in this process. It reads by itself, or with option `webhookSecret`
 * is posted to. It passes the conformance suite as a real one does.
 */
export class FakeChannel implements Channel {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly #platform: FakePlatform;

  constructor(platform: FakePlatform, own: Partial<Capabilities> = {}, name = 'fake') {
    this.name = name;
    this.capabilities = withDefaults({ ...own, transport: 'push' });
    this.#platform = platform;
  }

  async open(settings: AccountSettings, host: ChannelHost): Promise<ChannelAccount> {
    if (settings.options.token === 'wrong')
      throw new ChannelError('CHANNEL_AUTH', settings.account);
    return new FakeAccount(this, this.#platform, settings, host);
  }
}
