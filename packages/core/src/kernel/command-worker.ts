import type { Standing } from '../command/command.ts';
import type { OutboundChannel } from '../ports/channel-port.ts';
import type { CommandAnswer } from '../ports/command-desk.ts';
import type { NewPart } from '../ports/delivery-store.ts';
import type { SettledCommand } from '../ports/people-store.ts';
import type { AcceptedIntake } from '../ports/store.ts';
import { StoreError } from '../ports/store-error.ts';
import type { RoutedCommand } from '../routing/intake.ts';
import type { SessionRecord } from '../session/session.ts';
import type { EventHub } from './event-hub.ts';
import { type KernelPorts, retryDelayMs } from './kernel-ports.ts';

/** Where it is not known any more how somebody stood, least is offered. */
const NOBODY: Standing = { isOwner: false, known: false, reach: 'places' };

type Work = { readonly accepted: AcceptedIntake; readonly session: SessionRecord };

/** Has commands answered: those of one session one after the other, each exactly once on record. */
export class CommandWorker {
  readonly #ports: KernelPorts;
  readonly #events: EventHub;
  readonly #stopping: AbortSignal;
  readonly #answered: (settled: SettledCommand) => void;
  /** By session key: the end of what is under way. */
  readonly #tails = new Map<string, Promise<void>>();

  /** `answered` is called once an answer is durable. */
  constructor(
    ports: KernelPorts,
    events: EventHub,
    stopping: AbortSignal,
    answered: (settled: SettledCommand) => void,
  ) {
    this.#ports = ports;
    this.#events = events;
    this.#stopping = stopping;
    this.#answered = answered;
  }

  /** Takes up what a previous process accepted and did not answer. Returns how many. */
  async recover(): Promise<number> {
    const open = await this.#ports.store.listOpenCommands();
    for (const accepted of open) this.start(accepted);
    return open.length;
  }

  start(accepted: AcceptedIntake): void {
    const { session } = accepted;
    if (!session) return;
    const { key } = session;
    const before = this.#tails.get(key) ?? Promise.resolve();
    const tail = before
      .then(() => this.#answer({ accepted, session }))
      .catch((error: unknown) =>
        this.#ports.logger.error('a command could not be answered; the next start tries again', {
          intakeId: accepted.intake.id,
          error,
        }),
      )
      .finally(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
  }

  /** Resolves when no command of the session is under way: what is said after one comes after it. */
  idle(sessionKey: string): Promise<void> {
    return this.#tails.get(sessionKey) ?? Promise.resolve();
  }

  /** Resolves when none is under way. Call after the stop signal aborted. */
  async settled(): Promise<void> {
    await Promise.all(this.#tails.values());
  }

  async #answer({ accepted, session }: Work): Promise<void> {
    const { store, commands, channels, clock } = this.#ports;
    const { intake } = accepted;
    if (this.#stopping.aborted || intake.command === null) return;
    const { permitted, standing = NOBODY, ...call }: RoutedCommand = intake.command;
    const found = await store.findCommandPlace(intake.id);
    const present = (await store.findSession(session.key)) ?? session;
    const answer = await commands.run({
      call,
      permitted,
      standing,
      intakeId: intake.id,
      askedAt: intake.createdAt,
      principalId: intake.principalId,
      agentId: intake.agentId,
      session: present,
      ...found,
    });
    const channel = channels.find(found.place);
    const settled = await this.#commit(() =>
      store.settleCommand({
        at: clock.now(),
        intakeId: intake.id,
        answer: answer.text,
        ...(answer.buttons && { buttons: answer.buttons }),
        reply: partsOf(answer, channel),
        transport: channel?.capabilities.transport ?? 'push',
      }),
    );
    this.#tell(accepted, settled, answer.text);
  }

  /** What was done must not be forgotten: a disk that refuses for a while is asked again. */
  async #commit(write: () => Promise<SettledCommand>): Promise<SettledCommand> {
    const { checkpoint, clock, logger } = this.#ports;
    for (let failures = 0; ; failures += 1) {
      try {
        checkpoint.reach('command.commit:before');
        const settled = await write();
        checkpoint.reach('command.commit:after');
        return settled;
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable || this.#stopping.aborted)
          throw error;
        const delayMs = retryDelayMs(failures);
        logger.warn('an answer could not be written and is tried again', { delayMs, error });
        await clock.sleep(delayMs, this.#stopping);
      }
    }
  }

  #tell({ intake }: AcceptedIntake, settled: SettledCommand, text: string): void {
    const { key: sessionKey, agentId } = settled.session;
    const { entry, delivery } = settled;
    if (entry)
      this.#events.tell({ type: 'entry', sessionKey, agentId, run: null, entry, alias: null });
    const { principalId, id: intakeId, alias } = intake;
    this.#events.tell({
      type: 'command',
      sessionKey,
      agentId,
      principalId,
      intakeId,
      alias,
      text,
      entry,
    });
    if (delivery) this.#events.tell({ type: 'delivery', delivery });
    this.#answered(settled);
  }
}

/** The buttons stand under the last part; without buttons on a platform, the text has to do. */
function partsOf(
  { text, buttons }: CommandAnswer,
  channel: OutboundChannel | undefined,
): readonly NewPart[] {
  const texts = channel?.split(text) ?? [text];
  const last = channel?.capabilities.buttons && buttons ? { buttons } : {};
  return texts.map((part, index) => ({
    kind: 'text',
    text: part,
    ...(index === texts.length - 1 && last),
  }));
}
