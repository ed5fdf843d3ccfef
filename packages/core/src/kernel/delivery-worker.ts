import {
  changesMessage,
  decidePartRecovery,
  idempotencyOf,
  type SendIdempotency,
  type SendOutcome,
} from '../delivery/delivery.ts';
import { decidePart, MAX_DELAY_MS, type PartVerdict } from '../delivery/retry.ts';
import type { AccountId, ConversationId } from '../id/id.ts';
import type { OutboundChannel, OutboundPart } from '../ports/channel-port.ts';
import type { Instant } from '../ports/clock.ts';
import type { NewPart, PartToSend } from '../ports/delivery-store.ts';
import { StoreError } from '../ports/store-error.ts';
import { AccountGate } from './account-gate.ts';
import type { EventHub } from './event-hub.ts';
import type { KernelPorts } from './kernel-ports.ts';
import type { WorkSigns } from './work-signs.ts';

const UNKNOWN_NOTICE =
  'A reply to this conversation may not have arrived. Write /resend to have it sent again.';
const STORE_RETRY_MS = 5_000;
const STOP_GRACE_MS = 1_500;
/** A platform that has not said by then whether a message arrived does not say it now. */
const LOOK_UP_MS = 60_000;

/** An instant of the wall clock as it was, and when it falls by the clock that never leaps. */
type Due = { readonly at: Instant; readonly monotonic: number };

/** A conversation, and the login through which it is reached. */
export type Place = { readonly conversationId: ConversationId; readonly accountId: AccountId };

/**
 * The loop of one conversation; `woken` is aborted by whoever adds work since it last looked, `due` is
 * what it waits for.
 */
type Loop = {
  woken: AbortController;
  due: Due | undefined;
  ended: Promise<void>;
  /** What is to be done between two parts. */
  readonly jobs: (() => Promise<void>)[];
};

/** Sends what is due, one part at a time per conversation, conversations side by side. */
export class DeliveryWorker {
  readonly #ports: KernelPorts;
  readonly #events: EventHub;
  readonly #signs: WorkSigns;
  readonly #stopping: AbortSignal;
  readonly #loops = new Map<ConversationId, Loop>();
  readonly #gate: AccountGate;

  constructor(ports: KernelPorts, events: EventHub, signs: WorkSigns, stopping: AbortSignal) {
    this.#ports = ports;
    this.#events = events;
    this.#signs = signs;
    this.#stopping = stopping;
    this.#gate = new AccountGate(ports.clock, ports.random);
  }

  /** Something of this conversation may be due. */
  wake(place: Place, due?: Due): void {
    const { conversationId } = place;
    const running = this.#loops.get(conversationId);
    if (running) {
      running.due ??= due;
      running.woken.abort();
      return;
    }
    if (this.#stopping.aborted) return;
    this.#begin(place, { woken: new AbortController(), due, ended: Promise.resolve(), jobs: [] });
  }

  /** Does something in this conversation when no part of it is being sent; what is to be sent goes first. */
  between(place: Place, job: () => Promise<void>): void {
    if (this.#stopping.aborted) return;
    this.wake(place);
    this.#loops.get(place.conversationId)?.jobs.push(job);
  }

  #begin(place: Place, loop: Loop): void {
    this.#loops.set(place.conversationId, loop);
    loop.ended = this.#drain(place, loop);
  }

  /**
   * Takes up what a previous process left: parts cut off in sending, and what is pending. A part cut off
   * holds only its own conversation, which goes on when its fate is recorded.
   */
  async recover(): Promise<number> {
    const interrupted = await this.#ports.store.listSendingParts();
    for (const part of interrupted) void this.#recoverPart(part);
    void this.#wakeAll();
    return interrupted.length;
  }

  /**
   * Resolves when nothing is being sent, or after `STOP_GRACE_MS`: what a platform has not answered by then
   * stays in `sending` for the next start. Call after the stop signal aborted.
   */
  async idle(): Promise<void> {
    const ended = new AbortController();
    const loops = Promise.all([...this.#loops.values()].map((loop) => loop.ended));
    await Promise.race([loops, this.#ports.clock.sleep(STOP_GRACE_MS, ended.signal)]);
    ended.abort();
  }

  async #wakeAll(): Promise<void> {
    const { store, clock, logger } = this.#ports;
    while (!this.#stopping.aborted) {
      try {
        for (const place of await store.listPendingConversations()) this.wake(place);
        return;
      } catch (error) {
        logger.warn('what is to be sent could not be read and is tried again', { error });
        await clock.sleep(STORE_RETRY_MS, this.#stopping);
      }
    }
  }

  async #drain(place: Place, loop: Loop): Promise<void> {
    const { conversationId } = place;
    // What was asked for in the turn that began the loop is there by the next.
    await Promise.resolve();
    try {
      while (!this.#stopping.aborted) {
        loop.woken = new AbortController();
        const waitMs = await this.#sendNext(place, loop).catch((error: unknown) => {
          this.#ports.logger.warn('a delivery could not be written and is tried again', {
            conversationId,
            error,
          });
          return STORE_RETRY_MS;
        });
        const woken = loop.woken.signal;
        if (waitMs !== undefined)
          await this.#ports.clock.sleep(waitMs, AbortSignal.any([this.#stopping, woken]));
        else if (!woken.aborted && loop.jobs.length === 0) return;
      }
    } finally {
      this.#loops.delete(conversationId);
    }
  }

  /** Sends one part. Returns how long to wait before the next look; undefined when nothing is left. */
  async #sendNext(place: Place, loop: Loop): Promise<number | undefined> {
    const waitMs = await this.#untilDue(place.conversationId, loop);
    if (waitMs !== undefined && waitMs > 0) return waitMs;
    const leave = await this.#gate.enter(place.accountId, this.#stopping);
    if (!leave) return undefined;
    try {
      if (waitMs === 0 && (await this.#sendDue(place, loop))) return 0;
      const job = loop.jobs.shift();
      if (!job) return undefined;
      await job();
      return 0;
    } finally {
      leave();
    }
  }

  async #sendDue({ conversationId }: Place, loop: Loop): Promise<boolean> {
    const { store, clock, checkpoint } = this.#ports;
    // What was waited for is due, whatever the wall clock says of it by now.
    const isDue = loop.due && loop.due.monotonic <= clock.monotonic();
    const at = isDue ? Math.max(clock.now(), loop.due!.at) : clock.now();
    checkpoint.reach('part-sending.commit:before');
    const next = await store.startPart({ at, conversationId });
    checkpoint.reach('part-sending.commit:after');
    if (!next) return false;
    loop.due = await this.send(next);
    return true;
  }

  /** Sends a part that is `sending`, and records what became of it. Returns when it is to be tried again, if it is. */
  async send(next: PartToSend): Promise<Due | undefined> {
    const { clock, checkpoint, random } = this.#ports;
    const { delivery, part } = next;
    const channel = this.#ports.channels.find(delivery);
    checkpoint.reach('part.send:before');
    const outcome = await this.#send(channel, next);
    checkpoint.reach('part.send:after');
    this.#judgeAccount(delivery.accountId, outcome);
    const verdict = decidePart(outcome, {
      attempt: part.attempt,
      ageMs: clock.now() - delivery.createdAt,
      idempotency: repeatOf(next, channel),
      random: random.next(),
    });
    if (outcome.kind !== 'moved') return this.#record(next, verdict, channel);
    await this.#move(delivery, outcome.address);
    await this.#record(next, verdict, channel);
    await this.#wakeAll();
    return undefined;
  }

  #judgeAccount(accountId: AccountId, outcome: SendOutcome): void {
    if (outcome.kind === 'held' || outcome.kind === 'unknown') return;
    if (outcome.kind === 'unsent' && outcome.scope === 'account' && outcome.retryable)
      this.#gate.close(accountId);
    else this.#gate.open(accountId);
  }

  /** The platform gave the conversation another address: what is to be sent there goes to that one. */
  async #move(delivery: PartToSend['delivery'], to: string): Promise<void> {
    const { store, clock, tenantId } = this.#ports;
    const { channel, account, address: from } = delivery;
    const { id: deliveryId } = delivery;
    await this.#persist('where a conversation went could not be written', { deliveryId }, () =>
      store.moveConversation({ at: clock.now(), tenantId, channel, account, from, to }),
    );
  }

  async #untilDue(conversationId: ConversationId, loop: Loop): Promise<number | undefined> {
    const { store, clock } = this.#ports;
    const pending = await store.findPending(conversationId);
    if (!pending) return undefined;
    const { dueAt: at, attempt } = pending;
    // The first try waits for nothing but room.
    if (attempt === 0 && loop.due?.at !== at) return 0;
    // An instant that another process set says nothing when the clock has leapt since; no wait is longer than the longest.
    if (loop.due?.at !== at) {
      const waitMs = Math.min(MAX_DELAY_MS, Math.max(0, at - clock.now()));
      loop.due = { at, monotonic: clock.monotonic() + waitMs };
    }
    return Math.max(0, loop.due.monotonic - clock.monotonic());
  }

  async #send(channel: OutboundChannel | undefined, next: PartToSend): Promise<SendOutcome> {
    if (!channel)
      return { kind: 'unsent', error: 'no such channel account is configured', retryable: false };
    const { delivery } = next;
    const part = outboundOf(next);
    try {
      // The answer of the try before may have been lost.
      const repeated = repeatOf(next, channel) === 'lookup' && next.part.attempt > 1;
      const found = repeated ? await this.#lookUp(channel, part) : undefined;
      if (found) return { kind: 'delivered', ...found };
      if (part.content.kind === 'reaction')
        await this.#signs.clearOf(delivery, part.content.platformMessageId);
      const outcome = await channel.send(part, this.#stopping);
      // The message that it stands on is not ours.
      if (outcome.kind === 'delivered' && part.content.kind === 'reaction')
        return { kind: 'delivered' };
      if (outcome.kind === 'gone' && !changesMessage(part.content))
        throw new Error('it changes nothing, and what it changes is said to be gone');
      return outcome;
    } catch (error) {
      return { kind: 'unknown', error: `the channel broke while sending: ${String(error)}` };
    }
  }

  async #recoverPart(cutOff: PartToSend): Promise<void> {
    const channel = this.#ports.channels.find(cutOff.delivery);
    try {
      const due = await this.#record(cutOff, await this.#verdictOf(cutOff, channel), channel);
      this.wake(cutOff.delivery, due);
    } catch (error) {
      this.#ports.logger.error(
        'a delivery that was cut off could not be recorded; the next start tries again',
        { partId: cutOff.part.id, error },
      );
    }
  }

  async #verdictOf(cutOff: PartToSend, channel: OutboundChannel | undefined): Promise<PartVerdict> {
    const { decision, reason } = decidePartRecovery(repeatOf(cutOff, channel));
    const unknown = {
      state: 'unknown',
      error: `the gateway stopped while sending (${reason})`,
    } as const;
    if (decision === 'resend') return { state: 'pending', delayMs: 0, error: unknown.error };
    if (decision === 'report-unknown' || !channel) return unknown;
    try {
      const found = await this.#lookUp(channel, outboundOf(cutOff));
      return found
        ? { state: 'delivered', platformMessageId: found.platformMessageId }
        : { state: 'pending', delayMs: 0, error: unknown.error };
    } catch (error) {
      // The next start asks again.
      if (this.#stopping.aborted) throw error;
      this.#ports.logger.warn('the platform could not say whether a message arrived', {
        partId: cutOff.part.id,
        error,
      });
      return unknown;
    }
  }

  /** Rejects as well when no answer comes in time: a platform that is silent must not hold a conversation. */
  async #lookUp(channel: OutboundChannel, part: OutboundPart) {
    const answered = new AbortController();
    const late = new AbortController();
    const signal = AbortSignal.any([this.#stopping, late.signal]);
    const silence = Promise.withResolvers<never>();
    void this.#ports.clock.sleep(LOOK_UP_MS, answered.signal).then(() => {
      if (answered.signal.aborted) return;
      late.abort();
      silence.reject(new Error(`the platform did not answer for ${LOOK_UP_MS / 1_000} s`));
    });
    try {
      return await Promise.race([channel.lookUp(part, signal), silence.promise]);
    } finally {
      answered.abort();
    }
  }

  /** Returns when the part is to be tried again, if it is. */
  async #record(
    { part, delivery }: PartToSend,
    verdict: PartVerdict,
    channel: OutboundChannel | undefined,
  ): Promise<Due | undefined> {
    const { store, checkpoint, clock } = this.#ports;
    // A notice about a notice would never end.
    const worthTelling = verdict.state === 'unknown' && delivery.kind !== 'notice';
    const notice = worthTelling ? { notice: [noticeOfUnknown(channel)] } : {};
    checkpoint.reach('part-outcome.commit:before');
    const { id: partId } = part;
    const recorded = await this.#persist(
      'what became of a message could not be written',
      { partId },
      () => store.recordPart({ partId, verdict, ...notice, at: clock.now() }),
    );
    checkpoint.reach('part-outcome.commit:after');
    this.#events.tell({ type: 'delivery', delivery: recorded });
    if (verdict.state !== 'pending') return undefined;
    const { nextAttemptAt: at } = recorded.parts.find(({ id }) => id === part.id)!;
    return { at, monotonic: clock.monotonic() + verdict.delayMs };
  }

  /** What happened outside must not be forgotten: a store that fails for a while is asked again, until the stop. */
  async #persist<Result>(
    problem: string,
    fields: { readonly [name: string]: string },
    write: () => Promise<Result>,
  ): Promise<Result> {
    const { clock, logger } = this.#ports;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        const retryable = error instanceof StoreError && error.retryable;
        if (!retryable || this.#stopping.aborted) throw error;
        logger.warn(problem, { ...fields, error });
        await clock.sleep(STORE_RETRY_MS, this.#stopping);
      }
    }
  }
}

function repeatOf(
  { content }: PartToSend,
  channel: OutboundChannel | undefined,
): SendIdempotency | null {
  return idempotencyOf(content, channel?.capabilities.idempotency ?? null);
}

function outboundOf({
  part,
  delivery,
  content,
  conversationKind,
  replyTo,
}: PartToSend): OutboundPart {
  const { address } = delivery;
  return { address, conversationKind, content, replyTo, idempotencyKey: part.idempotencyKey };
}

/** Where there are buttons one press sends it again, elsewhere a command. */
function noticeOfUnknown(channel: OutboundChannel | undefined): NewPart {
  if (channel?.capabilities.buttons)
    return {
      kind: 'text',
      text: UNKNOWN_NOTICE,
      buttons: [[{ label: 'Send it again', value: '/resend' }]],
    };
  return { kind: 'text', text: UNKNOWN_NOTICE };
}
