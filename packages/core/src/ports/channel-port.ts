import type { SendIdempotency, SendOutcome } from '../delivery/delivery.ts';
import type { AccountRef } from '../message/message.ts';

/** How the kernel reaches channels, without knowing one. */
export interface ChannelDirectory {
  find(account: AccountRef): OutboundChannel | undefined;
}

/** The sending half of a channel account. The full contract is channel-kit's. */
export interface OutboundChannel {
  /** `pull`: clients fetch from us; the settling commit delivers. `push`: we call the platform. */
  readonly transport: 'pull' | 'push';
  readonly idempotency: SendIdempotency;
  /** Cuts a text into parts that the platform accepts. Joining them loses no text. */
  split(text: string): readonly string[];
  /** One platform call. Never throws for what the platform does; that is an outcome. */
  send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome>;
  /** For `lookup` platforms: whether a part with this key arrived. Throws when that can not be known now. */
  lookUp(
    part: OutboundPart,
    signal: AbortSignal,
  ): Promise<{ readonly platformMessageId: string } | undefined>;
}

export type OutboundPart = {
  readonly address: string;
  readonly text: string;
  readonly idempotencyKey: string;
};
