import type { IntakeId } from '../id/id.ts';
import type { AccountRef, InboundEvent } from '../message/message.ts';
import type { WorkSign } from '../ports/channel-port.ts';
import type { IntakeRecord } from '../routing/intake.ts';
import type { ActiveRun } from './active-run.ts';
import type { KernelEvent } from './event.ts';
import type { KernelPorts } from './kernel-ports.ts';

/** How often a platform is told that the work goes on; its own sign lasts a little longer. */
const TYPING_MS = 4_000;
/** A mark that a platform has not taken by then holds up nothing any more. */
const MARK_MS = 10_000;
/** Messages that are remembered as waiting; one that is forgotten keeps its sign. */
const MAX_MARKED = 10_000;

type Marked = {
  readonly account: AccountRef;
  readonly address: string;
  readonly messageId: string;
};

type Place = AccountRef & { readonly address: string };

/** Shows on the platform that something goes on: typing while a run works, a mark on what waits or joined. */
export class WorkSigns {
  readonly #ports: KernelPorts;
  readonly #stopping: AbortSignal;
  readonly #marked = new Map<IntakeId, Marked>();
  /** By run: the messages that joined it. */
  readonly #joined = new Map<string, IntakeId[]>();
  /** By message: the end of the newest call that marks it. */
  readonly #marking = new Map<string, Promise<void>>();

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
    void this.#show(event, { kind: 'pressed', eventKey: event.eventKey });
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

  /** Resolves when no mark is on its way to a message: what is put on it next is not wiped by one. Never rejects. */
  async clearOf({ channel, account, address }: Place, messageId: string): Promise<void> {
    const marking = this.#marking.get(keyOf({ account: { channel, account }, address, messageId }));
    if (!marking) return;
    const over = new AbortController();
    const late = this.#ports.clock.sleep(MARK_MS, AbortSignal.any([this.#stopping, over.signal]));
    await Promise.race([marking, late]);
    over.abort();
  }

  #clear(intakeId: IntakeId): void {
    const marked = this.#marked.get(intakeId);
    if (!marked) return;
    this.#marked.delete(intakeId);
    this.#mark(marked, 'done');
  }

  /** Each mark of a message waits for the one before: the last one is what stays. */
  #mark(marked: Marked, state: 'queued' | 'steered' | 'done'): boolean {
    const { account, address, messageId } = marked;
    if (!this.#ports.channels.find(account)?.capabilities.reactions) return false;
    const sign = { kind: 'progress', address, platformMessageId: messageId, state } as const;
    const key = keyOf(marked);
    const before = this.#marking.get(key);
    const marking = (
      before ? before.then(() => this.#show(account, sign)) : this.#show(account, sign)
    ).then(() => {
      if (this.#marking.get(key) === marking) this.#marking.delete(key);
    });
    this.#marking.set(key, marking);
    return true;
  }

  async #repeat(account: AccountRef, sign: WorkSign, ended: AbortSignal): Promise<void> {
    const over = AbortSignal.any([this.#stopping, ended]);
    while (!over.aborted) {
      void this.#show(account, sign);
      await this.#ports.clock.sleep(TYPING_MS, over);
    }
  }

  /** Never rejects. */
  async #show(account: AccountRef, sign: WorkSign): Promise<void> {
    try {
      await this.#ports.channels.find(account)?.indicate(sign, this.#stopping);
    } catch (error) {
      this.#ports.logger.debug('a sign of work could not be shown', { sign: sign.kind, error });
    }
  }
}

function keyOf({ account, address, messageId }: Marked): string {
  return JSON.stringify([account.channel, account.account, address, messageId]);
}
