import type { DeliveryRecord, PartContent, PartRecord, PartState } from '../delivery/delivery.ts';
import type { PartVerdict } from '../delivery/retry.ts';
import type {
  AccountId,
  AttachmentId,
  ConversationId,
  DeliveryId,
  DestinationId,
  EntryId,
  MessageId,
  PartId,
  PrincipalId,
} from '../id/id.ts';
import type { AttachmentRecord } from '../message/attachment.ts';
import type { Button, FileRef } from '../message/content.ts';
import type { ConversationKind } from '../message/message.ts';
import type { BlobInfo } from './blob-store.ts';
import type { Instant } from './clock.ts';
import type { RunWrite } from './store.ts';

/** What goes out. */
export interface DeliveryStore {
  /** T4. Takes the oldest sendable part of a conversation and marks it `sending`. Undefined when there is none. */
  startPart(command: {
    readonly at: Instant;
    readonly conversationId: ConversationId;
  }): Promise<PartToSend | undefined>;
  /** T4. The outcome of a part in `sending`. With `notice`, one line for the conversation joins the same transaction, unless one like it is still to be told. */
  recordPart(command: {
    readonly at: Instant;
    readonly partId: PartId;
    readonly verdict: PartVerdict;
    readonly notice?: readonly NewPart[];
  }): Promise<DeliveryRecord>;
  /** Parts that stand in `sending`: after a restart, nobody is sending them. */
  listSendingParts(): Promise<readonly PartToSend[]>;
  /**
   * Conversations whose oldest open part is pending, with the instant at which it is due. One whose oldest
   * is `sending` is not among them: that part holds those behind it until its outcome is recorded.
   */
  listPendingConversations(): Promise<readonly PendingConversation[]>;
  /** The oldest open part of a conversation, when it is pending. */
  findPending(
    conversationId: ConversationId,
  ): Promise<{ readonly dueAt: Instant; readonly attempt: number } | undefined>;
  /**
   * T4 of an answer that is being written: a delivery whose first part is `sending` already. Undefined where
   * the run has one, has ended, or something else is still to be sent there first.
   */
  startPreview(command: RunWrite & { readonly text: string }): Promise<PartToSend | undefined>;
  /** Newest first. */
  listDeliveries(query: {
    readonly state?: PartState;
    readonly sessionKey?: string;
    readonly conversationId?: ConversationId;
    readonly principalId?: PrincipalId;
    /** Only those made before this one; none where there is no such delivery. */
    readonly before?: DeliveryId;
    readonly limit: number;
  }): Promise<readonly DeliveryRecord[]>;
  findDelivery(deliveryId: DeliveryId): Promise<DeliveryRecord | undefined>;
  /** Puts a delivery's failed and unknown parts back to `pending`. Rejects with `STORE_ILLEGAL_TRANSITION` when it has none. */
  retryDelivery(command: {
    readonly at: Instant;
    readonly deliveryId: DeliveryId;
    readonly principalId: PrincipalId;
  }): Promise<DeliveryRecord>;
  /** Gives up what of a delivery is pending, failed or unknown. Rejects with `STORE_ILLEGAL_TRANSITION` when there is nothing of it, and `STORE_CONFLICT` while a part is being sent. */
  dropDelivery(command: {
    readonly at: Instant;
    readonly deliveryId: DeliveryId;
    readonly principalId: PrincipalId;
  }): Promise<DeliveryRecord>;
}

/** Files that come in. */
export interface AttachmentStore {
  /** Those of a message, in its order. */
  listAttachments(messageId: MessageId): Promise<readonly AttachmentRecord[]>;
  findAttachments(ids: readonly AttachmentId[]): Promise<readonly AttachmentRecord[]>;
  /** Still to be fetched, oldest first; those of strangers who were not let in are not. */
  listWantedAttachments(limit: number): Promise<readonly WantedAttachment[]>;
  /** What became of a fetch. Rejects with `STORE_ILLEGAL_TRANSITION` once that is recorded. */
  recordAttachment(command: {
    readonly at: Instant;
    readonly attachmentId: AttachmentId;
    readonly outcome:
      | { readonly state: 'stored'; readonly blob: BlobInfo }
      | { readonly state: 'gone'; readonly error: string };
  }): Promise<AttachmentRecord>;
  /** What a wanted file would add to. Rejects with `STORE_NOT_FOUND`. */
  weighAttachment(query: {
    readonly attachmentId: AttachmentId;
    readonly windowMs: number;
  }): Promise<AttachmentWeight>;
  /**
   * Lets go of the oldest `limit` stored files of messages that came before an instant and that nothing
   * waits for or works on. What nothing else refers to is then no longer kept. Returns how many files.
   */
  releaseAttachments(command: {
    readonly at: Instant;
    readonly before: Instant;
    readonly limit: number;
  }): Promise<number>;
  /** The SHA-256 of all bytes that a row refers to: files that came and are kept, that go out, and that a run has attached. */
  listKeptBlobs(): Promise<readonly string[]>;
}

export type AttachmentWeight = {
  /** Who sent it. */
  readonly principalId: PrincipalId;
  /** As the platform told; null where it did not. */
  readonly claimedBytes: number | null;
  /**
   * Of this sender's files that were fetched, as far as they came with messages accepted later than
   * `windowMs` before this one's: what was fetched late counts to the day on which it came.
   */
  readonly recentBytes: number;
};

export type WantedAttachment = AttachmentRecord & { readonly createdAt: Instant };

export type PendingConversation = {
  readonly conversationId: ConversationId;
  readonly accountId: AccountId;
  readonly dueAt: Instant;
};

export type PartToSend = {
  readonly part: PartRecord;
  readonly delivery: Omit<DeliveryRecord, 'parts'>;
  readonly destinationId: DestinationId;
  readonly conversationKind: ConversationKind;
  /** What to send: an edit whose message never came about is a text. */
  readonly content: PartContent;
  /** The platform's id of the message that is answered, where several people talk; on the first part only. */
  readonly replyTo: string | null;
};

/** One call of a platform that an answer or notice needs. */
export type NewPart = { readonly text: string } & (
  | { readonly kind: 'text'; readonly buttons?: readonly (readonly Button[])[] }
  | { readonly kind: 'file'; readonly file: FileRef }
  /** On the message of that input of the run; a text where the platform has no name for that. */
  | { readonly kind: 'reaction'; readonly inputId: EntryId }
);
