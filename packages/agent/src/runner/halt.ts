import type { AgentError } from '../agent-error.ts';

/** Why a run's loop must not do anything more. */
export type HaltReason =
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timed-out'; readonly error: AgentError }
  | { readonly kind: 'failed'; readonly error: AgentError }
  /** The journal refused a write: `run` rejects with `cause`. */
  | { readonly kind: 'rejected'; readonly cause: unknown }
  | { readonly kind: 'finished' };

/** Thrown inside a loop that was halted, to end it; never seen outside. */
class HaltedError extends Error {
  override readonly name = 'HaltedError';
}

/**
 * The one switch that ends a run's loop. The first reason wins. A model or tool that ignores its signal
 * goes on in the background, and whatever it still brings is dropped: nothing gets past `check`.
 */
export class Halt {
  readonly #controller = new AbortController();
  readonly #halted = Promise.withResolvers<HaltReason>();
  #reason: HaltReason | null = null;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves with the reason, never rejects. */
  get halted(): Promise<HaltReason> {
    return this.#halted.promise;
  }

  halt(reason: HaltReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#halted.resolve(reason);
    // A run that is over has nobody left to hear why, and the default reason is costly to make.
    this.#controller.abort(reason.kind === 'finished' ? reason.kind : undefined);
  }

  /** Throws once the run is halted. */
  check(): void {
    if (this.#reason) throw new HaltedError(`run is over: ${this.#reason.kind}`);
  }
}
