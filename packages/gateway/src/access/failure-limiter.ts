import type { Clock } from '@coderclaw/core';
import { networkOf } from './request-origin.ts';

/** What a client proves itself with. Failures are counted apart, so that one does not lock out another. */
export type CredentialClass =
  | 'shared'
  | 'device-token'
  | 'sign-in-code'
  | 'signature'
  | 'webhook'
  | 'none';

const WINDOW_MS = 60_000;
const MAX_FAILURES = 10;
const LOCKOUT_MS = 5 * 60_000;
/** What a local client waits once it has used up its tries; nobody else could unlock a locked-out owner. */
const LOOPBACK_DELAY_MS = 1_000;
const MAX_TRACKED = 10_000;

export type AttemptDecision =
  | { readonly kind: 'allow'; readonly delayMs: number }
  | { readonly kind: 'locked-out'; readonly retryAfterMs: number };

type Track = { failures: number; windowEndsAt: number; lockedUntil: number };

/**
 * Ten failures within a minute lock a network (an IPv4 address, an IPv6 /64) and credential class out for
 * five minutes; loopback is slowed instead. Keeps the 10,000 most recent ones, so that a flood of them
 * costs no memory.
 */
export class FailureLimiter {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #tracks = new Map<string, Track>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Whether an attempt with these credentials may be made: one that is locked out locks out all. */
  decide(
    address: string,
    credentials: readonly CredentialClass[],
    loopback: boolean,
  ): AttemptDecision {
    const locks = credentials.map((one) => this.#tracks.get(keyOf(address, one))?.lockedUntil ?? 0);
    const leftMs = Math.max(0, ...locks) - this.#clock.monotonic();
    if (leftMs <= 0) return { kind: 'allow', delayMs: 0 };
    if (loopback) return { kind: 'allow', delayMs: LOOPBACK_DELAY_MS };
    return { kind: 'locked-out', retryAfterMs: Math.ceil(leftMs) };
  }

  recordFailure(address: string, credential: CredentialClass): void {
    const now = this.#clock.monotonic();
    const key = keyOf(address, credential);
    const before = this.#tracks.get(key);
    const track =
      before && now < before.windowEndsAt
        ? before
        : { failures: 0, windowEndsAt: now + WINDOW_MS, lockedUntil: before?.lockedUntil ?? 0 };
    track.failures += 1;
    if (track.failures >= MAX_FAILURES) track.lockedUntil = now + LOCKOUT_MS;
    this.#tracks.delete(key);
    this.#tracks.set(key, track);
    if (this.#tracks.size > MAX_TRACKED) this.#tracks.delete(this.#tracks.keys().next().value!);
  }

  recordSuccess(address: string, credential: CredentialClass): void {
    this.#tracks.delete(keyOf(address, credential));
  }
}

function keyOf(address: string, credential: CredentialClass): string {
  return `${credential} ${networkOf(address)}`;
}
