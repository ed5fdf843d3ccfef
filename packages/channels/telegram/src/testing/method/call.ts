import type { FloodControl } from '../flood/flood-control.ts';
import type { Stage } from '../people/stage.ts';
import type { CallArguments } from '../server/call-arguments.ts';
import type { Platform } from '../server/platform.ts';
import type { LongPoll } from '../update/long-poll.ts';
import type { Webhook } from '../update/webhook.ts';

/** One call of a method, with all that it may touch. */
export type Call = {
  readonly platform: Platform;
  readonly stage: Stage;
  readonly flood: FloodControl;
  readonly longPoll: LongPoll;
  readonly webhook: Webhook;
  readonly args: CallArguments;
  /** Aborts when the caller hung up. */
  readonly gone: AbortSignal;
};

/** Returns the `result` of the answer, or throws an ApiError. */
export type Method = (call: Call) => unknown;

/** A result that comes with a word about it, as those of the webhook methods do. */
export class DescribedResult {
  /** The fields of the answer. */
  readonly fields: { readonly result: unknown; readonly description: string };

  constructor(result: unknown, description: string) {
    this.fields = { result, description };
  }
}
