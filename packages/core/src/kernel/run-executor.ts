import { isOwner } from '../access/principal.ts';
import { composeReply } from '../delivery/reply.ts';
import type { RunId, SessionId } from '../id/id.ts';
import { offerChoices } from '../message/choice.ts';
import { addUsage } from '../message/content.ts';
import type { AgentSettings } from '../ports/agent-directory.ts';
import type { AgentOutcome, AgentRequest } from '../ports/agent-runner.ts';
import type { Instant } from '../ports/clock.ts';
import type { SettleResult, SettleRun, Transcript } from '../ports/store.ts';
import { StoreError } from '../ports/store-error.ts';
import { MAX_ATTEMPTS } from '../run/attempt.ts';
import { DEBOUNCE_MS } from '../run/joining.ts';
import type { ClaimedRun, RunError } from '../run/run.ts';
import { runError } from '../run/run-error.ts';
import type { RunEnd, RunState } from '../run/run-state.ts';
import { ActiveRun } from './active-run.ts';
import type { AttachmentWorker } from './attachment-worker.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { DeliveryWorker } from './delivery-worker.ts';
import type { EventHub } from './event-hub.ts';
import { Journal } from './journal.ts';
import { type KernelPorts, retryDelayMs } from './kernel-ports.ts';
import type { PreviewDesk } from './preview-desk.ts';
import { TranscriptCache } from './transcript-cache.ts';
import type { WorkSigns } from './work-signs.ts';

/** How a run ends: what `settleRun` needs besides the run itself. */
type Ending = {
  readonly to: RunEnd;
  readonly answer?: SettleRun['answer'];
  readonly error?: RunError;
  /** A line for the person, where the answer does not say it. */
  readonly notice?: string;
};

/** What a run is surrounded by in the kernel. */
export type Surroundings = {
  readonly claims: ClaimDesk;
  readonly deliveries: DeliveryWorker;
  readonly previews: PreviewDesk;
  readonly signs: WorkSigns;
  readonly attachments: AttachmentWorker;
};

/** Works on claimed runs until each is settled, put aside, or in other hands. */
export class RunExecutor {
  readonly #ports: KernelPorts;
  readonly #events: EventHub;
  readonly #claims: ClaimDesk;
  readonly #deliveries: DeliveryWorker;
  readonly #previews: PreviewDesk;
  readonly #signs: WorkSigns;
  readonly #attachments: AttachmentWorker;
  readonly #transcripts: TranscriptCache;
  readonly #active = new Map<RunId, ActiveRun>();
  readonly #suspending = new AbortController();

  constructor(ports: KernelPorts, events: EventHub, around: Surroundings) {
    this.#ports = ports;
    this.#events = events;
    this.#claims = around.claims;
    this.#deliveries = around.deliveries;
    this.#previews = around.previews;
    this.#signs = around.signs;
    this.#attachments = around.attachments;
    this.#transcripts = new TranscriptCache(ports.store, ports.clock);
  }

  get active(): ReadonlyMap<RunId, ActiveRun> {
    return this.#active;
  }

  /** Lets go of what only a run of the near future would need. */
  forgetIdle(): void {
    this.#transcripts.forgetIdle();
  }

  /**
   * Takes a claimed run into work. `before`, when given, is awaited first (a place among resumed runs)
   * and returns how to give that place back.
   */
  start(
    claimed: ClaimedRun,
    before?: (active: ActiveRun) => Promise<(() => void) | undefined>,
  ): void {
    const active = new ActiveRun(claimed);
    if (this.#suspending.signal.aborted) return;
    this.#signs.takenUp(claimed.inputs.map(({ intakeId }) => intakeId));
    this.#tellClaimed(active, claimed);
    this.#signs.begin(active, active.ended.signal);
    this.#previews.begin(active);
    this.#supervise(active, () => this.#work(active, before));
  }

  /** Takes up what waits in a free lane and is due by `at`. */
  async claimLane(sessionId: SessionId, at: Instant): Promise<void> {
    const { store } = this.#ports;
    const claimed = await store.claimRun({ at, sessionId, ...this.#claims.terms() });
    if (claimed) this.start(claimed);
  }

  /** What was held back is taken up when it falls due, unless a new message has taken it along by then. */
  #claimLater(sessionId: SessionId, heldUntil: Instant): void {
    const { clock, logger } = this.#ports;
    const waitMs = Math.min(DEBOUNCE_MS, Math.max(0, heldUntil - clock.now()));
    const hurry = this.#suspending.signal;
    void clock
      .sleep(waitMs, hurry)
      .then(() => (hurry.aborted ? undefined : this.claimLane(sessionId, heldUntil)))
      .catch((error: unknown) =>
        logger.warn('a waiting message could not be taken up; the next one takes it along', {
          sessionId,
          error,
        }),
      );
  }

  /** Settles a claimed run without running it. */
  finish(claimed: ClaimedRun, ending: Ending): void {
    const active = new ActiveRun(claimed);
    active.state = claimed.run.state;
    this.#supervise(active, () => this.#settle(active, ending));
  }

  #supervise(active: ActiveRun, work: () => Promise<void>): void {
    this.#active.set(active.run.id, active);
    active.settled = work()
      .catch((error: unknown) => {
        const runId = active.run.id;
        this.#ports.logger.error('the run failed inside the gateway', { runId, error });
      })
      .finally(() => {
        this.#active.delete(active.run.id);
        this.#leave(active);
      });
  }

  /** Nothing more is shown of its work. */
  #leave(active: ActiveRun): void {
    active.ended.abort();
    this.#previews.end(active);
  }

  /** Puts every run aside, and each that is claimed from now on. Resolves when none touches anything any more. */
  async suspend(): Promise<void> {
    this.#suspending.abort();
    for (const active of this.#active.values()) active.abort('suspended');
    await Promise.all([...this.#active.values()].map((active) => active.settled));
  }

  async #work(
    active: ActiveRun,
    before?: (active: ActiveRun) => Promise<(() => void) | undefined>,
  ): Promise<void> {
    const leave = await before?.(active);
    try {
      const ending =
        active.refusal === null ? await this.#runToEnd(active) : refused(active.refusal);
      if (ending) await this.#settle(active, ending);
    } finally {
      leave?.();
    }
  }

  /** The run's ending; undefined when it was put aside or is in other hands. A store that fails for a while makes it start again from its journal, as after a crash. */
  async #runToEnd(active: ActiveRun): Promise<Ending | undefined> {
    for (let failures = 0; ; failures += 1) {
      try {
        if (active.abortReason()) return endingOf({ status: 'ABORTED' }, active);
        const transcript = await this.#transcripts.load(active.session.id);
        active.recall(transcript.entries);
        await this.#attachments.receive(active, transcript.entries);
        const journal = new Journal(this.#ports, this.#events, this.#attachments, active);
        const outcome = await this.#ports.runner.run(
          this.#request(active, transcript),
          journal,
          active.signal,
        );
        this.#ports.checkpoint.reach('model.call:after');
        return endingOf(outcome, active);
      } catch (error) {
        if (isBroken(error, failures)) return this.#broken(active, error);
        if (!(await this.#survives(active, error, failures, active.signal))) return undefined;
        active.attempt += 1;
      }
    }
  }

  /** The runner broke its contract again and again. Nobody else will end this run, and its lane must go on. */
  #broken(active: ActiveRun, error: unknown): Ending | undefined {
    if (active.abortReason()) return endingOf({ status: 'ABORTED' }, active);
    const { id: runId } = active.run;
    this.#ports.logger.error('the run failed inside the gateway and is ended', { runId, error });
    const message =
      'Something in the gateway failed while it worked on this; its log says what. Send the message again to retry.';
    return { to: 'ERROR', error: runError('INTERNAL', message), notice: message };
  }

  async #settle(active: ActiveRun, came: Ending): Promise<void> {
    this.#leave(active);
    const ending = withChoices(came, active);
    const result = await this.#commitEnding(active, this.#settleCommand(active, ending));
    this.#active.delete(active.run.id);
    if (result) this.#tellSettled(active, ending, result);
  }

  /** Undefined when the run is left as it is, for the next start or for whoever holds it now. */
  async #commitEnding(
    active: ActiveRun,
    command: Omit<SettleRun, 'at'>,
  ): Promise<SettleResult | undefined> {
    const { store, clock, checkpoint } = this.#ports;
    for (let failures = 0; ; failures += 1) {
      try {
        checkpoint.reach('settle.commit:before');
        const result = await store.settleRun({ ...command, at: clock.now() });
        checkpoint.reach('settle.commit:after');
        return result;
      } catch (error) {
        const hurry = this.#suspending.signal;
        if (!(await this.#survives(active, error, failures, hurry))) return undefined;
      }
    }
  }

  /** Whether to try again after a store error; waits before it says yes, less if `hurry` aborts. */
  async #survives(
    active: ActiveRun,
    error: unknown,
    failures: number,
    hurry: AbortSignal,
  ): Promise<boolean> {
    const { logger, clock } = this.#ports;
    const fields = { runId: active.run.id, sessionKey: active.session.key, error };
    if (active.abortReason() === 'suspended') return false;
    if (error instanceof StoreError && !error.retryable) {
      logger.error(
        error.code === 'STORE_FENCED'
          ? 'the run is in other hands'
          : 'the run can not be written and is left for the next start',
        fields,
      );
      return false;
    }
    if (!(error instanceof StoreError) && failures >= MAX_ATTEMPTS - 1) {
      logger.error('the run failed inside the gateway and is left for the next start', fields);
      return false;
    }
    const delayMs = retryDelayMs(failures);
    logger.warn('the run could not be written and is tried again', { ...fields, delayMs });
    await clock.sleep(delayMs, hurry);
    return active.abortReason() !== 'suspended';
  }

  #request(active: ActiveRun, transcript: Transcript): AgentRequest {
    const { run, session } = active;
    const agent = this.#ports.agents.find(run.agentId);
    // In another's session the owner's own words stand beside what that other wrote.
    const ownerRun = isOwner(run.principalId) && isOwner(session.principalId);
    const capabilities = this.#ports.channels.find(run.replyTo)?.capabilities;
    return {
      runId: run.id,
      sessionId: session.id,
      sessionKey: session.key,
      agentId: run.agentId,
      attempt: active.attempt,
      models: modelsOf(active, transcript),
      thinking:
        run.options.thinking ?? transcript.session.settings.thinking ?? agent?.thinking ?? 'off',
      options: run.options,
      timeoutMs: run.options.timeoutMs ?? run.pins.timeoutMs,
      ownerRun,
      toolProfile: ownerRun ? 'coding' : 'messaging',
      reactions: capabilities?.transport === 'push' && capabilities.reactions,
      transcript: transcript.entries,
      files: active.received,
      steps: transcript.steps.filter((step) => step.runId === run.id),
      prompt: transcript.prompt,
      epoch: run.epoch,
    };
  }

  #settleCommand(active: ActiveRun, ending: Ending): Omit<SettleRun, 'at'> {
    const { run, session, lines, files, reactions } = active;
    const channel = this.#ports.channels.find(run.replyTo);
    const transport = channel?.capabilities.transport ?? 'push';
    const { to, answer, notice } = ending;
    const wasShown = active.preview !== undefined;
    const level = this.#ports.verbosity.levelOf(session, transport);
    return {
      runId: run.id,
      fence: run.fence,
      to: ending.to,
      reply: composeReply(
        { to, answer, notice, wasShown, level, lines, files, reactions },
        channel,
      ),
      transport,
      next: this.#claims.terms(),
      ...(ending.answer && { answer: ending.answer }),
      ...(ending.error && { error: ending.error }),
      ...(ending.notice !== undefined && { notice: ending.notice }),
      ...(active.newPrompt && { prompt: active.newPrompt }),
    };
  }

  #tellClaimed(active: ActiveRun, claimed: ClaimedRun): void {
    const { sessionKey, agentId } = active.ref;
    const at = this.#ports.clock.now();
    const move = (from: RunState | null, to: RunState) => {
      active.state = to;
      this.#events.tell({ type: 'run', run: active.ref, from, to, at });
    };
    if (claimed.run.attempt > 1) {
      active.state = claimed.run.state;
      return;
    }
    move(null, 'PENDING');
    const run = active.ref;
    for (const entry of claimed.context)
      this.#events.tell({ type: 'entry', sessionKey, agentId, run, entry, alias: null });
    for (const [index, { intakeId, alias, entry }] of claimed.inputs.entries()) {
      if (index > 0) this.#events.tell({ type: 'joined', run, intakeId, alias });
      this.#events.tell({ type: 'entry', sessionKey, agentId, run, entry, alias });
    }
    if (claimed.refusal === null) move('PENDING', 'PLANNING');
  }

  #tellSettled(active: ActiveRun, ending: Ending, result: SettleResult): void {
    const { ref: run, state: from } = active;
    const { sessionKey, agentId } = run;
    const { to, answer = null, error = null, notice = null } = ending;
    for (const entry of result.entries)
      this.#events.tell({ type: 'entry', sessionKey, agentId, run, entry, alias: null });
    const usage = answer ? addUsage(active.usage, answer.usage) : active.usage;
    active.state = to;
    const at = result.run.endedAt ?? this.#ports.clock.now();
    this.#events.tell({ type: 'run', run, from, to, at, ...(error && { reason: error.code }) });
    this.#events.tell({
      type: 'settled',
      run,
      to,
      answer,
      notice,
      usage,
      error,
      aliases: active.aliases,
    });
    if (result.delivery) {
      this.#events.tell({ type: 'delivery', delivery: result.delivery });
      if (result.delivery.state === 'pending') this.#deliveries.wake(result.delivery);
    }
    if (result.heldUntil !== null) this.#claimLater(active.session.id, result.heldUntil);
    if (result.next) this.start(result.next);
    else this.#events.tell({ type: 'session', sessionKey, agentId, change: 'active' });
  }
}

/** Whether it would fail in the same way again. A fenced run is in other hands, a closed store at its end. */
function isBroken(error: unknown, failures: number): boolean {
  if (!(error instanceof StoreError)) return failures >= MAX_ATTEMPTS - 1;
  return !error.retryable && error.code !== 'STORE_FENCED' && error.code !== 'STORE_CLOSED';
}

/** The ending that an outcome means; undefined when the run was only put aside. */
function endingOf(outcome: AgentOutcome, active: ActiveRun): Ending | undefined {
  const { status: to, answer } = outcome;
  if (to === 'ABORTED') {
    if (active.abortReason() === 'suspended') return undefined;
    return {
      to,
      ...(answer && { answer }),
      error: runError('STOPPED'),
    };
  }
  if (to === 'DONE') return { to, answer: outcome.answer };
  return { to, error: outcome.error, notice: outcome.error.message, ...(answer && { answer }) };
}

/** Only a whole answer asks something. */
function withChoices(ending: Ending, { choices, saidBefore }: ActiveRun): Ending {
  const { to, answer } = ending;
  if (to !== 'DONE' || !answer) return ending;
  return { ...ending, answer: offerChoices(answer, choices, saidBefore) };
}

function refused(refusal: string): Ending {
  return { to: 'ERROR', error: runError('BUDGET_EXHAUSTED', refusal), notice: refusal };
}

/** A wished model stands in for the configured first one; the fallbacks stay what the owner configured. */
function modelsOf(active: ActiveRun, transcript: Transcript): AgentSettings['models'] {
  const wished = active.run.options.model ?? transcript.session.settings.model;
  return wished === undefined
    ? active.run.pins.models
    : [wished, ...active.run.pins.models.slice(1).filter((model) => model !== wished)];
}
