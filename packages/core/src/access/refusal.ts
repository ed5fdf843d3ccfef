import type { AccountRef } from '../message/message.ts';

/**
 * What senders are turned away for without being told, so that the owner should know of it. `full`: a stranger
 * found as many requests waiting as an account keeps. `loop`: a sender was cut off as a program in a loop with us.
 */
export const NOTABLE_REFUSALS = {
  full: ['pairing:full'],
  loop: ['loop:repeats', 'loop:volume'],
} as const satisfies { readonly [kind: string]: readonly string[] };
export type NotableRefusal = keyof typeof NOTABLE_REFUSALS;

/** How long they are told of. */
export const REFUSALS_TOLD_MS = 24 * 60 * 60_000;

/** How many senders an account turned away so, each counted once. */
export type RefusalCount = AccountRef & {
  readonly kind: NotableRefusal;
  readonly senders: number;
};
