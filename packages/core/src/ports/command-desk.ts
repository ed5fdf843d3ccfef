import type { CommandCall, Standing } from '../command/command.ts';
import type { AccountId, AgentId, ConversationId, IntakeId, PrincipalId } from '../id/id.ts';
import type { Button } from '../message/content.ts';
import type { ConversationKind } from '../message/message.ts';
import type { SessionRecord } from '../session/session.ts';
import type { Instant } from './clock.ts';

/**
 * Answers commands. Contract:
 * - `run` never rejects: what can not be done is an answer that says why and what to do.
 * - A command that was cut off by a crash is run again: doing it twice must be as good as once.
 * - Whether the person may use the command was decided before; `permitted` is false where not.
 */
export interface CommandDesk {
  run(request: CommandRequest): Promise<CommandAnswer>;
}

export type CommandRequest = {
  readonly call: CommandCall;
  readonly permitted: boolean;
  /** How the person stands there. */
  readonly standing: Standing;
  readonly intakeId: IntakeId;
  /** When it was accepted; before a crash, where it is run again. */
  readonly askedAt: Instant;
  readonly principalId: PrincipalId;
  readonly agentId: AgentId;
  readonly session: SessionRecord;
  /** The sender's id on the platform. */
  readonly identity: string;
  readonly place: {
    readonly accountId: AccountId;
    readonly channel: string;
    readonly account: string;
    readonly conversationId: ConversationId;
    readonly address: string;
    /** The platform's ids of the conversation and of what it lies in, former ones too, nearest first. */
    readonly addresses: readonly string[];
    readonly kind: ConversationKind;
  };
};

export type CommandAnswer = {
  /** Markdown. */
  readonly text: string;
  readonly buttons?: readonly (readonly Button[])[];
};
