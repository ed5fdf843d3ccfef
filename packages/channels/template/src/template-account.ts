import {
  type Capabilities,
  type ChannelAccount,
  ChannelError,
  outcomeOfError,
  splitMarkdown,
} from '@coderclaw/channel-kit';
import type { OutboundPart, PreviewOutcome, SendOutcome } from '@coderclaw/core';
import type { PlatformApi } from './platform-api.ts';

/** One login: what goes out. */
export class TemplateAccount implements ChannelAccount {
  readonly account: string;
  readonly capabilities: Capabilities;
  readonly #api: PlatformApi;
  readonly #closing: AbortController;

  constructor(
    account: string,
    capabilities: Capabilities,
    api: PlatformApi,
    closing: AbortController,
  ) {
    this.account = account;
    this.capabilities = capabilities;
    this.#api = api;
    this.#closing = closing;
  }

  split(text: string): readonly string[] {
    return splitMarkdown(text, { maxUnits: this.capabilities.maxTextUnits });
  }

  /** One call. What goes wrong is a ChannelError, whose code says what that means for the part. */
  async send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome> {
    const { address: conversation, content, replyTo: answers, idempotencyKey: key } = part;
    try {
      if (content.kind !== 'text' || content.buttons !== undefined)
        throw new ChannelError('CHANNEL_REFUSED', 'the platform has texts only');
      const text = content.text.toWellFormed();
      const platformMessageId = await this.#api.post(
        { conversation, text, answers, key },
        AbortSignal.any([signal, this.#closing.signal]),
      );
      return { kind: 'delivered', platformMessageId };
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  /** With idempotency `key` nobody asks: the same send once more tells. */
  async lookUp(): Promise<undefined> {
    return undefined;
  }

  async preview(): Promise<PreviewOutcome> {
    return { kind: 'skipped' };
  }

  async indicate(): Promise<void> {}

  async download(): Promise<never> {
    throw new ChannelError('CHANNEL_REFUSED', 'the platform has no files');
  }

  /** Ends the reading and every call under way. */
  async close(): Promise<void> {
    this.#closing.abort();
  }
}
