import type {
  AccountId,
  AgentId,
  ConversationId,
  DestinationId,
  IntakeId,
  PartId,
  PrincipalId,
  RunId,
  SessionId,
  StepId,
  TenantId,
} from '../id/id.ts';
import type { TransitionTable } from '../machine/state-machine.ts';
import type { ConversationKind } from '../message/message.ts';
import type { Instant } from '../ports/clock.ts';
import type { RunOptions } from '../routing/intake.ts';
import type { EntryRecord } from '../session/entry.ts';
import type { SessionRecord } from '../session/session.ts';
import type { RunState } from './run-state.ts';

/** What a run holds fixed while it lasts, whatever the configuration says meanwhile. */
export type RunPins = {
  readonly configRevision: string;
  /** `<provider>/<model>`, tried in order. */
  readonly models: readonly string[];
  readonly timeoutMs: number;
  /** Most the run may spend; reserved before it starts. */
  readonly reserveMicros: number;
};

export type RunError = { readonly code: string; readonly message: string };

export type RunRecord = {
  readonly id: RunId;
  readonly tenantId: TenantId;
  readonly principalId: PrincipalId;
  readonly agentId: AgentId;
  readonly sessionId: SessionId;
  readonly epoch: number;
  readonly state: RunState;
  /** 1 for the first try; counts up when an interrupted run is taken up again. */
  readonly attempt: number;
  /** Increases with each claim of the lane; a write with an older one is refused. */
  readonly fence: number;
  readonly pins: RunPins;
  readonly options: RunOptions;
  readonly destinationId: DestinationId;
  /** What the destination stands for: where the answer goes. */
  readonly replyTo: ReplyTo;
  readonly labels: readonly string[];
  readonly reservedMicros: number;
  readonly error: RunError | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
};

/** The place behind a `reply` destination. */
export type ReplyTo = {
  readonly accountId: AccountId;
  readonly channel: string;
  readonly account: string;
  readonly conversationId: ConversationId;
  /** The platform's own id of the conversation. */
  readonly address: string;
  readonly kind: ConversationKind;
};

/** An intake that a run answers, with its place in the journal. */
export type RunInput = {
  readonly intakeId: IntakeId;
  readonly alias: string | null;
  readonly entry: EntryRecord;
};

/** A run that this process may work on now. */
export type ClaimedRun = {
  readonly run: RunRecord;
  readonly session: SessionRecord;
  /** What was said since the last run and is not answered, before the inputs. */
  readonly context: readonly EntryRecord[];
  readonly inputs: readonly RunInput[];
  /** Where an earlier attempt had begun to show its answer. */
  readonly preview: PreviewRef | null;
  /** Set when no budget allows the run; it is still PENDING and can only be settled. */
  readonly refusal: string | null;
};

/** The message in which a run's answer is shown while it is being written. */
export type PreviewRef = {
  readonly partId: PartId;
  /** Null until the platform said so. */
  readonly platformMessageId: string | null;
};

export const STEP_TRANSITIONS = {
  started: ['done', 'unknown'],
  done: [],
  unknown: [],
} as const satisfies TransitionTable<string>;
export type StepState = keyof typeof STEP_TRANSITIONS;

/** Whether an effect whose outcome is unknown may be repeated. */
export type Replay = 'safe' | 'never';

/** One journaled effect inside a run. A tool that is safe to repeat has a row only once it is done. */
export type StepRecord = {
  readonly id: StepId;
  readonly runId: RunId;
  readonly kind: 'model' | 'tool';
  readonly toolCallId: string | null;
  readonly toolName: string | null;
  readonly state: StepState;
  /** Sent to the tool's target, so that the target can recognise a repetition. */
  readonly idempotencyKey: string;
  readonly startedAt: Instant;
};
