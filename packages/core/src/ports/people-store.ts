import type { Person } from '../access/access.ts';
import type { PairingId, PairingRecord, PairingState } from '../access/pairing.ts';
import type { RefusalCount } from '../access/refusal.ts';
import type { DeliveryRecord } from '../delivery/delivery.ts';
import type { AccountId, ConversationId, IntakeId, PrincipalId, TenantId } from '../id/id.ts';
import type { Button } from '../message/content.ts';
import type { AccountRef, ConversationKind } from '../message/message.ts';
import type { IntakeRecord } from '../routing/intake.ts';
import type { WiringId, WiringRecord, WiringRule } from '../routing/wiring.ts';
import type { EntryRecord } from '../session/entry.ts';
import type { SessionRecord } from '../session/session.ts';
import type { Instant } from './clock.ts';
import type { CommandRequest } from './command-desk.ts';
import type { NewPart } from './delivery-store.ts';
import type { AcceptedIntake, ClaimTerms } from './store.ts';

/** People on channels: who may talk, and where which agent answers. */
export interface PeopleStore {
  /** Who a platform's user is to us, and how they stand on this account. */
  findPerson(query: AccountRef & { readonly identity: string }): Promise<Person>;
  /** Requests, newest first; those of one state, or all. What has expired is listed as such. */
  listPairings(query: {
    readonly at: Instant;
    readonly state?: PairingState;
    readonly limit: number;
  }): Promise<readonly PairingRecord[]>;
  /**
   * Lets in whom a code belongs to: the request is approved, the person linked, and the messages that
   * were kept are engaged, each claiming its lane where that is free. A code that is not known counts
   * against `principalId`.
   */
  approvePairing(command: {
    readonly at: Instant;
    readonly codeHash: string;
    readonly principalId: PrincipalId;
    readonly asOwner: boolean;
    readonly claim: ClaimTerms;
  }): Promise<ApproveResult>;
  /** Turns a request away with what was kept of it. Rejects with `STORE_NOT_FOUND`, and `STORE_ILLEGAL_TRANSITION` where it was decided. */
  denyPairing(command: PairingCommand): Promise<PairingRecord>;
  /**
   * Takes back what an approval gave, no more and no less: the right to write on its account and, where it made
   * an owner, that on every account of the channel, unless another such approval of the person stands.
   */
  revokePairing(command: PairingCommand): Promise<PairingRecord>;
  /** Ends what nobody decided in time, and returns it. */
  expirePairings(command: { readonly at: Instant }): Promise<readonly PairingRecord[]>;

  /** Senders who were turned away since an instant without being told, by account and why; of very many refusals only the newest count. */
  countRefusals(query: { readonly since: Instant }): Promise<readonly RefusalCount[]>;

  /** The wirings that people made for a conversation or, where it has none, for what it lies in; and its former addresses. */
  findPlace(
    query: AccountRef & {
      readonly address: string;
      readonly parentAddress?: string;
    },
  ): Promise<PlaceFacts>;
  /**
   * When a session last answered in a place, or was asked there what it answers or will answer; null where it
   * never did, commands and what it merely listened to apart.
   */
  findLastWord(
    query: AccountRef & { readonly address: string; readonly sessionKey: string },
  ): Promise<Instant | null>;
  /** A conversation by its address, or by the one that it had before. */
  findConversation(
    query: AccountRef & { readonly address: string },
  ): Promise<ConversationRecord | undefined>;
  listWirings(): Promise<readonly (WiringRecord & { readonly place: ConversationRecord })[]>;
  /** Makes a wiring, or replaces that of the same conversation and agent. */
  saveWiring(command: {
    readonly at: Instant;
    readonly tenantId: TenantId;
    readonly principalId: PrincipalId;
    readonly conversationId: ConversationId;
    readonly rule: WiringRule;
  }): Promise<WiringRecord>;
  /** False where there was none. */
  removeWiring(command: {
    readonly at: Instant;
    readonly principalId: PrincipalId;
    readonly wiringId: WiringId;
  }): Promise<boolean>;
  /** Conversations that are not direct and lie in no other, the last heard of first. */
  listPlaces(query: { readonly limit: number }): Promise<readonly ConversationRecord[]>;
  /**
   * The platform gave a conversation another address: messages, sessions and deliveries of the old one
   * go on in the new one. Repeatable. What had been said under the new address stays there.
   */
  moveConversation(
    command: AccountRef & {
      readonly at: Instant;
      readonly tenantId: TenantId;
      readonly from: string;
      readonly to: string;
    },
  ): Promise<void>;
}

type PairingCommand = {
  readonly at: Instant;
  readonly pairingId: PairingId;
  readonly principalId: PrincipalId;
};

/** `locked`: too many wrong codes; `retryAt` says until when. */
export type ApproveResult =
  | {
      readonly kind: 'approved';
      readonly pairing: PairingRecord;
      readonly intakes: readonly AcceptedIntake[];
    }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' | 'decided' }
  | { readonly kind: 'refused'; readonly reason: 'locked'; readonly retryAt: Instant };

export type PlaceFacts = {
  /** As the platform has it now, also where the query used a former one. */
  readonly address: string;
  readonly parentAddress?: string;
  readonly wirings: readonly WiringRule[];
  readonly formerAddresses: readonly string[];
};

export type ConversationRecord = AccountRef & {
  readonly id: ConversationId;
  readonly accountId: AccountId;
  readonly address: string;
  /** What the platform called it before it moved; null where it never did. */
  readonly formerAddress: string | null;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly parentId: ConversationId | null;
  readonly seenAt: Instant;
};

/** Commands on their way to an answer. */
export interface CommandStore {
  /** Accepted and not answered, oldest first: after a restart, nobody works on them. */
  listOpenCommands(): Promise<readonly AcceptedIntake[]>;
  /** Where a command came from, and from whom. */
  findCommandPlace(intakeId: IntakeId): Promise<Pick<CommandRequest, 'identity' | 'place'>>;
  /** The command's disposition, its line in the transcript and its delivery. Rejects with `STORE_CONFLICT` once it was answered. */
  settleCommand(command: SettleCommand): Promise<SettledCommand>;
}

export type SettleCommand = {
  readonly at: Instant;
  readonly intakeId: IntakeId;
  readonly answer: string;
  /** What may be pressed under it. */
  readonly buttons?: readonly (readonly Button[])[];
  /** The answer cut for its platform. */
  readonly reply: readonly NewPart[];
  readonly transport: 'pull' | 'push';
};

export type SettledCommand = {
  readonly intake: IntakeRecord;
  readonly session: SessionRecord;
  /** Null where the session is gone. */
  readonly entry: EntryRecord | null;
  readonly delivery: DeliveryRecord | null;
};
