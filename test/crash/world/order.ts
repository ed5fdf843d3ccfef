import type { Boundary } from '@coderclaw/core';

/** How a gateway's process is to live; its one argument, as JSON. */
export type Order = {
  /** Holds the home and the platforms' files. */
  readonly root: string;
  /** When the test began: the scaled clock counts from there, in every process alike. */
  readonly epoch: number;
  /** Faults of the platforms; none when left out. */
  readonly faultSeed?: number;
  /** Wall time jumps about; it does not when left out. */
  readonly jumpSeed?: number;
  /** How many times as fast as the machine's its clock runs. */
  readonly clockScale?: number;
  /** Armed from the first instant, so that the recovery can be killed as well. */
  readonly kill?: Kill;
};

/** Dies at the `nth` time from now that the boundary is reached. */
export type Kill = { readonly boundary: Boundary; readonly nth: number };

/** What the test says to the process. */
export type Command =
  | { readonly type: 'arm'; readonly kill: Kill }
  | { readonly type: 'look' }
  | { readonly type: 'stop' };

/** What the process says. */
export type Told = { readonly type: 'ready'; readonly url: string } | { readonly type: 'armed' };
