import type { JsonObject } from '../json.ts';
import type { TokenUsage } from '../message/content.ts';
import { NO_USAGE } from '../message/content.ts';
import type { ClaimedRun, RunRecord } from '../run/run.ts';
import type { RunState } from '../run/run-state.ts';
import type { PromptSnapshot } from '../session/entry.ts';
import type { SessionRecord } from '../session/session.ts';
import type { LiveRun, RunRef } from './event.ts';

/** Why a run's signal aborted. */
export type AbortReason = 'stopped' | 'suspended';

/** A run that this process works on, and what of it is not in the store (yet). */
export class ActiveRun {
  readonly run: RunRecord;
  readonly session: SessionRecord;
  readonly refusal: string | null;
  readonly #abort = new AbortController();
  /** The names under which clients know its inputs. */
  readonly aliases: string[];
  readonly #wireId: string;
  attempt: number;
  /** The state that watchers were told of; the store's catches up with the next commit. */
  state: RunState;
  /** Number of the model answer under way, from 1. */
  step = 0;
  text = '';
  thinking = '';
  usage: TokenUsage = NO_USAGE;
  readonly tools = new Map<
    string,
    { readonly toolCallId: string; readonly name: string; readonly args: JsonObject }
  >();
  /** Assembled and not stored yet. */
  newPrompt: PromptSnapshot | undefined;
  settled: Promise<void> = Promise.resolve();

  constructor(claimed: ClaimedRun) {
    this.run = claimed.run;
    this.session = claimed.session;
    this.refusal = claimed.refusal;
    this.aliases = claimed.inputs.flatMap((input) => input.alias ?? []);
    this.#wireId = this.aliases[0] ?? claimed.run.id;
    this.attempt = claimed.run.attempt;
    this.state = 'PENDING';
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Why the run was told to end, if it was. A method, since the answer changes between two awaits. */
  abortReason(): AbortReason | undefined {
    return this.signal.aborted ? (this.signal.reason as AbortReason) : undefined;
  }

  /** The first reason stays. */
  abort(reason: AbortReason): void {
    this.#abort.abort(reason);
  }

  /** A new model answer begins. */
  beginStep(): void {
    this.step += 1;
    this.text = '';
    this.thinking = '';
  }

  get ref(): RunRef {
    return {
      runId: this.run.id,
      wireId: this.#wireId,
      sessionId: this.session.id,
      sessionKey: this.session.key,
      agentId: this.run.agentId,
      principalId: this.run.principalId,
      attempt: this.attempt,
    };
  }

  get live(): LiveRun {
    const { ref: run, state, step, text, thinking } = this;
    return { run, state, step, text, thinking, tools: [...this.tools.values()] };
  }
}
