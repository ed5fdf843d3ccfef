import { decidePartRecovery, type SendOutcome } from '../delivery/delivery.ts';
import { decidePart, MAX_DELAY_MS, type PartVerdict } from '../delivery/retry.ts';
import type { ConversationId } from '../id/id.ts';
import type { OutboundChannel, OutboundPart } from '../ports/channel-port.ts';
import type { Instant } from '../ports/clock.ts';
import type { PartToSend, Store } from '../ports/store.ts';
import { StoreError } from '../ports/store-error.ts';
import type { EventHub } from './event-hub.ts';
import type { KernelPorts } from './kernel-ports.ts';

const UNKNOWN_NOTICE = 'A reply to this conversation may not have arrived.';
const STORE_RETRY_MS = 5_000;
const STOP_GRACE_MS = 1_500;

/** An instant of the wall clock as it was, and when it falls by the clock that never leaps. */
type Due = { readonly at: Instant; readonly monotonic: number };

/**
 * The loop of one conversation; `woken` is aborted by whoever adds work since it last looked, `due` is
 * what it waits for.
 */
type Loop = { woken: AbortController; due: Due | undefined; ended: Promise<void> };

/** Sends what is due, one part at a time per conversation, conversations side by side. */
export class DeliveryWorker {
  readonly #ports: KernelPorts;
  readonly #events: EventHub;
  readonly #stopping: AbortSignal;
  readonly #loops = new Map<ConversationId, Loop>();

  constructor(ports: KernelPorts, events: EventHub, stopping: AbortSignal) {
    this.#ports = ports;
    this.#events = events;
    this.#stopping = stopping;
  }

  /** Something of this conversation may be due. */
  wake(conversationId: ConversationId, due?: Due): void {
    const running = this.#loops.get(conversationId);
    if (running) {
      running.due ??= due;
      running.woken.abort();
      return;
    }
    if (this.#stopping.aborted) return;
    const loop: Loop = { woken: new AbortController(), due, ended: Promise.resolve() };
    this.#loops.set(conversationId, loop);
    loop.ended = this.#drain(conversationId, loop);
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
        for (const { conversationId } of await store.listPendingConversations())
          this.wake(conversationId);
        return;
      } catch (error) {
        logger.warn('what is to be sent could not be read and is tried again', { error });
        await clock.sleep(STORE_RETRY_MS, this.#stopping);
      }
    }
  }

  async #drain(conversationId: ConversationId, loop: Loop): Promise<void> {
    try {
      while (!this.#stopping.aborted) {
        loop.woken = new AbortController();
        const waitMs = await this.#sendNext(conversationId, loop).catch((error: unknown) => {
          this.#ports.logger.warn('a delivery could not be written and is tried again', {
            conversationId,
            error,
          });
          return STORE_RETRY_MS;
        });
        const woken = loop.woken.signal;
        if (waitMs !== undefined)
          await this.#ports.clock.sleep(waitMs, AbortSignal.any([this.#stopping, woken]));
        else if (!woken.aborted) return;
      }
    } finally {
      this.#loops.delete(conversationId);
    }
  }

  /** Sends one part. Returns how long to wait before the next look; undefined when nothing is left. */
  async #sendNext(conversationId: ConversationId, loop: Loop): Promise<number | undefined> {
    const { store, clock, checkpoint } = this.#ports;
    // What was waited for is due, whatever the wall clock says of it by now.
    const isDue = loop.due && loop.due.monotonic <= clock.monotonic();
    const at = isDue ? Math.max(clock.now(), loop.due!.at) : clock.now();
    checkpoint.reach('part-sending.commit:before');
    const next = await store.startPart({ at, conversationId });
    checkpoint.reach('part-sending.commit:after');
    if (!next) return this.#untilDue(conversationId, loop);
    const channel = this.#ports.channels.find(next.delivery);
    checkpoint.reach('part.send:before');
    const outcome = await this.#send(channel, next);
    checkpoint.reach('part.send:after');
    const verdict = decidePart(outcome, {
      attempt: next.part.attempt,
      idempotency: channel?.capabilities.idempotency ?? null,
      random: this.#ports.random.next(),
    });
    loop.due = await this.#record(next, verdict, channel);
    return 0;
  }

  async #untilDue(conversationId: ConversationId, loop: Loop): Promise<number | undefined> {
    const { store, clock } = this.#ports;
    const pending = await store.listPendingConversations();
    const at = pending.find((row) => row.conversationId === conversationId)?.dueAt;
    if (at === undefined) return undefined;
    // An instant that another process set says nothing when the clock has leapt since; no wait is longer than the longest.
    if (loop.due?.at !== at) {
      const waitMs = Math.min(MAX_DELAY_MS, Math.max(0, at - clock.now()));
      loop.due = { at, monotonic: clock.monotonic() + waitMs };
    }
    return Math.max(1, loop.due.monotonic - clock.monotonic());
  }

  async #send(channel: OutboundChannel | undefined, next: PartToSend): Promise<SendOutcome> {
    if (!channel)
      return { kind: 'unsent', error: 'no such channel account is configured', retryable: false };
    const part = outboundOf(next);
    try {
      // The answer of the try before may have been lost.
      const repeated = channel.capabilities.idempotency === 'lookup' && next.part.attempt > 1;
      const found = repeated ? await channel.lookUp(part, this.#stopping) : undefined;
      return found ? { kind: 'delivered', ...found } : await channel.send(part, this.#stopping);
    } catch (error) {
      return { kind: 'unknown', error: `the channel broke while sending: ${String(error)}` };
    }
  }

  async #recoverPart(cutOff: PartToSend): Promise<void> {
    const channel = this.#ports.channels.find(cutOff.delivery);
    try {
      const due = await this.#record(cutOff, await this.#verdictOf(cutOff, channel), channel);
      this.wake(cutOff.delivery.conversationId, due);
    } catch (error) {
      this.#ports.logger.error(
        'a delivery that was cut off could not be recorded; the next start tries again',
        { partId: cutOff.part.id, error },
      );
    }
  }

  async #verdictOf(cutOff: PartToSend, channel: OutboundChannel | undefined): Promise<PartVerdict> {
    const { decision, reason } = decidePartRecovery(channel?.capabilities.idempotency ?? null);
    const unknown = {
      state: 'unknown',
      error: `the gateway stopped while sending (${reason})`,
    } as const;
    if (decision === 'resend') return { state: 'pending', delayMs: 0, error: unknown.error };
    if (decision === 'report-unknown' || !channel) return unknown;
    try {
      const found = await channel.lookUp(outboundOf(cutOff), this.#stopping);
      return found
        ? { state: 'delivered', platformMessageId: found.platformMessageId }
        : { state: 'pending', delayMs: 0, error: unknown.error };
    } catch (error) {
      this.#ports.logger.warn('the platform could not say whether a message arrived', {
        partId: cutOff.part.id,
        error,
      });
      return unknown;
    }
  }

  /** Returns when the part is to be tried again, if it is. */
  async #record(
    { part, delivery }: PartToSend,
    verdict: PartVerdict,
    channel: OutboundChannel | undefined,
  ): Promise<Due | undefined> {
    const { checkpoint, clock } = this.#ports;
    // A notice about a notice would never end.
    const notice =
      verdict.state === 'unknown' && delivery.kind !== 'notice'
        ? { notice: channel?.split(UNKNOWN_NOTICE) ?? [UNKNOWN_NOTICE] }
        : {};
    checkpoint.reach('part-outcome.commit:before');
    const recorded = await this.#commitOutcome({ partId: part.id, verdict, ...notice });
    checkpoint.reach('part-outcome.commit:after');
    this.#events.tell({ type: 'delivery', delivery: recorded });
    if (verdict.state !== 'pending') return undefined;
    const { nextAttemptAt: at } = recorded.parts.find(({ id }) => id === part.id)!;
    return { at, monotonic: clock.monotonic() + verdict.delayMs };
  }

  /** What happened outside must not be forgotten: a store that fails for a while is asked again, until the stop. */
  async #commitOutcome(outcome: Omit<Parameters<Store['recordPart']>[0], 'at'>) {
    const { store, clock, logger } = this.#ports;
    for (;;) {
      try {
        return await store.recordPart({ ...outcome, at: clock.now() });
      } catch (error) {
        const retryable = error instanceof StoreError && error.retryable;
        if (!retryable || this.#stopping.aborted) throw error;
        const { partId } = outcome;
        logger.warn('what became of a message could not be written', { partId, error });
        await clock.sleep(STORE_RETRY_MS, this.#stopping);
      }
    }
  }
}

function outboundOf({ part, delivery }: PartToSend): OutboundPart {
  return {
    address: delivery.address,
    conversationKind: 'direct',
    content: { kind: 'text', text: part.text },
    replyTo: null,
    idempotencyKey: part.idempotencyKey,
  };
}
