import type { Capabilities } from '../delivery/capabilities.ts';
import type { PartContent, SendOutcome } from '../delivery/delivery.ts';
import type { AccountRef, ConversationKind } from '../message/message.ts';

/** How the kernel reaches channels, without knowing one. */
export interface ChannelDirectory {
  find(account: AccountRef): OutboundChannel | undefined;
}

/** The sending half of a channel account. The full contract is channel-kit's. */
export interface OutboundChannel {
  readonly capabilities: Capabilities;
  /** Cuts a Markdown text into parts that the platform accepts. No text of it is lost. */
  split(text: string): readonly string[];
  /** One platform call. Never throws for what the platform does; that is an outcome. */
  send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome>;
  /** For `lookup` platforms: whether a part with this key arrived. Throws when that can not be known now. */
  lookUp(
    part: OutboundPart,
    signal: AbortSignal,
  ): Promise<{ readonly platformMessageId: string } | undefined>;
  /**
   * Shows an answer that is being written in the message that will hold it. Not journaled: what is
   * skipped or lost is made good by the next one, and in the end by the part that replaces it. Never throws.
   */
  preview(preview: OutboundPreview, signal: AbortSignal): Promise<PreviewOutcome>;
  /** Shows that something goes on. Best effort: lost without harm, never throws. */
  indicate(sign: WorkSign, signal: AbortSignal): Promise<void>;
  /**
   * The bytes of a file that came with a message. Rejects with an error whose `retryable` says whether
   * another try may succeed.
   */
  download(sourceRef: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export type OutboundPart = {
  /** The platform's own id of the conversation. */
  readonly address: string;
  readonly conversationKind: ConversationKind;
  readonly content: PartContent;
  /** The platform's id of the message that is answered; only on the first part of an answer. */
  readonly replyTo: string | null;
  /** The same for every try at this part. */
  readonly idempotencyKey: string;
};

export type OutboundPreview = {
  readonly address: string;
  readonly conversationKind: ConversationKind;
  readonly platformMessageId: string;
  /** Cumulative Markdown, at most one part of it. */
  readonly text: string;
};

/** `skipped`: the platform's limits left no room. `retryAfterMs`: leave the platform alone so long. */
export type PreviewOutcome =
  | { readonly kind: 'shown' }
  | { readonly kind: 'skipped'; readonly retryAfterMs?: number; readonly error?: string };

export type WorkSign =
  /** Lasts a few seconds and is repeated while the work goes on. */
  | {
      readonly kind: 'typing';
      readonly address: string;
      readonly conversationKind: ConversationKind;
    }
  /** What became of a message: it waits, it joined a run, or nothing is to be said of it any more. */
  | {
      readonly kind: 'progress';
      readonly address: string;
      readonly platformMessageId: string;
      readonly state: 'queued' | 'steered' | 'done';
    }
  /** A pressed button was seen; `text` is shown to who pressed it. */
  | { readonly kind: 'pressed'; readonly eventKey: string; readonly text?: string };
