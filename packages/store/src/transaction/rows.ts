import type {
  AccountId,
  AttachmentRecord,
  AuditId,
  ConversationId,
  ConversationKind,
  DeliveryRecord,
  DestinationId,
  DeviceRecord,
  DeviceTokenRecord,
  EntryId,
  EntryRecord,
  Id,
  InboundEvent,
  Instant,
  IntakeId,
  IntakeRecord,
  MessageId,
  MessageKind,
  PairingId,
  PairingRecord,
  PartRecord,
  PrincipalId,
  PromptSnapshot,
  RunId,
  RunRecord,
  SessionId,
  SessionRecord,
  SignalId,
  StepRecord,
  TenantId,
  TokenUsage,
  UserContent,
  WiringRecord,
} from '@coderclaw/core';

/** The rows that operations read and write. A row is its record of core, and what only the store needs to know. */

export type PrincipalRow = {
  readonly id: PrincipalId;
  readonly tenantId: TenantId;
  readonly kind: string;
  readonly createdAt: Instant;
};
export type AccountRow = {
  readonly id: AccountId;
  readonly tenantId: TenantId;
  readonly channel: string;
  readonly account: string;
};

export type ConversationRow = {
  readonly id: ConversationId;
  readonly tenantId: TenantId;
  readonly accountId: AccountId;
  readonly address: string;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly parentId: ConversationId | null;
  readonly createdAt: Instant;
  /** What a platform's migration replaced. */
  readonly formerAddress: string | null;
  /** To the minute. */
  readonly seenAt: Instant;
};

export type PairingRow = Omit<PairingRecord, 'channel' | 'account' | 'asOwner'> & {
  readonly tenantId: TenantId;
  readonly sessionKey: string;
  readonly codeHash: string;
  readonly asOwner: 0 | 1;
};
export type WrongCodeRow = {
  readonly id: Id<'wrong-code'>;
  readonly principalId: PrincipalId;
  readonly at: Instant;
};
export type IdentityRow = {
  readonly channel: string;
  readonly platformUserId: string;
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
  readonly pairingId: PairingId;
  readonly createdAt: Instant;
};
export type WiringRow = WiringRecord & {
  readonly tenantId: TenantId;
  readonly origin: 'table';
  readonly createdAt: Instant;
};

export type MessageRow = {
  readonly id: MessageId;
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
  readonly accountId: AccountId;
  readonly conversationId: ConversationId;
  readonly eventKey: string;
  readonly kind: MessageKind;
  readonly identity: string;
  readonly displayName: string | null;
  readonly platformMessageId: string | null;
  /** Null once retention emptied the row. */
  readonly content: UserContent | null;
  readonly labels: readonly string[];
  readonly sentAt: Instant | null;
  readonly receivedAt: Instant;
};

export type AlbumPieceRow = {
  readonly sequence: number;
  readonly tenantId: TenantId;
  readonly accountId: AccountId;
  /** Where it came from, as the platform called it then. */
  readonly address: string;
  readonly identity: string;
  readonly album: string;
  readonly eventKey: string;
  readonly platformMessageId: string | null;
  /** Null once it was joined. */
  readonly event: InboundEvent | null;
  /** The text blocks and files that it has in the message. */
  readonly texts: number;
  readonly files: number;
  readonly messageId: MessageId | null;
  readonly receivedAt: Instant;
};

export type SessionRow = SessionRecord & {
  readonly fence: number;
  readonly title: string | null;
  /** Key, label and title in lower case. */
  readonly search: string;
  /** Grows with each use, whatever the clock does. */
  readonly touched: number;
  readonly deletedAt: Instant | null;
};

export type IntakeRow = IntakeRecord & {
  readonly tenantId: TenantId;
  readonly notBefore: Instant;
  /** Whether what was only listened to stands in a journal, or was passed over. */
  readonly shown: 0 | 1;
};

export type RunRow = RunRecord & {
  readonly executorId: string;
  readonly leaseUntil: Instant;
  /** Attempts that count towards giving up. */
  readonly counted: number;
  /** The session's cursor when this attempt began. */
  readonly attemptCursor: number;
  readonly suspended: 0 | 1;
  readonly refusal: string | null;
};

export type RunInputRow = {
  readonly intakeId: IntakeId;
  readonly runId: RunId;
  readonly entryId: EntryId;
  readonly sequence: number;
};
export type EntryRow = EntryRecord & {
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
};
export type PromptRow = PromptSnapshot & { readonly sessionId: SessionId };
export type StepRow = StepRecord & { readonly attempt: number; readonly endedAt: Instant | null };

export type SignalRow = {
  readonly id: SignalId;
  readonly principalId: PrincipalId;
  readonly runId: RunId;
  readonly kind: 'stop';
  readonly payload: { readonly reason: string };
  readonly createdAt: Instant;
};

export type DestinationRow = {
  readonly id: DestinationId;
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
  readonly kind: 'reply';
  readonly accountId: AccountId;
  readonly conversationId: ConversationId;
  readonly agentId: string;
  /** The platform's id of the message that is answered. */
  readonly replyTo: string | null;
  readonly createdAt: Instant;
};

export type DeliveryRow = Omit<
  DeliveryRecord,
  'parts' | 'channel' | 'account' | 'address' | 'title'
> & {
  readonly tenantId: TenantId;
  /** Null where the person has none yet. */
  readonly sessionId: SessionId | null;
  readonly sequence: number;
};

export type AttachmentRow = Omit<AttachmentRecord, 'channel' | 'account'> & {
  readonly tenantId: TenantId;
  readonly accountId: AccountId;
  /** That of its message. */
  readonly principalId: PrincipalId;
  readonly index: number;
  readonly createdAt: Instant;
};

export type PartRow = PartRecord & {
  readonly conversationId: ConversationId;
  readonly sequence: number;
};

export type UsageRow = TokenUsage & {
  readonly runId: RunId;
  readonly model: string;
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
  readonly agentId: string;
  readonly sessionId: SessionId;
  readonly createdAt: Instant;
};

export type BudgetRow = {
  readonly id: string;
  readonly scope: 'tenant' | 'agent' | 'principal' | 'session';
  readonly scopeId: string;
  readonly limitMicros: number;
  readonly spentMicros: number;
};
export type ReservationRow = {
  readonly runId: RunId;
  readonly budgetId: string;
  readonly micros: number;
};
export type DeviceRow = DeviceRecord;
export type DeviceTokenRow = DeviceTokenRecord & {
  readonly tokenHash: string;
  readonly issuedAt: Instant;
};
export type SignInCodeRow = {
  readonly codeHash: string;
  readonly principalId: PrincipalId;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | null;
};
export type AuditRecordRow = {
  readonly sequence: number;
  readonly id: AuditId;
  readonly tenantId: TenantId;
  readonly at: Instant;
  readonly digest: Uint8Array;
};

export type AuditPayloadRow = {
  readonly sequence: number;
  /** Null once redacted, like `payload`. */
  readonly salt: Uint8Array | null;
  /** Canonical JSON: the digest is over these bytes. */
  readonly payload: string | null;
  readonly redactedAt: Instant | null;
  readonly redactedBy: PrincipalId | null;
};

export type AuditSealRow = {
  readonly sequence: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly head: Uint8Array;
  readonly keyId: string;
  readonly signature: Uint8Array;
};

/** A waiting intake with what decides whether it may join a run, and what it would add to the transcript. */
export type WaitingIntake = IntakeRow & {
  readonly accountId: AccountId;
  readonly conversationId: ConversationId;
  readonly labels: readonly string[];
  readonly content: UserContent | null;
};
