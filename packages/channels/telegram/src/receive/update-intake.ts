import { ChannelError, type ChannelHost } from '@coderclaw/channel-kit';
import { StoreError } from '@coderclaw/core';
import type { Update } from 'grammy/types';
import type { Login } from '../read/login.ts';
import { type ReadUpdate, readUpdate } from '../read/read-update.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** Tries at what fails in a way that no other try should mend. */
const HOPELESS_TRIES = 5;
/** Updates that are remembered because they failed so, where the platform offers them again. */
const MAX_REMEMBERED = 1_000;

export type IntakeTerms = {
  /** Whether what is not accepted is offered again in here, or by the platform. */
  readonly insists: boolean;
};

type Lane = { tail: Promise<void>; waiting: number };

/** Hands updates over to the gateway: conversations side by side, each in its own order. */
export class UpdateIntake {
  readonly #host: ChannelHost;
  readonly #login: Login;
  readonly #signal: AbortSignal;
  readonly #terms: IntakeTerms;
  readonly #lanes = new Map<string, Lane>();
  /** By the id of an update that the platform offers again: how often no other try should have mended it. */
  readonly #hopeless = new Map<number, number>();

  constructor(host: ChannelHost, login: Login, signal: AbortSignal, terms: IntakeTerms) {
    this.#host = host;
    this.#login = login;
    this.#signal = signal;
    this.#terms = terms;
  }

  /** Resolves once the update is accepted, given up, or is nothing to us. Rejects with CHANNEL_CLOSED, and where it does not insist with what the gateway said. */
  take(update: Update): Promise<void> {
    const read = this.#read(update);
    if (read.kind === 'ignored') {
      this.#host.logger.debug('an update was left alone', {
        update: update.update_id,
        reason: read.reason,
      });
      return Promise.resolve();
    }
    const lane = this.#lane(read.lane);
    if (read.kind === 'moved') {
      const { from, to } = read;
      return this.#enqueue(read.lane, lane, () =>
        this.#persist(update, () => this.#host.moved({ from, to })),
      );
    }
    return this.#enqueue(read.lane, lane, () =>
      this.#persist(update, () => this.#host.accept(read.event)),
    );
  }

  #read(update: Update): ReadUpdate {
    try {
      return readUpdate(update, this.#login);
    } catch (error) {
      // One that can not be read would be in the way of all behind it for ever.
      this.#host.logger.error('an update could not be read and is skipped', {
        update: update.update_id,
        kinds: Object.keys(update),
        error,
      });
      return { kind: 'ignored', reason: 'unreadable' };
    }
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known) return known;
    const lane: Lane = { tail: Promise.resolve(), waiting: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }

  #enqueue(name: string, lane: Lane, work: () => Promise<void>): Promise<void> {
    lane.waiting += 1;
    const done = lane.tail.then(work).finally(() => {
      lane.waiting -= 1;
      if (lane.waiting === 0) this.#lanes.delete(name);
    });
    // What failed is closed; who waits for it is told by `done`.
    lane.tail = done.catch(() => {});
    return done;
  }

  /** Tries until it is durable: the platform forgets an update once the next is asked for. */
  async #persist(update: Update, work: () => Promise<unknown>): Promise<void> {
    const { clock, logger } = this.#host;
    for (let tries = 1; ; tries += 1) {
      if (this.#signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
      try {
        await work();
        this.#hopeless.delete(update.update_id);
        return;
      } catch (error) {
        if (this.#signal.aborted) throw new ChannelError('CHANNEL_CLOSED');
        if (this.#isGivenUp(update, error)) {
          logger.error('an event was refused again and again and is skipped', { error });
          return;
        }
        if (!this.#terms.insists) {
          logger.warn('an event was not accepted; the platform offers it again', { error });
          throw error;
        }
        logger.warn('an event was not accepted; it is offered again', { tries, error });
        const waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
        await clock.sleep(waitMs, this.#signal);
      }
    }
  }

  /** Counts what no other try should mend, whether it is tried in here or offered again by the platform. */
  #isGivenUp({ update_id: id }: Update, error: unknown): boolean {
    if (isRetryable(error) || isOfStore(error)) return false;
    const failures = (this.#hopeless.get(id) ?? 0) + 1;
    this.#hopeless.delete(id);
    if (failures >= HOPELESS_TRIES) return true;
    this.#hopeless.set(id, failures);
    const [oldest] = this.#hopeless.keys();
    if (oldest !== undefined && this.#hopeless.size > MAX_REMEMBERED) this.#hopeless.delete(oldest);
    return false;
  }
}

/** A store that takes no event at all: it is not for this one to be skipped. */
function isOfStore(error: unknown): boolean {
  return error instanceof StoreError && ['STORE_CORRUPT', 'STORE_CLOSED'].includes(error.code);
}

function isRetryable(error: unknown): boolean {
  return (error as { readonly retryable?: boolean }).retryable === true;
}
