import type { PairingRecord } from '../access/pairing.ts';
import type { AuditNote, AuditRecord, AuditVerification } from '../audit/audit.ts';
import type { DeliveryRecord } from '../delivery/delivery.ts';
import type {
  AccountId,
  AgentId,
  ConversationId,
  IntakeId,
  MessageId,
  PrincipalId,
  RunId,
  SessionId,
  TenantId,
} from '../id/id.ts';
import type {
  AssistantContent,
  TokenUsage,
  ToolCallBlock,
  ToolResultContent,
  UserContent,
} from '../message/content.ts';
import type { InboundEvent } from '../message/message.ts';
import type { IntakeRecord, Route } from '../routing/intake.ts';
import type {
  ClaimedRun,
  Replay,
  RunError,
  RunInput,
  RunPins,
  RunRecord,
  StepRecord,
} from '../run/run.ts';
import type { RunEnd } from '../run/run-state.ts';
import type { EntryRecord, PromptSnapshot } from '../session/entry.ts';
import type { SessionRecord, SessionSettings, SessionSummary } from '../session/session.ts';
import type { Budget } from '../usage/budget.ts';
import type { AccessStore } from './access-store.ts';
import type { AlbumStore } from './album-store.ts';
import type { Instant } from './clock.ts';
import type { AttachmentStore, DeliveryStore, NewPart } from './delivery-store.ts';
import type { CommandStore, PeopleStore } from './people-store.ts';

/**
 * The database, as named operations.
 *
 * Contract, held by `@coderclaw/store/conformance`:
 * - Each method is one transaction. There is no transaction callback.
 * - A write resolves only after its commit is durable, and rejects if the commit fails; until then
 *   nothing it returned may leave the process.
 * - A write rejects with a {@link StoreError} and leaves nothing behind.
 * - A write that names a `fence` is refused (`STORE_FENCED`) once the run was claimed by another.
 * - Writes are applied in the order in which they were called.
 * - Every write puts its audit notes into the same transaction.
 * - Time comes in the command (`at`); a jumping clock changes no order.
 */
export interface Store
  extends RunStore,
    DeliveryStore,
    SessionStore,
    AccessStore,
    PeopleStore,
    CommandStore,
    AttachmentStore,
    AlbumStore {
  appendAudit(command: {
    readonly at: Instant;
    readonly notes: readonly AuditNote[];
  }): Promise<void>;
  /** Newest first. */
  listAudit(query: AuditQuery): Promise<readonly AuditRecord[]>;
  /** Recomputes every digest, link and signature. */
  verifyAudit(): Promise<AuditVerification>;
  /** Drops a record's payload, never its digest. */
  redactAudit(command: {
    readonly at: Instant;
    readonly sequence: number;
    readonly principalId: PrincipalId;
  }): Promise<void>;
  saveBudget(budget: Omit<Budget, 'spentMicros' | 'reservedMicros'>): Promise<void>;
  listBudgets(): Promise<readonly Budget[]>;
  /** What all runs used whose first answer came at this instant or later. */
  sumUsage(query: { readonly since: Instant }): Promise<UsageSum>;
  /** Cheap counts for health and metrics. */
  readCounts(): Promise<StoreCounts>;
  /** Waits for what was called, commits it and closes. Later calls reject with `STORE_CLOSED`. Idempotent. */
  close(): Promise<void>;
}

/** accept → run → settle, and what happens after a crash. */
export interface RunStore {
  /**
   * T1. Records the message once per (channel, account, eventKey), one intake per route with its reply
   * destination, and the sender's conversation and session where they are new. An engaged intake takes
   * its lane: a free lane is claimed at once (run row RUNNING, user entry, budget reserved), a busy one
   * queues it. A repeated event key writes nothing and answers with what the first one became.
   */
  acceptMessage(command: AcceptMessage): Promise<AcceptResult>;
  /** Claims the lane of a session that has waiting intakes and no run. Undefined when there is nothing to claim. */
  claimRun(
    command: { readonly at: Instant; readonly sessionId: SessionId } & ClaimTerms,
  ): Promise<ClaimedRun | undefined>;
  /** Appends the waiting intakes that may join the run, in lane order, to its journal. */
  takeInputs(command: RunWrite): Promise<readonly RunInput[]>;
  /** T3: a model answer that calls tools. */
  recordAnswer(
    command: RunWrite & { readonly answer: AssistantContent; readonly prompt?: PromptSnapshot },
  ): Promise<EntryRecord>;
  /** T2: commits that a tool which is not safe to repeat is about to start. */
  startTool(
    command: RunWrite & { readonly call: ToolCallBlock; readonly idempotencyKey: string },
  ): Promise<StepRecord>;
  /** T3: a tool's result. A second result for the same call is refused (`STORE_CONFLICT`). */
  recordToolResult(command: RecordToolResult): Promise<EntryRecord>;
  /**
   * The last T3: the run's end, its last entries, deliveries, usage, dispositions and audit; frees the lane,
   * and claims it for the next waiting intakes when `next` is given.
   */
  settleRun(command: SettleRun): Promise<SettleResult>;
  /** Asks a run to stop, durably, before anyone acts on it. False when the run has already ended. */
  signalStop(command: {
    readonly at: Instant;
    readonly runId: RunId;
    readonly principalId: PrincipalId;
    readonly reason: string;
  }): Promise<boolean>;
  /** Ends waiting intakes of a session as cancelled. Returns them. */
  cancelWaiting(command: {
    readonly at: Instant;
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
    readonly intakeIds?: readonly IntakeId[];
  }): Promise<readonly IntakeRecord[]>;
  /** Marks this executor's unfinished runs as put aside by a graceful stop. */
  suspendRuns(command: { readonly at: Instant; readonly executorId: string }): Promise<number>;
  /** Claims every unfinished run that another executor left behind, with a higher fence. */
  reclaimRuns(command: { readonly at: Instant } & ClaimTerms): Promise<readonly ReclaimedRun[]>;
  /** Extends the lease of this executor's runs. */
  renewLeases(command: {
    readonly at: Instant;
    readonly executorId: string;
    readonly leaseUntil: Instant;
  }): Promise<void>;
  /** Sessions with waiting intakes that are due and no run. */
  listIdleLanes(at: Instant): Promise<readonly SessionId[]>;
  /**
   * What the model sees: the current epoch's path from root to head, oldest first, with the steps of the
   * unfinished run. `after` is an entry that the caller has, with all before it: if it is still on the
   * path, only what follows it is read, and the result says that it `continues`.
   */
  loadTranscript(sessionId: SessionId, after?: EntryRecord): Promise<Transcript>;
  findRun(runId: RunId): Promise<RunRecord | undefined>;
  /** The intakes that a client's run id names, within the principal; newest first. */
  findIntakesByAlias(query: {
    readonly principalId: PrincipalId;
    readonly alias: string;
    readonly sessionKey?: string;
  }): Promise<readonly IntakeStatus[]>;
  /** The intakes that a run answers. */
  listRunIntakes(runId: RunId): Promise<readonly IntakeRecord[]>;
}

export interface SessionStore {
  createSession(command: {
    readonly at: Instant;
    readonly tenantId: TenantId;
    readonly principalId: PrincipalId;
    readonly agentId: AgentId;
    readonly key: string;
    readonly settings: SessionSettings;
  }): Promise<SessionRecord>;
  findSession(key: string): Promise<SessionRecord | undefined>;
  getSession(sessionId: SessionId): Promise<SessionRecord>;
  /** Most recently used first. `search` matches key, label and title, case-insensitively. */
  listSessions(query: {
    readonly agentId?: AgentId;
    readonly search?: string;
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly total: number; readonly sessions: readonly SessionSummary[] }>;
  /** Merges into the settings; a null removes. */
  patchSession(command: {
    readonly at: Instant;
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
    readonly settings: { readonly [K in keyof SessionSettings]: SessionSettings[K] | null };
  }): Promise<SessionRecord>;
  /** Begins a new epoch. Rejects with `STORE_CONFLICT` while a run holds the lane. */
  resetSession(command: {
    readonly at: Instant;
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
  }): Promise<SessionRecord>;
  /** Takes the session out of every list and frees its key; audit and deliveries stay. Rejects with `STORE_CONFLICT` while a run holds the lane. */
  deleteSession(command: {
    readonly at: Instant;
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
  }): Promise<void>;
  /**
   * Entries of the session, oldest first: the newest `limit`, or those before or after a cursor.
   * `epoch` defaults to the current one; `more` tells whether older ones exist.
   */
  listEntries(query: {
    readonly sessionId: SessionId;
    readonly limit: number;
    readonly beforeCursor?: number;
    readonly afterCursor?: number;
  }): Promise<{ readonly entries: readonly EntryRecord[]; readonly more: boolean }>;
  /** Unfinished runs of a session or, without one, of all. */
  listActiveRuns(sessionId?: SessionId): Promise<readonly RunRecord[]>;
}

/** What a process promises when it takes a lane. */
export type ClaimTerms = {
  readonly executorId: string;
  readonly leaseUntil: Instant;
  /** By agent: what a run of it holds fixed. Its `reserveMicros` is reserved in every budget that applies, before the run starts. */
  readonly pins: (agentId: AgentId) => RunPins;
};

export type AcceptMessage = {
  readonly at: Instant;
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
  readonly event: InboundEvent;
  readonly routes: readonly Route[];
  readonly claim: ClaimTerms;
  /** Of an album: the event keys of the pieces that the event was joined of, which wait no more from now on. */
  readonly pieces?: readonly string[];
};

export type AcceptResult =
  | {
      readonly kind: 'duplicate';
      readonly messageId: MessageId;
      /** What the first one said; null once retention emptied it. */
      readonly content: UserContent | null;
      readonly intakes: readonly IntakeStatus[];
    }
  | {
      readonly kind: 'accepted';
      readonly messageId: MessageId;
      readonly conversationId: ConversationId;
      readonly accountId: AccountId;
      /** Whether the group, or the one that the thread lies in, is new or has another title. */
      readonly placeIsNews: boolean;
      readonly intakes: readonly AcceptedIntake[];
    };

export type AcceptedIntake = {
  readonly intake: IntakeRecord;
  readonly session: SessionRecord | null;
  /** Whether the session began with this message. */
  readonly sessionIsNew: boolean;
  /** Set when the lane was free. */
  readonly claimed: ClaimedRun | null;
  /** The request to be let in that began with the message. */
  readonly pairing?: PairingRecord;
};

export type IntakeStatus = {
  readonly intake: IntakeRecord;
  readonly sessionKey: string | null;
  readonly run: RunRecord | null;
};

export type RunWrite = { readonly at: Instant; readonly runId: RunId; readonly fence: number };

export type RecordToolResult = RunWrite & {
  readonly result: ToolResultContent;
  readonly idempotencyKey: string;
  readonly replay: Replay;
  /** `unknown`: the tool was started before a crash and its outcome can not be known. */
  readonly outcome: 'done' | 'unknown';
};

export type SettleRun = RunWrite & {
  readonly to: RunEnd;
  /** The last answer, or as much of it as had arrived. */
  readonly answer?: AssistantContent;
  readonly prompt?: PromptSnapshot;
  readonly error?: RunError;
  /** A line for the person and the transcript, where the answer does not say it. */
  readonly notice?: string;
  /** What to send, cut for its platform. Empty: nothing is sent. The first text takes the place of the run's preview. */
  readonly reply: readonly NewPart[];
  /** A pull channel's delivery is delivered by this commit; a push channel's parts are pending. */
  readonly transport: 'pull' | 'push';
  /** Terms for the next run of the lane. Without it the lane is left to `claimRun`. */
  readonly next?: ClaimTerms;
};

export type SettleResult = {
  readonly run: RunRecord;
  readonly session: SessionRecord;
  /** The entries that this commit appended, in order. */
  readonly entries: readonly EntryRecord[];
  readonly intakes: readonly IntakeRecord[];
  readonly delivery: DeliveryRecord | null;
  readonly next: ClaimedRun | null;
  /** When what is held back in the lane falls due, where nothing was claimed. */
  readonly heldUntil: Instant | null;
};

export type ReclaimedRun = ClaimedRun & {
  readonly verdict: 'resume' | 'give-up';
  /** Whether somebody asked the run to stop before the crash. */
  readonly stopRequested: boolean;
};

export type Transcript = {
  readonly session: SessionRecord;
  readonly entries: readonly EntryRecord[];
  /** Whether `entries` is only what follows the entry that the caller had. */
  readonly continues: boolean;
  readonly steps: readonly StepRecord[];
  readonly prompt: PromptSnapshot | null;
};

export type AuditQuery = {
  readonly limit: number;
  readonly beforeSequence?: number;
  readonly action?: string;
  readonly principalId?: string;
  readonly result?: 'allowed' | 'denied' | 'error';
};

/** `runs`: of how many the usage is. */
export type UsageSum = TokenUsage & { readonly runs: number };

export type StoreCounts = {
  readonly sessions: number;
  readonly messages: number;
  readonly activeRuns: number;
  readonly waitingIntakes: number;
  readonly pendingParts: number;
  readonly unknownParts: number;
  readonly failedParts: number;
};
