import type { ChannelHost } from '@coderclaw/channel-kit';
import { ChannelError } from '@coderclaw/channel-kit';
import type { Update } from 'grammy/types';
import { type ApiFailure, failureOf } from '../api/api-failure.ts';
import type { BotApi } from '../api/bot-api.ts';
import { WANTED_UPDATES } from '../read/read-update.ts';
import type { UpdateIntake } from './update-intake.ts';

/** How long the platform keeps a call open when there is nothing to say. */
const POLL_SECONDS = 30;
const LIMIT = 100;
/** While something is being accepted the platform is asked again after so long, for what others write. */
const LOOK_AGAIN_MS = 200;
const LAST_LOOK_AGAIN_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** A login that was refused does not mend itself; but somebody may mend it on the platform. */
const REFUSED_RETRY_MS = 60_000;
/** “If there are no new updates for at least a week, then identifier of the next update will be chosen randomly.” */
const FORGET_OFFSET_MS = 6 * 24 * 60 * 60_000;

export type PollerPorts = {
  readonly api: BotApi;
  readonly intake: UpdateIntake;
  readonly clock: ChannelHost['clock'];
  readonly logger: ChannelHost['logger'];
  /** How the login is, each time that it may have changed. */
  readonly report: (failure: ApiFailure | null) => void;
  readonly signal: AbortSignal;
};

/**
 * Fetches updates by long polling. Asking with an offset tells the platform to forget what lies before it:
 * the offset moves past an update only once that one, and all before it, are accepted.
 */
export class Poller {
  readonly #ports: PollerPorts;
  /** By id: updates that are being accepted. */
  readonly #open = new Map<number, Promise<void>>();
  /** Ids at or after the offset that are accepted while one before them is not. */
  readonly #done = new Set<number>();
  #next = 0;
  /** The offset of the poll under way: what is accepted meanwhile moves on, and this does not. */
  #asked = 0;
  #lookAgainMs = LOOK_AGAIN_MS;
  #heardAt: number;

  constructor(ports: PollerPorts) {
    this.#ports = ports;
    this.#heardAt = ports.clock.monotonic();
  }

  /** Until the signal aborts. Never rejects. */
  async run(): Promise<void> {
    const { clock, signal, report, logger } = this.#ports;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const updates = await this.#poll();
        if (failures > 0) logger.info('the platform answers again');
        failures = 0;
        report(null);
        await this.#hand(updates);
      } catch (error) {
        if (signal.aborted) return;
        const failure = failureOf(error);
        failures += 1;
        report(failure);
        await this.#recover(failure);
        await clock.sleep(waitMsAfter(failure, failures), signal);
      }
    }
  }

  async #poll(): Promise<readonly Update[]> {
    const { api, clock, signal } = this.#ports;
    if (clock.monotonic() - this.#heardAt > FORGET_OFFSET_MS) this.#next = 0;
    const seconds = this.#open.size > 0 ? 0 : POLL_SECONDS;
    this.#asked = this.#offset;
    const updates = await api.call(
      (bot, over) =>
        bot.getUpdates(
          {
            offset: this.#asked,
            limit: LIMIT,
            timeout: seconds,
            allowed_updates: WANTED_UPDATES,
          },
          over,
        ),
      { signal, timeoutMs: (seconds + 15) * 1_000 },
    );
    if (!Array.isArray(updates))
      throw new ChannelError('CHANNEL_UNAVAILABLE', 'no list of updates');
    return updates;
  }

  get #offset(): number {
    return this.#open.size > 0 ? Math.min(...this.#open.keys()) : this.#next;
  }

  async #hand(updates: readonly Update[]): Promise<void> {
    const { clock, intake, signal } = this.#ports;
    // Nothing lies before what was asked for, unless the platform began to count anew.
    if (updates.length > 0 && updates.every(({ update_id: id }) => id < this.#asked)) {
      this.#next = 0;
      this.#done.clear();
    }
    const fresh = updates.filter(({ update_id: id }) => !this.#open.has(id) && !this.#done.has(id));
    for (const update of fresh) {
      const { update_id: id } = update;
      this.#next = Math.max(this.#next, id + 1);
      this.#open.set(id, this.#take(id, intake.take(update)));
    }
    if (updates.length > 0) this.#heardAt = clock.monotonic();
    this.#lookAgainMs =
      fresh.length > 0 ? LOOK_AGAIN_MS : Math.min(LAST_LOOK_AGAIN_MS, this.#lookAgainMs * 2);
    const enough = new AbortController();
    const all = Promise.all(this.#open.values()).finally(() => enough.abort());
    const patience = AbortSignal.any([signal, enough.signal]);
    await Promise.race([all, clock.sleep(this.#lookAgainMs, patience)]);
    for (const id of this.#done) if (id < this.#offset) this.#done.delete(id);
  }

  async #take(id: number, accepted: Promise<void>): Promise<void> {
    try {
      await accepted;
      this.#done.add(id);
      this.#open.delete(id);
    } catch {
      // Ignored: it is rejected only when the account is closed, and the platform still has the update.
    }
  }

  /** A webhook that somebody set keeps the platform from answering polls. */
  async #recover({ description }: ApiFailure): Promise<void> {
    if (!/webhook is active/iu.test(description)) return;
    const { api, signal, logger } = this.#ports;
    logger.warn('a webhook was set for this bot; it is taken back, since updates are fetched here');
    await api
      .call((bot, over) => bot.deleteWebhook({}, over), { signal })
      .catch(() => {
        // Ignored: the next poll fails the same way, and it is tried again.
      });
  }
}

function waitMsAfter(failure: ApiFailure, failures: number): number {
  if (failure.code === 'CHANNEL_AUTH') return REFUSED_RETRY_MS;
  const ownMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, failures - 1));
  return Math.max(failure.retryAfterMs ?? 0, ownMs);
}
