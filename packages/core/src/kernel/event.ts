import type { PairingRecord } from '../access/pairing.ts';
import type { DeliveryRecord } from '../delivery/delivery.ts';
import type { AgentId, IntakeId, PrincipalId, RunId, SessionId } from '../id/id.ts';
import type { Json, JsonObject } from '../json.ts';
import type { AssistantContent, TokenUsage } from '../message/content.ts';
import type { AccountRef } from '../message/message.ts';
import type { Instant } from '../ports/clock.ts';
import type { RunError } from '../run/run.ts';
import type { RunEnd, RunState } from '../run/run-state.ts';
import type { EntryRecord } from '../session/entry.ts';

/** A run as watchers name it. */
export type RunRef = {
  readonly runId: RunId;
  /** The alias of the intake that began it or, without one, the run's own id. */
  readonly wireId: string;
  readonly sessionId: SessionId;
  readonly sessionKey: string;
  readonly agentId: AgentId;
  readonly principalId: PrincipalId;
  readonly attempt: number;
};

/**
 * The kernel's public story: every face is a fold over it. Durable events are told after their commit,
 * in the order of their session's cursor; `delta` and `tool-update` are told as they happen and stored nowhere.
 */
export type KernelEvent =
  /** An engaged message is in its lane and did not start a run. */
  | {
      readonly type: 'queued';
      readonly sessionKey: string;
      readonly sessionId: SessionId;
      readonly agentId: AgentId;
      readonly principalId: PrincipalId;
      readonly intakeId: IntakeId;
      readonly alias: string | null;
      readonly behind: 'steer' | 'followup';
    }
  /** A waiting message was taken out of its lane before its turn. */
  | {
      readonly type: 'cancelled';
      readonly sessionKey: string;
      readonly agentId: AgentId;
      readonly principalId: PrincipalId;
      readonly intakeId: IntakeId;
      readonly alias: string | null;
    }
  /** The gateway answered a command, without a run. Told after the entry that holds both. */
  | {
      readonly type: 'command';
      readonly sessionKey: string;
      readonly agentId: AgentId;
      readonly principalId: PrincipalId;
      readonly intakeId: IntakeId;
      readonly alias: string | null;
      readonly text: string;
      /** Null where the session is gone. */
      readonly entry: EntryRecord | null;
    }
  /** A waiting message became part of a run that another message began. Told before the entry that it is. */
  | {
      readonly type: 'joined';
      readonly run: RunRef;
      readonly intakeId: IntakeId;
      readonly alias: string | null;
    }
  | {
      readonly type: 'run';
      readonly run: RunRef;
      readonly from: RunState | null;
      readonly to: RunState;
      readonly at: Instant;
      readonly reason?: string;
    }
  | {
      readonly type: 'entry';
      readonly sessionKey: string;
      readonly agentId: AgentId;
      readonly run: RunRef | null;
      readonly entry: EntryRecord;
      /** The name under which a client sent the message that this entry is. */
      readonly alias: string | null;
    }
  /** `text` is cumulative for this answer; a higher attempt replaces what a lower one said. */
  | {
      readonly type: 'delta';
      readonly run: RunRef;
      readonly step: number;
      readonly stream: 'text' | 'thinking';
      readonly delta: string;
      readonly text: string;
    }
  | {
      readonly type: 'tool-start';
      readonly run: RunRef;
      readonly toolCallId: string;
      readonly name: string;
      readonly args: JsonObject;
    }
  | {
      readonly type: 'tool-update';
      readonly run: RunRef;
      readonly toolCallId: string;
      readonly name: string;
      readonly details: Json;
    }
  | {
      readonly type: 'tool-result';
      readonly run: RunRef;
      readonly toolCallId: string;
      readonly name: string;
      readonly text: string;
      readonly isError: boolean;
      readonly details?: Json;
    }
  | {
      readonly type: 'retry';
      readonly run: RunRef;
      readonly model: string;
      readonly reason: string;
      readonly delayMs: number;
    }
  | {
      readonly type: 'settled';
      readonly run: RunRef;
      readonly to: RunEnd;
      readonly answer: AssistantContent | null;
      readonly notice: string | null;
      readonly usage: TokenUsage;
      readonly error: RunError | null;
      readonly aliases: readonly string[];
    }
  | {
      readonly type: 'session';
      readonly sessionKey: string;
      readonly agentId: AgentId;
      readonly change: 'created' | 'patched' | 'reset' | 'deleted' | 'active';
    }
  | { readonly type: 'delivery'; readonly delivery: DeliveryRecord }
  /** Somebody asks to be let in, was answered, or waited too long: that may be told late, and the request itself says until when it lasts. */
  | { readonly type: 'pairing'; readonly pairing: PairingRecord }
  /** A group of this account wrote for the first time, or has another title. */
  | ({ readonly type: 'place' } & AccountRef);

/** What a client that comes back in mid-stream needs besides the durable events it missed. */
export type LiveRun = {
  readonly run: RunRef;
  readonly state: RunState;
  readonly step: number;
  readonly text: string;
  readonly thinking: string;
  readonly tools: readonly {
    readonly toolCallId: string;
    readonly name: string;
    readonly args: JsonObject;
  }[];
};
