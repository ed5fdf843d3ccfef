import type { QueueMode, RunOptions } from '../routing/intake.ts';

/** What decides whether a waiting message may become part of a run that is under way. */
export type JoinFacts = {
  /**
   * `claim`: a run is about to begin with what waits. `boundary`: it is under way and about to ask its
   * model again.
   */
  readonly moment: 'claim' | 'boundary';
  /** Whether so many wait that each of them with a run of its own would be too much. */
  readonly crowded?: boolean;
  readonly run: ReplyAddress & { readonly options: RunOptions };
  readonly message: ReplyAddress & { readonly options: RunOptions; readonly queueMode: QueueMode };
};

export type ReplyAddress = {
  readonly accountId: string;
  readonly conversationId: string;
  readonly principalId: string;
  readonly labels: readonly string[];
};

export type JoinDecision =
  | { readonly joins: true }
  | {
      readonly joins: false;
      readonly reason: 'mode' | 'account' | 'conversation' | 'principal' | 'labels' | 'options';
    };

/** How long what arrives during a run is held, so that what is written in one breath is answered together. */
export const DEBOUNCE_MS = 500;

/** More waiting messages than this are answered together, whatever their mode. */
export const CROWD = 20;

/** Which modes join when. What collects or interrupts waits for the end of the run, and then comes together. */
const MODES: { readonly [Moment in JoinFacts['moment']]: readonly QueueMode[] } = {
  claim: ['steer', 'collect', 'interrupt'],
  boundary: ['steer'],
};

/**
 * A message joins a run only when its answer would go to the same place, for the same principal, under
 * the same labels, and when it asked for the same workspace, model and effort.
 */
export function decideJoin({ moment, crowded, run, message }: JoinFacts): JoinDecision {
  if (!(crowded && moment === 'claim') && !MODES[moment].includes(message.queueMode))
    return { joins: false, reason: 'mode' };
  if (run.accountId !== message.accountId) return { joins: false, reason: 'account' };
  if (run.conversationId !== message.conversationId)
    return { joins: false, reason: 'conversation' };
  if (run.principalId !== message.principalId) return { joins: false, reason: 'principal' };
  if (!sameSet(run.labels, message.labels)) return { joins: false, reason: 'labels' };
  if (!sameOptions(run.options, message.options)) return { joins: false, reason: 'options' };
  return { joins: true };
}

function sameOptions(a: RunOptions, b: RunOptions): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof RunOptions>;
  return [...names].every((name) => a[name] === b[name]);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((label) => b.includes(label)) && b.every((label) => a.includes(label));
}
