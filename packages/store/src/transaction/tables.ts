import type {
  AccountId,
  AuditQuery,
  ConversationId,
  DeliveryId,
  Instant,
  MessageId,
  PartState,
  PendingConversation,
  PrincipalId,
  RunId,
  SessionId,
  StoreCounts,
  UsageSum,
} from '@coderclaw/core';
import type {
  AccountRow,
  AlbumPieceRow,
  AttachmentRow,
  AuditPayloadRow,
  AuditRecordRow,
  AuditSealRow,
  BudgetRow,
  ConversationRow,
  DeliveryRow,
  DestinationRow,
  DeviceRow,
  DeviceTokenRow,
  EntryRow,
  IdentityRow,
  IntakeRow,
  MessageRow,
  PairingRow,
  PartRow,
  PrincipalRow,
  PromptRow,
  ReservationRow,
  RunInputRow,
  RunRow,
  SessionRow,
  SignalRow,
  SignInCodeRow,
  StepRow,
  UsageRow,
  WaitingIntake,
  WiringRow,
  WrongCodeRow,
} from './rows.ts';

/** One table. Rows are values: what a table hands out never changes, and `update` returns the new row. */
export interface Table<Row> {
  insert(row: Row): void;
  /** By primary key, its parts in the schema's order. */
  find(...key: readonly (string | number)[]): Row | undefined;
  /** Writes the columns in `patch` of the row that has `row`'s primary key. */
  update(row: Row, patch: Partial<Row>): Row;
}

/** What names an album within its account. */
export type AlbumName = Pick<AlbumPieceRow, 'accountId' | 'address' | 'identity' | 'album'>;

/**
 * What operations see of a database: its tables, and the questions that each table answers with an
 * index. Contract: synchronous, no decisions, and `undefined` or an empty list where nothing matches.
 * Lists are in ascending order of sequence or cursor unless they say otherwise.
 */
export interface Tables {
  readonly principal: Table<PrincipalRow>;
  readonly account: Table<AccountRow> & {
    byName(channel: string, account: string): AccountRow | undefined;
  };
  readonly conversation: Table<ConversationRow> & {
    byAddress(accountId: string, address: string): ConversationRow | undefined;
    byFormerAddress(accountId: string, address: string): readonly ConversationRow[];
    children(parentId: ConversationId): readonly ConversationRow[];
    /** Not direct and in no other, the last heard of first. */
    places(limit: number): readonly ConversationRow[];
  };
  readonly pairing: Table<PairingRow> & {
    newestOf(accountId: string, identity: string): PairingRow | undefined;
    byCode(codeHash: string): readonly PairingRow[];
    /** Pending ones of an account. */
    pendingOf(accountId: string): readonly PairingRow[];
    /** Standing approvals of a person as an owner, on whatever channel, oldest first. */
    ownersOf(identity: string): readonly PairingRow[];
    /** Pending ones whose time is over. */
    overdue(at: Instant): readonly PairingRow[];
    /** Newest first. */
    list(state: string | null, limit: number): readonly PairingRow[];
  };
  readonly wrongCode: Table<WrongCodeRow> & {
    /** Since an instant, oldest first. */
    since(principalId: PrincipalId, at: Instant): readonly WrongCodeRow[];
    deleteBefore(at: Instant): void;
  };
  readonly identity: Table<IdentityRow> & { deleteOf(pairingId: string): void };
  readonly wiring: Table<WiringRow> & {
    ofConversation(conversationId: ConversationId): readonly WiringRow[];
    all(): readonly WiringRow[];
    deleteOf(id: string): void;
  };
  readonly message: Table<MessageRow> & {
    byEventKey(accountId: string, eventKey: string): MessageRow | undefined;
    /** The newest message itself, no edit of it. */
    byPlatformId(conversationId: ConversationId, platformMessageId: string): MessageRow | undefined;
  };
  readonly albumPiece: Table<AlbumPieceRow> & {
    byEventKey(accountId: string, eventKey: string): AlbumPieceRow | undefined;
    /** The newest that was joined to a message of that conversation. */
    byPlatformId(
      accountId: string,
      conversationId: ConversationId,
      platformMessageId: string,
    ): AlbumPieceRow | undefined;
    /** Those that were joined to a message. */
    byMessage(messageId: MessageId): readonly AlbumPieceRow[];
    /** Those of an album that wait to be joined: the oldest `limit`. */
    open(album: AlbumName, limit: number): readonly AlbumPieceRow[];
    /** How many of an album wait, and how many were joined. */
    count(album: AlbumName): { readonly open: number; readonly joined: number };
    /** Albums of which some wait, that with the oldest first. */
    openAlbums(): readonly AlbumName[];
  };
  readonly session: Table<SessionRow> & {
    /** Only one that is not deleted. */
    byKey(key: string): SessionRow | undefined;
    list(query: {
      readonly agentId?: string;
      readonly search?: string;
      readonly limit: number;
      readonly offset: number;
    }): { readonly total: number; readonly rows: readonly SessionRow[] };
  };
  readonly intake: Table<IntakeRow> & {
    byMessage(messageId: MessageId): readonly IntakeRow[];
    byRun(runId: RunId): readonly IntakeRow[];
    /** Newest first. */
    byAlias(principalId: PrincipalId, alias: string): readonly IntakeRow[];
    /** Engaged, without run and disposition, and due. */
    waiting(sessionId: SessionId, at: Instant, limit: number): readonly WaitingIntake[];
    countWaiting(sessionId: SessionId): number;
    /** Sessions with due intakes and no run, the longest waiting first. */
    idleLanes(at: Instant): readonly SessionId[];
    /** Listened to, and not shown to a run yet: the newest `limit`. */
    contexts(sessionId: SessionId, limit: number): readonly WaitingIntake[];
    /** Counts all of them as shown. */
    passContexts(sessionId: SessionId): void;
    /** Commands without an answer, oldest first. */
    openCommands(): readonly IntakeRow[];
    /**
     * By account: senders of messages since an instant that were turned away for one of the reasons, all of
     * them notable. Of each reason the newest `limit` are looked at.
     */
    countRefused(
      reasons: readonly string[],
      since: Instant,
      limit: number,
    ): readonly { readonly accountId: AccountId; readonly senders: number }[];
    /** A stranger's messages that are kept, oldest first. */
    keptOf(conversationId: ConversationId, identity: string): readonly IntakeRow[];
  };
  readonly run: Table<RunRow> & {
    active(): readonly RunRow[];
    activeOf(sessionId: SessionId): RunRow | undefined;
  };
  readonly runInput: Table<RunInputRow> & { byRun(runId: RunId): readonly RunInputRow[] };
  readonly entry: Table<EntryRow> & {
    /** The newest `limit` with `after < cursor < before`, newest first. */
    range(
      sessionId: SessionId,
      epoch: number,
      after: number,
      before: number,
      limit: number,
    ): readonly EntryRow[];
    /** Bytes that its rows refer to, by their SHA-256. */
    blobs(): readonly string[];
  };
  readonly prompt: Table<PromptRow>;
  readonly step: Table<StepRow> & {
    byCall(runId: RunId, toolCallId: string): StepRow | undefined;
    byRun(runId: RunId): readonly StepRow[];
  };
  readonly signal: Table<SignalRow> & { hasStop(runId: RunId): boolean };
  readonly destination: Table<DestinationRow>;
  readonly delivery: Table<DeliveryRow> & {
    /** Newest first. */
    /** The answer of a run, begun or whole. */
    byRun(runId: RunId): DeliveryRow | undefined;
    list(query: {
      readonly state?: PartState;
      readonly sessionKey?: string;
      readonly conversationId?: ConversationId;
      readonly principalId?: PrincipalId;
      readonly before?: DeliveryId;
      readonly limit: number;
    }): readonly DeliveryRow[];
  };
  readonly part: Table<PartRow> & {
    byDelivery(deliveryId: string): readonly PartRow[];
    /** The conversation's oldest part that is pending or sending. */
    firstOpen(conversationId: ConversationId): PartRow | undefined;
    sending(): readonly PartRow[];
    byPlatformId(conversationId: ConversationId, platformMessageId: string): PartRow | undefined;
    pendingConversations(): readonly PendingConversation[];
    /** Bytes that its rows refer to, by their SHA-256. */
    blobs(): readonly string[];
  };
  readonly attachment: Table<AttachmentRow> & {
    byMessage(messageId: string): readonly AttachmentRow[];
    /** Of messages that a run or a session takes up, oldest first. */
    wanted(limit: number): readonly AttachmentRow[];
    /** Stored, of messages that came before an instant and whose intakes all have their disposition, oldest first. */
    releasable(before: Instant, limit: number): readonly AttachmentRow[];
    /** The bytes that were fetched of a sender's files that came after an instant. */
    sumOf(principalId: PrincipalId, after: Instant): number;
    /** The SHA-256 of what is stored. */
    blobs(): readonly string[];
  };
  readonly usage: Table<UsageRow> & { sumSince(at: Instant): UsageSum };
  readonly budget: Table<BudgetRow> & {
    all(): readonly BudgetRow[];
    matching(scopes: {
      readonly tenant: string;
      readonly agent: string;
      readonly principal: string;
      readonly session: string;
    }): readonly BudgetRow[];
  };
  readonly reservation: Table<ReservationRow> & {
    byRun(runId: RunId): readonly ReservationRow[];
    sumOf(budgetId: string): number;
    deleteOf(runId: RunId): void;
  };
  readonly device: Table<DeviceRow> & { all(): readonly DeviceRow[] };
  readonly deviceToken: Table<DeviceTokenRow> & {
    byHash(tokenHash: string): DeviceTokenRow | undefined;
    byDevice(deviceId: string): readonly DeviceTokenRow[];
  };
  readonly signInCode: Table<SignInCodeRow>;
  readonly auditRecord: Table<AuditRecordRow> & {
    lastSequence(): number;
    /** Records after `sequence`, at most `limit`. */
    after(sequence: number, limit: number): readonly AuditRecordRow[];
    /** Newest first. */
    list(query: AuditQuery): readonly AuditRecordRow[];
  };
  readonly auditPayload: Table<AuditPayloadRow>;
  readonly auditSeal: Table<AuditSealRow> & {
    /** Seals after `sequence`, at most `limit`. */
    after(sequence: number, limit: number): readonly AuditSealRow[];

    last(): AuditSealRow | undefined;
  };
  counts(): StoreCounts;
  /** The highest sequence or touch that any row holds. */
  lastSequence(): number;
}
