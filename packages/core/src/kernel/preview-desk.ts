import { formatProgress } from '../delivery/work-line.ts';
import type { ConversationKind } from '../message/message.ts';
import type { OutboundChannel } from '../ports/channel-port.ts';
import type { ActiveRun } from './active-run.ts';
import type { DeliveryWorker } from './delivery-worker.ts';
import type { KernelEvent } from './event.ts';
import type { KernelPorts } from './kernel-ports.ts';

/** A run that is over sooner is shown when it is done: one message instead of two calls. */
const FIRST_SHOWN_MS = 800;
/** Behind what is not the whole text yet. */
const UNFINISHED = ' …';

/** What of a run is shown, and when it may be shown again. */
type Preview = {
  readonly active: ActiveRun;
  readonly channel: OutboundChannel;
  readonly ended: AbortController;
  shown: string;
  scheduled: boolean;
  nextAt: number;
};

/**
 * Lets the person see an answer grow in the message that will hold it, as often as the platform allows.
 * The first showing is a delivery part that is committed before it is sent; the later ones are edits of
 * that message which nobody misses when they are lost.
 */
export class PreviewDesk {
  readonly #ports: KernelPorts;
  readonly #deliveries: DeliveryWorker;
  readonly #stopping: AbortSignal;
  readonly #previews = new Map<string, Preview>();

  constructor(ports: KernelPorts, deliveries: DeliveryWorker, stopping: AbortSignal) {
    this.#ports = ports;
    this.#deliveries = deliveries;
    this.#stopping = stopping;
  }

  /** A run goes to work. */
  begin(active: ActiveRun): void {
    const channel = this.#ports.channels.find(active.run.replyTo);
    if (!channel) return;
    const { transport, edits, streaming } = channel.capabilities;
    if (transport !== 'push' || !edits || !streaming) return;
    this.#previews.set(active.run.id, {
      active,
      channel,
      ended: new AbortController(),
      shown: '',
      scheduled: false,
      nextAt: this.#ports.clock.monotonic() + FIRST_SHOWN_MS,
    });
  }

  /** Contract: never throws, never waits. */
  take(event: KernelEvent): void {
    switch (event.type) {
      case 'delta':
        if (event.stream === 'text') this.#changed(event.run.runId);
        break;
      case 'tool-start':
      case 'tool-result':
        this.#changed(event.run.runId);
        break;
    }
  }

  /** The run is over, whatever comes of it: from now on nothing of it is shown but its parts. */
  end(active: ActiveRun): void {
    this.#previews.get(active.run.id)?.ended.abort();
    this.#previews.delete(active.run.id);
  }

  #changed(runId: string): void {
    const preview = this.#previews.get(runId);
    if (!preview || preview.scheduled) return;
    preview.scheduled = true;
    void this.#later(preview).catch((error: unknown) =>
      this.#ports.logger.warn('an answer could not be shown while it was written', {
        runId,
        error,
      }),
    );
  }

  async #later(preview: Preview): Promise<void> {
    const { clock } = this.#ports;
    const over = AbortSignal.any([this.#stopping, preview.ended.signal]);
    await clock.sleep(preview.nextAt - clock.monotonic(), over);
    if (over.aborted) return;
    this.#deliveries.between(preview.active.run.replyTo, () => this.#show(preview));
  }

  async #show(preview: Preview): Promise<void> {
    const { clock } = this.#ports;
    preview.scheduled = false;
    if (preview.ended.signal.aborted) return;
    const { active, channel } = preview;
    const text = this.#textOf(preview);
    if (text === preview.shown || text === '') return;
    const before = preview.shown;
    preview.shown = text;
    if (active.preview === undefined) await this.#start(preview, text);
    else if (active.preview?.platformMessageId) await this.#edit(preview, text);
    const { direct, shared } = channel.capabilities.previewIntervalMs;
    const intervalMs = isDirect(active.run.replyTo.kind) ? direct : shared;
    preview.nextAt = Math.max(preview.nextAt, clock.monotonic() + intervalMs);
    if (preview.shown === before || this.#textOf(preview) !== text) this.#changed(active.run.id);
  }

  /** T4 before the first showing. */
  async #start({ active }: Preview, text: string): Promise<void> {
    const { store, clock, checkpoint } = this.#ports;
    const { id: runId, fence } = active.run;
    active.preview = null;
    checkpoint.reach('preview.commit:before');
    const part = await store.startPreview({ at: clock.now(), runId, fence, text });
    checkpoint.reach('preview.commit:after');
    if (!part) {
      active.preview = undefined;
      return;
    }
    await this.#deliveries.send(part);
    const sent = await store.findDelivery(part.delivery.id);
    const platformMessageId = sent?.parts[0]?.platformMessageId ?? null;
    active.preview = { partId: part.part.id, platformMessageId };
  }

  async #edit(preview: Preview, text: string): Promise<void> {
    const { active, channel } = preview;
    const { address, kind: conversationKind } = active.run.replyTo;
    const platformMessageId = active.preview!.platformMessageId!;
    this.#ports.checkpoint.reach('preview.edit:before');
    // Not broken off when the run ends: the platform might then make this edit after the last one.
    const outcome = await channel.preview(
      { address, conversationKind, platformMessageId, text },
      this.#stopping,
    );
    this.#ports.checkpoint.reach('preview.edit:after');
    if (outcome.kind === 'shown') return;
    preview.shown = '';
    preview.nextAt = this.#ports.clock.monotonic() + (outcome.retryAfterMs ?? 0);
  }

  /** At most one part of it. */
  #textOf({ active, channel }: Preview): string {
    const { session, lines, text } = active;
    const level = this.#ports.verbosity.levelOf(session, 'push');
    const whole = formatProgress(level, lines, text);
    if (whole.trim() === '') return '';
    // One part is shown: how the rest of a long text would be cut is not worked out each time.
    const near = whole.slice(0, channel.capabilities.maxTextUnits * 2).toWellFormed();
    const [head = ''] = channel.split(`${near}${UNFINISHED}`);
    return head;
  }
}

function isDirect(kind: ConversationKind): boolean {
  return kind === 'direct';
}
