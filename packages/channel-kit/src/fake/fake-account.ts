import type {
  InboundEvent,
  OutboundPart,
  OutboundPreview,
  PreviewOutcome,
  SendOutcome,
  WorkSign,
} from '@coderclaw/core';
import { userText } from '@coderclaw/core';
import type { Capabilities } from '../capabilities.ts';
import type { AccountSettings, Channel, ChannelAccount, ChannelHost } from '../channel.ts';
import { ChannelError, outcomeOfError } from '../channel-error.ts';
import { cleanText } from '../clean-text.ts';
import { formatEventKey } from '../event-key.ts';
import { splitMarkdown } from '../split-markdown.ts';
import type { FakePlatform } from './fake-platform.ts';
import { fakeWebhook } from './fake-webhook.ts';
import type { PlatformMessage } from './platform-message.ts';

const RECONNECT_MS = 1_000;

/** One login of a FakeChannel. */
export class FakeAccount implements ChannelAccount {
  readonly account: string;
  readonly webhook?: NonNullable<ChannelAccount['webhook']>;
  readonly #channel: Channel;
  readonly #platform: FakePlatform;
  readonly #host: ChannelHost;
  readonly #closing = new AbortController();
  #stopReading: () => void = () => {};

  /** Throws a ChannelError where the platform does not let it read. */
  constructor(
    channel: Channel,
    platform: FakePlatform,
    { account, options }: AccountSettings,
    host: ChannelHost,
  ) {
    this.account = account;
    this.#channel = channel;
    this.#platform = platform;
    this.#host = host;
    const { webhookSecret } = options;
    if (typeof webhookSecret === 'string')
      this.webhook = fakeWebhook(webhookSecret, (message) => this.#take(message));
    else this.#connect();
  }

  get capabilities(): Capabilities {
    return this.#channel.capabilities;
  }

  split(text: string): readonly string[] {
    return splitMarkdown(text, { maxUnits: this.capabilities.maxTextUnits });
  }

  async send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    try {
      if (stop.aborted) throw new ChannelError('CHANNEL_CLOSED');
      this.#requireCapability(part);
      const file = await this.#readFile(part);
      const key = this.capabilities.idempotency === 'none' ? null : part.idempotencyKey;
      const repeat = this.capabilities.idempotency === 'key' ? 'same' : 'new';
      const platformMessageId = await this.#platform.post(part, key, repeat, stop, file);
      return { kind: 'delivered', platformMessageId };
    } catch (error) {
      const gone = error instanceof ChannelError && error.code === 'CHANNEL_NOT_FOUND';
      const address = gone ? this.#platform.movedTo(part.address) : undefined;
      if (address !== undefined) return { kind: 'moved', address };
      return gone && part.content.kind === 'reaction' ? { kind: 'gone' } : outcomeOfError(error);
    }
  }

  async lookUp(part: OutboundPart): Promise<{ readonly platformMessageId: string } | undefined> {
    if (this.capabilities.idempotency !== 'lookup') return undefined;
    const platformMessageId = this.#platform.lookUp(part.address, part.idempotencyKey);
    return platformMessageId === undefined ? undefined : { platformMessageId };
  }

  async preview(preview: OutboundPreview, signal: AbortSignal): Promise<PreviewOutcome> {
    if (!this.capabilities.streaming) return { kind: 'skipped' };
    const { address, platformMessageId, text } = preview;
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    try {
      if (stop.aborted) throw new ChannelError('CHANNEL_CLOSED');
      await this.#platform.callEdit(address, platformMessageId, text, stop);
      return { kind: 'shown' };
    } catch (error) {
      const { retryAfterMs } = error as { readonly retryAfterMs?: number };
      return {
        kind: 'skipped',
        error: String(error),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    }
  }

  async indicate(sign: WorkSign, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    await this.#platform.show(sign, stop).catch(() => {
      // Ignored: a sign is lost without harm.
    });
  }

  async download(sourceRef: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    if (!this.capabilities.attachments)
      throw new ChannelError('CHANNEL_REFUSED', 'this platform has no files');
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    try {
      return await this.#platform.download(sourceRef, stop);
    } catch (error) {
      const isLost = error instanceof ChannelError && error.code === 'CHANNEL_ANSWER_LOST';
      // A fetch changes nothing: one whose answer was lost can be made again.
      throw isLost ? new ChannelError('CHANNEL_UNREACHABLE', undefined, { cause: error }) : error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#stopReading();
  }

  #connect(): void {
    this.#stopReading = this.#platform.connect({
      // The platform offers a message again until this resolves: accepted first, acknowledged after.
      take: (message) => this.#take(message),
      lost: (error) => void this.#reconnect(error),
    });
    this.#host.report({ state: 'running', name: '@fake' });
  }

  async #reconnect(failure: ChannelError): Promise<void> {
    const { clock, signal, report } = this.#host;
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    for (let error = failure; !stop.aborted; ) {
      report({ state: error.retryable ? 'waiting' : 'refused', problem: error.message });
      if (!error.retryable) return;
      await clock.sleep(RECONNECT_MS, stop);
      if (stop.aborted) return;
      try {
        this.#connect();
        return;
      } catch (next) {
        if (!(next instanceof ChannelError)) throw next;
        error = next;
      }
    }
  }

  async #take(message: PlatformMessage): Promise<void> {
    const { signal } = this.#host;
    if (signal.aborted || this.#closing.signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
    const { kind, conversation, text } = message;
    if (kind === 'moved') await this.#host.moved({ from: conversation, to: text });
    else {
      const event = this.#read(message);
      if (event) await this.#host.accept(event);
    }
  }

  /** What can not be read would be in the way of all behind it for ever. */
  #read(message: PlatformMessage): InboundEvent | undefined {
    try {
      return eventOf(message, this.#channel.name, this.account);
    } catch (error) {
      this.#host.logger.error('a message could not be read and is skipped', { error });
      return undefined;
    }
  }

  #requireCapability({ content }: OutboundPart): void {
    const { edits, attachments, buttons, reactions } = this.capabilities;
    const lacks =
      (content.kind === 'edit' && !edits) ||
      (content.kind === 'file' && !attachments) ||
      (content.kind === 'reaction' && !reactions) ||
      ('buttons' in content && content.buttons !== undefined && !buttons);
    if (lacks) throw new ChannelError('CHANNEL_REFUSED', 'this platform can not do that');
  }

  async #readFile({ content }: OutboundPart): Promise<Uint8Array | undefined> {
    if (content.kind !== 'file') return undefined;
    try {
      return await this.#host.readFile(content.file);
    } catch (cause) {
      throw new ChannelError('CHANNEL_REFUSED', 'the file can not be read', { cause });
    }
  }
}

function eventOf(message: PlatformMessage, channel: string, account: string): InboundEvent {
  const { conversation, id, version, place, addressed, quote, files, unsupported, album } = message;
  const kind = kindOf(message);
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
    conversation: { address: conversation, kind: 'direct', ...place },
    sender: { identity: message.from },
    platformMessageId: id,
    content: {
      ...userText(cleanText(message.text)),
      ...(quote !== undefined && { quote: { text: quote } }),
    },
    ...(files && { files }),
    ...(addressed && { addressed }),
    ...(unsupported !== undefined && { unsupported }),
    ...(album !== undefined && { album: { key: album } }),
  };
}

function kindOf({ kind, version }: PlatformMessage): InboundEvent['kind'] {
  if (kind === undefined || kind === 'moved') return version === undefined ? 'message' : 'edit';
  return kind;
}
