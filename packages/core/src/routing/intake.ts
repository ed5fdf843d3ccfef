import type { CommandCall, Standing } from '../command/command.ts';
import type {
  AgentId,
  DestinationId,
  IntakeId,
  MessageId,
  PrincipalId,
  RunId,
  SessionId,
} from '../id/id.ts';
import type { Instant } from '../ports/clock.ts';

/** What became of a message for one agent. Each intake ends in exactly one; a waiting one has none. */
export const DISPOSITIONS = [
  'answered',
  'merged',
  'context',
  'command',
  'refused',
  'cancelled',
  'failed',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** engage: a run answers it. accumulate: kept as context. pair, ask: a person decides. drop: refused. */
export type RouteDecision = 'engage' | 'accumulate' | 'pair' | 'ask' | 'drop';

/** How an engaged message entered its lane. */
export const QUEUE_MODES = ['steer', 'followup', 'collect', 'interrupt'] as const;
export type QueueMode = (typeof QUEUE_MODES)[number];

/** A command as it was routed: how its sender stands, and so whether they may use it, was decided then. */
export type RoutedCommand = CommandCall & {
  readonly permitted: boolean;
  /** Absent for what can not be read, and in rows of earlier versions. */
  readonly standing?: Standing;
};

/** The same of somebody who became the owner before it was answered. */
export function commandOfOwner(command: RoutedCommand): RoutedCommand {
  const { standing } = command;
  if (!standing) return command;
  return { ...command, permitted: true, standing: { ...standing, isOwner: true } };
}

/** What a message asks of the run that answers it; each field overrides session, agent and defaults. */
export type RunOptions = {
  readonly model?: string;
  readonly thinking?: ThinkingLevel;
  readonly timeoutMs?: number;
  readonly workspace?: string;
};

export const THINKING_LEVELS = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type ThinkingLevel = (typeof THINKING_LEVELS)[number];

/** The routing of one message to one agent: decided by pure functions, carried out by the store. */
export type Route = {
  readonly agentId: AgentId;
  readonly decision: RouteDecision;
  /** Why, in words an operator understands: `wiring:default`, `access:stranger` … */
  readonly reason: string;
  readonly sessionKey: string;
  readonly queueMode: QueueMode;
  readonly options: RunOptions;
  /** The client's name for the run that will answer, unique per principal and session. */
  readonly alias?: string;
  /** To whom the session belongs; the sender where it is left out. A direct one follows its person. */
  readonly sessionPrincipalId?: PrincipalId;
  /** The gateway answers instead of a run. */
  readonly command?: RoutedCommand;
  /** What a route of decision `pair` offers. */
  readonly pairing?: PairingOffer;
};

export type PairingOffer = {
  readonly codeHash: string;
  readonly expiresAt: Instant;
  /** What the stranger is told, cut for the platform; it holds the code. */
  readonly notice: readonly string[];
};

export type IntakeRecord = {
  readonly id: IntakeId;
  readonly messageId: MessageId;
  readonly principalId: PrincipalId;
  readonly agentId: AgentId;
  readonly sessionId: SessionId | null;
  readonly runId: RunId | null;
  readonly destinationId: DestinationId | null;
  readonly decision: RouteDecision;
  readonly reason: string;
  readonly queueMode: QueueMode;
  /** Position in the session's lane; lower is older. */
  readonly sequence: number;
  readonly alias: string | null;
  readonly options: RunOptions;
  readonly command: RoutedCommand | null;
  readonly disposition: Disposition | null;
  readonly createdAt: Instant;
};
