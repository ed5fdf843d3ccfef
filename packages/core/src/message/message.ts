import type { MessageId } from '../id/id.ts';
import type { Instant } from '../ports/clock.ts';
import type { UserContent } from './content.ts';

export type MessageKind = 'message' | 'edit' | 'delete' | 'reaction' | 'action';
export type ConversationKind = 'direct' | 'group' | 'channel' | 'thread';

/** One login on one messaging platform. */
export type AccountRef = { readonly channel: string; readonly account: string };

/** Where something was said. `address` is the platform's own id, opaque to us. */
export type ConversationRef = {
  readonly address: string;
  readonly kind: ConversationKind;
  readonly title?: string;
  readonly parent?: { readonly address: string; readonly kind: ConversationKind };
};

/**
 * What an adapter hands over, already normalised. `eventKey` is unique per account for one platform
 * event (kind + conversation + platform message id + edit version, or the platform's own event id):
 * handing the same key over twice is accepted once.
 */
export type InboundEvent = AccountRef & {
  readonly eventKey: string;
  readonly kind: MessageKind;
  readonly conversation: ConversationRef;
  /** `identity` is the platform's immutable user id, never a display name. */
  readonly sender: { readonly identity: string; readonly displayName?: string };
  readonly platformMessageId?: string;
  readonly content: UserContent;
  /** Where the text came from, when that is not the principal's own hand. */
  readonly labels?: readonly string[];
  readonly sentAt?: Instant;
};

export type MessageRef = { readonly id: MessageId; readonly receivedAt: Instant };
