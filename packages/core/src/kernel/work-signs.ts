import type { IntakeId } from '../id/id.ts';
import type { AccountRef, InboundEvent } from '../message/message.ts';
import type { WorkSign } from '../ports/channel-port.ts';
import type { IntakeRecord } from '../routing/intake.ts';
import type { ActiveRun } from './active-run.ts';
import type { KernelEvent } from './event.ts';
import type { KernelPorts } from './kernel-ports.ts';

/** How often a platform is told that the work goes on; its own sign lasts a little longer. */
const TYPING_MS = 4_000;
/** Messages that are remembered as waiting; one that is forgotten keeps its sign. */
const MAX_MARKED = 10_000;

type Marked = {
  readonly account: AccountRef;
  readonly address: string;
  readonly messageId: string;
};

/** Shows on the platform that something goes on: typing while a run works, a mark on what waits or joined. */
export class WorkSigns {
  readonly #ports: KernelPorts;
  readonly #stopping: AbortSignal;
  readonly #marked = new Map<IntakeId, Marked>();
  /** By run: the messages that joined it. */
  readonly #joined = new Map<string, IntakeId[]>();

  constructor(ports: KernelPorts, stopping: AbortSignal) {
    this.#ports = ports;
    this.#stopping = stopping;
  }

  /** A run goes to work, until `ended` aborts. */
  begin(active: ActiveRun, ended: AbortSignal): void {
    const { replyTo } = active.run;
    const channel = this.#ports.channels.find(replyTo);
    if (channel?.capabilities.transport !== 'push' || !channel.capabilities.typing) return;
    const { address, kind: conversationKind } = replyTo;
    void this.#repeat(replyTo, { kind: 'typing', address, conversationKind }, ended);
  }

  /** A message waits behind a run. */
  queued(intake: IntakeRecord, event: InboundEvent): void {
    const { platformMessageId: messageId, conversation, channel, account } = event;
    if (messageId === undefined) return;
    const marked = { account: { channel, account }, address: conversation.address, messageId };
    if (!this.#mark(marked, 'queued')) return;
    this.#marked.set(intake.id, marked);
    if (this.#marked.size > MAX_MARKED) this.#marked.delete(this.#marked.keys().next().value!);
  }

  /** A pressed button is released; who pressed it sees that it was taken. */
  pressed(event: InboundEvent): void {
    if (event.kind !== 'action') return;
    this.#show(event, { kind: 'pressed', eventKey: event.eventKey });
  }

  /** Contract: never throws, never waits. */
  take(event: KernelEvent): void {
    if (event.type === 'joined') {
      const marked = this.#marked.get(event.intakeId);
      if (!marked) return;
      this.#mark(marked, 'steered');
      const joined = this.#joined.get(event.run.runId) ?? [];
      this.#joined.set(event.run.runId, [...joined, event.intakeId]);
    } else if (event.type === 'cancelled') this.#clear(event.intakeId);
    else if (event.type === 'settled') {
      for (const intakeId of this.#joined.get(event.run.runId) ?? []) this.#clear(intakeId);
      this.#joined.delete(event.run.runId);
    }
  }

  /** A message that waited is answered by a run of its own. */
  takenUp(intakeIds: readonly IntakeId[]): void {
    for (const intakeId of intakeIds) this.#clear(intakeId);
  }

  #clear(intakeId: IntakeId): void {
    const marked = this.#marked.get(intakeId);
    if (!marked) return;
    this.#marked.delete(intakeId);
    this.#mark(marked, 'done');
  }

  #mark({ account, address, messageId }: Marked, state: 'queued' | 'steered' | 'done'): boolean {
    if (!this.#ports.channels.find(account)?.capabilities.reactions) return false;
    this.#show(account, { kind: 'progress', address, platformMessageId: messageId, state });
    return true;
  }

  async #repeat(account: AccountRef, sign: WorkSign, ended: AbortSignal): Promise<void> {
    const over = AbortSignal.any([this.#stopping, ended]);
    while (!over.aborted) {
      this.#show(account, sign);
      await this.#ports.clock.sleep(TYPING_MS, over);
    }
  }

  #show(account: AccountRef, sign: WorkSign): void {
    this.#ports.channels
      .find(account)
      ?.indicate(sign, this.#stopping)
      .catch((error: unknown) =>
        this.#ports.logger.debug('a sign of work could not be shown', { sign: sign.kind, error }),
      );
  }
}
