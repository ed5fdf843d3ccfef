/** Milliseconds since the Unix epoch. Every field that ends in `At` holds one. */
export type Instant = number;

/**
 * Time as the kernel sees it. Wall time may jump; the kernel orders by sequence, never by `now()`.
 */
export interface Clock {
  /** Wall time. */
  now(): Instant;
  /** Milliseconds of a clock that never goes back; only differences mean something. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
