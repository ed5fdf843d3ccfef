import type {
  AccountId,
  ConversationId,
  DeliveryId,
  DestinationId,
  EntryId,
  PartId,
  PrincipalId,
  RunId,
} from '../id/id.ts';
import type { TransitionTable } from '../machine/state-machine.ts';
import type { Button, FileRef } from '../message/content.ts';
import type { Instant } from '../ports/clock.ts';

/**
 * One platform call. `sending` commits before the call. Back to `pending` goes a part whose send
 * certainly did not happen and is tried again, and one that a person sends again. `dropped`: given up by a
 * person, or replaced by a later part.
 */
export const PART_TRANSITIONS = {
  pending: ['sending', 'dropped'],
  sending: ['delivered', 'failed', 'unknown', 'pending'],
  delivered: [],
  failed: ['pending', 'dropped'],
  unknown: ['pending', 'dropped'],
  dropped: [],
} as const satisfies TransitionTable<string>;
export type PartState = keyof typeof PART_TRANSITIONS;

export type PartRecord = {
  readonly id: PartId;
  readonly deliveryId: DeliveryId;
  readonly index: number;
  readonly state: PartState;
  readonly kind: PartContent['kind'];
  /** Markdown; of a file, its caption; of a reaction, the emoji. */
  readonly text: string;
  /** Of an edit: the part whose message it changes. */
  readonly targetId: PartId | null;
  /** Of a reaction: the platform's id of the message that it stands on. */
  readonly reactsTo: string | null;
  readonly file: FileRef | null;
  readonly buttons: readonly (readonly Button[])[] | null;
  readonly entryId: EntryId | null;
  /** The same for every try at this part, so that an idempotent platform can recognise it. */
  readonly idempotencyKey: string;
  readonly attempt: number;
  readonly nextAttemptAt: Instant;
  readonly platformMessageId: string | null;
  readonly error: string | null;
};

export type DeliveryRecord = {
  readonly id: DeliveryId;
  readonly principalId: PrincipalId;
  readonly runId: RunId | null;
  readonly destinationId: DestinationId;
  readonly accountId: AccountId;
  readonly channel: string;
  readonly account: string;
  readonly conversationId: ConversationId;
  /** The platform's own id of the conversation. */
  readonly address: string;
  /** What the platform calls the conversation, where it has a name. */
  readonly title: string | null;
  /** A run's answer, a line of the gateway's own, a command's answer, or a stranger's code. */
  readonly kind: 'reply' | 'notice' | 'command' | 'pairing';
  readonly state: PartState;
  readonly createdAt: Instant;
  readonly parts: readonly PartRecord[];
};

/** The state of a delivery, from its parts: the worst news first, then what is still to do. */
export function stateOfDelivery(parts: readonly { readonly state: PartState }[]): PartState {
  for (const state of ['unknown', 'failed', 'sending', 'pending'] as const) {
    if (parts.some((part) => part.state === state)) return state;
  }
  return parts.length > 0 && parts.every(({ state }) => state === 'dropped')
    ? 'dropped'
    : 'delivered';
}

/** What a platform can do, as far as sending is concerned. */
export type SendIdempotency = 'key' | 'lookup' | 'none';

/** What one platform call carries. */
export type PartContent =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly buttons?: readonly (readonly Button[])[];
    }
  /** Replaces the text of a message that we sent. Doing it twice is as good as once. */
  | {
      readonly kind: 'edit';
      readonly text: string;
      readonly platformMessageId: string;
      /** Those that stand there otherwise go. */
      readonly buttons?: readonly (readonly Button[])[];
    }
  | { readonly kind: 'file'; readonly file: FileRef; readonly caption?: string }
  /** Puts one emoji on a person's message, in place of the one that we put there. Twice is as good as once. */
  | { readonly kind: 'reaction'; readonly text: string; readonly platformMessageId: string };

/**
 * What became of one send. `unsent` means that the platform certainly did not act on it, or, of an edit
 * or a reaction, that it is no harm if it did.
 */
export type SendOutcome =
  | { readonly kind: 'delivered'; readonly platformMessageId?: string }
  | {
      readonly kind: 'unsent';
      readonly error: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
      /** `account`: nothing can be sent on this login now, wherever to. */
      readonly scope?: 'account';
    }
  /** There is no room for it yet under what the platform allows: it was not asked, and this was no try. */
  | { readonly kind: 'held'; readonly waitMs: number }
  /** The platform moved the conversation and did not act; it is to be sent to the new address. */
  | { readonly kind: 'moved'; readonly address: string }
  /**
   * The message that an edit was to change is not there any more, or that of a reaction is not or takes no
   * such emoji; the text goes out as one of its own.
   */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown'; readonly error: string };

/** What to do with a part found in `sending` when nobody is sending it. */
export type PartRecovery =
  | { readonly decision: 'resend'; readonly reason: 'idempotent-by-key' }
  | { readonly decision: 'look-up'; readonly reason: 'idempotent-by-lookup' }
  | { readonly decision: 'report-unknown'; readonly reason: 'not-idempotent' | 'adapter-missing' };

/** Whether a part changes a message that is there, and makes none of its own. */
export function changesMessage({ kind }: Pick<PartContent, 'kind'>): boolean {
  return kind === 'edit' || kind === 'reaction';
}

/** How a send is repeated safely. What changes a message is as good twice as once, whatever the platform can do. */
export function idempotencyOf(
  content: Pick<PartContent, 'kind'>,
  ofPlatform: SendIdempotency | null,
): SendIdempotency | null {
  return changesMessage(content) && ofPlatform !== null ? 'key' : ofPlatform;
}

export function decidePartRecovery(idempotency: SendIdempotency | null): PartRecovery {
  if (idempotency === 'key') return { decision: 'resend', reason: 'idempotent-by-key' };
  if (idempotency === 'lookup') return { decision: 'look-up', reason: 'idempotent-by-lookup' };
  return {
    decision: 'report-unknown',
    reason: idempotency === null ? 'adapter-missing' : 'not-idempotent',
  };
}
