import type { MessageId } from '../id/id.ts';
import type { Instant } from '../ports/clock.ts';
import type { FileBlock, UserContent } from './content.ts';

export type MessageKind = 'message' | 'edit' | 'delete' | 'reaction' | 'action';
export const CONVERSATION_KINDS = ['direct', 'group', 'channel', 'thread'] as const;
export type ConversationKind = (typeof CONVERSATION_KINDS)[number];

/** One login on one messaging platform. */
export type AccountRef = { readonly channel: string; readonly account: string };

/** Where something was said. `address` is the platform's own id, opaque to us. */
export type ConversationRef = {
  readonly address: string;
  readonly kind: ConversationKind;
  readonly title?: string;
  readonly parent?: {
    readonly address: string;
    readonly kind: ConversationKind;
    readonly title?: string;
  };
  /** The platform's name of the thread within its parent, for session keys. */
  readonly thread?: { readonly id: string; readonly kind: 'topic' | 'thread' };
};

/** A file that came with a message, before it has a row. */
export type InboundFile = Omit<FileBlock, 'type' | 'attachmentId'> & {
  /** By which the channel fetches it. */
  readonly sourceRef: string;
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
  readonly sender: {
    readonly identity: string;
    readonly displayName?: string;
    /** Whether the platform says that a program writes. */
    readonly isBot?: boolean;
  };
  /** The platform's id of the message: the new one, or the one that is edited, deleted, reacted to or whose button was pressed. */
  readonly platformMessageId?: string;
  /** What was written; of an action, the value of the button; of a reaction, what it says. */
  readonly content: UserContent;
  readonly files?: readonly InboundFile[];
  /** How it turns to us where several people talk: by name, or by answering what we said. */
  readonly addressed?: 'mention' | 'reply';
  /** What we can not read of it, in words for its sender, such as `a poll`. */
  readonly unsupported?: string;
  /** Where the text came from, when that is not the principal's own hand. */
  readonly labels?: readonly string[];
  readonly sentAt?: Instant;
  /** Of a piece of an album: the platform's name of the album. Its pieces come one by one and become one message. */
  readonly album?: { readonly key: string };
};

export type MessageRef = { readonly id: MessageId; readonly receivedAt: Instant };
