import { type DeliveryRecord, decidePartRecovery, type SendOutcome } from '../delivery/delivery.ts';
import { decidePart, type PartVerdict } from '../delivery/retry.ts';
import type { ConversationId } from '../id/id.ts';
import type { OutboundChannel, OutboundPart } from '../ports/channel-port.ts';
import type { PartToSend } from '../ports/store.ts';
import type { EventHub } from './event-hub.ts';
import type { KernelPorts } from './kernel-ports.ts';

const UNKNOWN_NOTICE = 'A reply to this conversation may not have arrived.';
const STORE_RETRY_MS = 5_000;

/** Sends what is due, one part at a time per conversation, conversations side by side. */
export class DeliveryWorker {
  readonly #ports: KernelPorts;
  readonly #events: EventHub;
  readonly #stopping: AbortSignal;
  /** The loop of each conversation that has one, and whether it was woken since it last looked. */
  readonly #loops = new Map<ConversationId, { woken: boolean; readonly ended: Promise<void> }>();

  constructor(ports: KernelPorts, events: EventHub, stopping: AbortSignal) {
    this.#ports = ports;
    this.#events = events;
    this.#stopping = stopping;
  }

  /** Something of this conversation may be due. */
  wake(conversationId: ConversationId): void {
    const running = this.#loops.get(conversationId);
    if (running) {
      running.woken = true;
      return;
    }
    if (this.#stopping.aborted) return;
    const loop = { woken: true, ended: Promise.resolve() };
    this.#loops.set(conversationId, loop);
    loop.ended = this.#drain(conversationId, loop);
  }

  /** Takes up what a previous process left: parts cut off in sending first, then what is pending. */
  async recover(): Promise<number> {
    const interrupted = await this.#ports.store.listSendingParts();
    const settling = interrupted.map((part) => this.#recoverPart(part));
    void Promise.all(settling).then(() => this.#wakeAll());
    return interrupted.length;
  }

  /** Resolves when nothing is being sent. Call after the stop signal aborted. */
  async idle(): Promise<void> {
    await Promise.all([...this.#loops.values()].map((loop) => loop.ended));
  }

  async #wakeAll(): Promise<void> {
    for (const { conversationId } of await this.#ports.store.listPendingConversations())
      this.wake(conversationId);
  }

  async #drain(conversationId: ConversationId, loop: { woken: boolean }): Promise<void> {
    try {
      while (!this.#stopping.aborted) {
        loop.woken = false;
        const waitMs = await this.#sendNext(conversationId).catch((error: unknown) => {
          this.#ports.logger.warn('a delivery could not be written and is tried again', {
            conversationId,
            error,
          });
          return STORE_RETRY_MS;
        });
        if (waitMs !== undefined) await this.#ports.clock.sleep(waitMs, this.#stopping);
        else if (!loop.woken) return;
      }
    } finally {
      this.#loops.delete(conversationId);
    }
  }

  /** Sends one part. Returns how long to wait before the next look; undefined when nothing is left. */
  async #sendNext(conversationId: ConversationId): Promise<number | undefined> {
    const { store, clock, checkpoint } = this.#ports;
    checkpoint.reach('part-sending.commit:before');
    const next = await store.startPart({ at: clock.now(), conversationId });
    checkpoint.reach('part-sending.commit:after');
    if (!next) return this.#untilDue(conversationId);
    const channel = this.#ports.channels.find(next.delivery);
    checkpoint.reach('part.send:before');
    const outcome = await this.#send(channel, outboundOf(next));
    checkpoint.reach('part.send:after');
    await this.#record(
      next,
      decidePart(outcome, next.part.attempt, this.#ports.random.next()),
      channel,
    );
    return 0;
  }

  async #untilDue(conversationId: ConversationId): Promise<number | undefined> {
    const pending = await this.#ports.store.listPendingConversations();
    const dueAt = pending.find((row) => row.conversationId === conversationId)?.dueAt;
    return dueAt === undefined ? undefined : Math.max(1, dueAt - this.#ports.clock.now());
  }

  async #send(channel: OutboundChannel | undefined, part: OutboundPart): Promise<SendOutcome> {
    if (!channel)
      return { kind: 'unsent', error: 'no such channel account is configured', retryable: false };
    try {
      return await channel.send(part, this.#stopping);
    } catch (error) {
      return { kind: 'unknown', error: `the channel broke while sending: ${String(error)}` };
    }
  }

  async #recoverPart(cutOff: PartToSend): Promise<void> {
    const channel = this.#ports.channels.find(cutOff.delivery);
    try {
      await this.#record(cutOff, await this.#verdictOf(cutOff, channel), channel);
    } catch (error) {
      this.#ports.logger.error(
        'a delivery that was cut off could not be recorded; the next start tries again',
        { partId: cutOff.part.id, error },
      );
    }
  }

  async #verdictOf(cutOff: PartToSend, channel: OutboundChannel | undefined): Promise<PartVerdict> {
    const { decision, reason } = decidePartRecovery(channel?.idempotency ?? null);
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

  async #record(
    { part, delivery }: PartToSend,
    verdict: PartVerdict,
    channel: OutboundChannel | undefined,
  ): Promise<void> {
    const { store, clock, checkpoint } = this.#ports;
    // A notice about a notice would never end.
    const notice =
      verdict.state === 'unknown' && delivery.kind !== 'notice'
        ? { notice: channel?.split(UNKNOWN_NOTICE) ?? [UNKNOWN_NOTICE] }
        : {};
    checkpoint.reach('part-outcome.commit:before');
    const recorded: DeliveryRecord = await store.recordPart({
      at: clock.now(),
      partId: part.id,
      verdict,
      ...notice,
    });
    checkpoint.reach('part-outcome.commit:after');
    this.#events.tell({ type: 'delivery', delivery: recorded });
  }
}

function outboundOf({ part, delivery }: PartToSend): OutboundPart {
  return { address: delivery.address, text: part.text, idempotencyKey: part.idempotencyKey };
}
