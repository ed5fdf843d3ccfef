import type {
  InboundEvent,
  OutboundPart,
  OutboundPreview,
  PreviewOutcome,
  SendOutcome,
  WorkSign,
} from '@coderclaw/core';
import { userText } from '@coderclaw/core';
import { type Capabilities, withDefaults } from '../capabilities.ts';
import type { AccountSettings, Channel, ChannelAccount, ChannelHost } from '../channel.ts';
import { ChannelError, outcomeOfError } from '../channel-error.ts';
import { formatEventKey } from '../event-key.ts';
import { splitText } from '../split-text.ts';
import type { FakePlatform, PlatformMessage } from './fake-platform.ts';

/** A push channel whose platform lives in this process. It passes the conformance suite as a real one does. */
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
    return new FakeAccount(this, this.#platform, settings.account, host);
  }
}

class FakeAccount implements ChannelAccount {
  readonly account: string;
  readonly #channel: FakeChannel;
  readonly #platform: FakePlatform;
  readonly #closing = new AbortController();
  readonly #stopReading: () => void;

  constructor(channel: FakeChannel, platform: FakePlatform, account: string, host: ChannelHost) {
    this.account = account;
    this.#channel = channel;
    this.#platform = platform;
    // The platform offers a message again until this resolves: accepted first, acknowledged after.
    this.#stopReading = platform.connect(async (message) => {
      if (host.signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
      await host.accept(eventOf(message, channel.name, account));
    });
  }

  get capabilities(): Capabilities {
    return this.#channel.capabilities;
  }

  split(text: string): readonly string[] {
    return splitText(text, this.#channel.capabilities.maxTextUnits);
  }

  async send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    try {
      if (stop.aborted) throw new ChannelError('CHANNEL_CLOSED');
      const key = this.capabilities.idempotency === 'none' ? null : part.idempotencyKey;
      const repeat = this.capabilities.idempotency === 'key' ? 'same' : 'new';
      return {
        kind: 'delivered',
        platformMessageId: await this.#platform.post(part, key, repeat, stop),
      };
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  async lookUp(part: OutboundPart): Promise<{ readonly platformMessageId: string } | undefined> {
    if (this.capabilities.idempotency !== 'lookup') return undefined;
    const platformMessageId = this.#platform.findPost(part.address, part.idempotencyKey);
    return platformMessageId === undefined ? undefined : { platformMessageId };
  }

  async preview(preview: OutboundPreview): Promise<PreviewOutcome> {
    this.#platform.edit(preview.address, preview.platformMessageId, preview.text);
    return { kind: 'shown' };
  }

  async indicate(sign: WorkSign): Promise<void> {
    this.#platform.signs.push(sign);
  }

  async download(sourceRef: string): Promise<AsyncIterable<Uint8Array>> {
    return this.#platform.download(sourceRef);
  }

  async close(): Promise<void> {
    this.#stopReading();
    this.#closing.abort();
  }
}

function eventOf(message: PlatformMessage, channel: string, account: string): InboundEvent {
  const { conversation, id, version } = message;
  const kind = version === undefined ? 'message' : 'edit';
  return {
    channel,
    account,
    kind,
    eventKey: formatEventKey({
      kind,
      conversation,
      messageId: id,
      ...(version === undefined ? {} : { version }),
    }),
    conversation: { address: conversation, kind: 'direct' },
    sender: { identity: message.from },
    platformMessageId: id,
    content: userText(message.text.replaceAll('\u0000', '\ufffd').toWellFormed()),
  };
}
