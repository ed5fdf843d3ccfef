import { isOwner } from '../access/principal.ts';
import { mayUse, parseCommand } from '../command/command.ts';
import { type PrincipalId, type RunId, type SessionId, STRANGER } from '../id/id.ts';
import { textOf } from '../message/content.ts';
import type { InboundEvent } from '../message/message.ts';
import type { ApproveResult } from '../ports/people-store.ts';
import type {
  AcceptedIntake,
  AcceptMessage,
  AcceptResult,
  ReclaimedRun,
  Store,
} from '../ports/store.ts';
import { StoreError } from '../ports/store-error.ts';
import type { Route, RoutedCommand } from '../routing/intake.ts';
import { decideRoute } from '../routing/route.ts';
import { MAX_ATTEMPTS } from '../run/attempt.ts';
import { DEBOUNCE_MS } from '../run/joining.ts';
import { runError } from '../run/run-error.ts';
import { formatSessionKey, parseSessionKey } from '../session/session-key.ts';
import { ClaimDesk } from './claim-desk.ts';
import { CommandWorker } from './command-worker.ts';
import { DeliveryWorker } from './delivery-worker.ts';
import type { KernelEvent, LiveRun } from './event.ts';
import { EventHub } from './event-hub.ts';
import type { AcceptOutcome, AcceptRequest, KernelApi, RecoveryReport } from './kernel-api.ts';
import { type KernelPorts, LEASE_RENEWAL_MS } from './kernel-ports.ts';
import { Limiter } from './limiter.ts';
import { type Received, Reception } from './reception.ts';
import { RunExecutor } from './run-executor.ts';

/** Resumed runs that may work at once against one provider, so that a restart does not flood it. */
const RESUMED_PER_PROVIDER = 8;

/** Builds the kernel over its ports. Nothing happens before `start`. */
export function createKernel(ports: KernelPorts): KernelApi {
  return new Kernel(ports);
}

class Kernel implements KernelApi {
  readonly #ports: KernelPorts;
  readonly #store: Store;
  readonly #events: EventHub;
  readonly #stopping = new AbortController();
  readonly #claims: ClaimDesk;
  readonly #deliveries: DeliveryWorker;
  readonly #runs: RunExecutor;
  readonly #resumed: Limiter;
  readonly #reception: Reception;
  readonly #commands: CommandWorker;

  constructor(ports: KernelPorts) {
    this.#ports = ports;
    this.#store = ports.store;
    this.#events = new EventHub(ports.logger);
    this.#claims = new ClaimDesk(ports);
    this.#deliveries = new DeliveryWorker(ports, this.#events, this.#stopping.signal);
    this.#runs = new RunExecutor(ports, this.#events, this.#claims, this.#deliveries);
    this.#resumed = new Limiter(ports.resumedPerProvider ?? RESUMED_PER_PROVIDER);
    this.#reception = new Reception(ports);
    const { signal } = this.#stopping;
    this.#commands = new CommandWorker(ports, this.#events, signal, ({ delivery }) => {
      if (delivery?.state === 'pending') this.#deliveries.wake(delivery.conversationId);
    });
  }

  async start(): Promise<RecoveryReport> {
    const at = this.#ports.clock.now();
    const reclaimed = await this.#store.reclaimRuns({ at, ...this.#claims.terms() });
    for (const run of reclaimed) this.#takeUp(run);
    // What is held back for a moment is due by now.
    const due = at + DEBOUNCE_MS;
    const idle = await this.#store.listIdleLanes(due);
    await Promise.all(idle.map((sessionId) => this.#runs.claimLane(sessionId, due)));
    await this.#commands.recover();
    const interruptedParts = await this.#deliveries.recover();
    void this.#renewLeases();
    const givenUp = reclaimed.filter((run) => run.verdict === 'give-up').length;
    return { resumed: reclaimed.length - givenUp, givenUp, interruptedParts };
  }

  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    await Promise.all([this.#runs.suspend(), this.#deliveries.idle(), this.#commands.settled()]);
    await this.#store.suspendRuns({
      at: this.#ports.clock.now(),
      executorId: this.#ports.executorId,
    });
  }

  async accept(request: AcceptRequest): Promise<AcceptOutcome> {
    const route = await this.#route(request);
    if ('kind' in route) return route;
    const { event, principal, acknowledge } = request;
    return this.#commit({ event, principalId: principal.id, routes: [route] }, acknowledge);
  }

  async receive(event: InboundEvent): Promise<AcceptResult> {
    return this.#commit(await this.#reception.receive(event));
  }

  /** T1 and what follows from it. */
  async #commit(
    received: Received,
    acknowledge?: AcceptRequest['acknowledge'],
  ): Promise<AcceptResult> {
    for (const { sessionKey } of received.routes) await this.#commands.idle(sessionKey);
    // Asked after the last await before T1: what is accepted later than the stop would not be put aside.
    if (this.#stopping.signal.aborted)
      throw new StoreError('STORE_CLOSED', 'the gateway is stopping');
    const { checkpoint, clock, tenantId } = this.#ports;
    const command: AcceptMessage = {
      at: clock.now(),
      tenantId,
      ...received,
      claim: this.#claims.terms(),
    };
    checkpoint.reach('accept.commit:before');
    const result = await this.#store.acceptMessage(command);
    checkpoint.reach('accept.commit:after');
    checkpoint.reach('accept.acknowledge:before');
    acknowledge?.(result);
    checkpoint.reach('accept.acknowledge:after');
    if (result.kind === 'accepted') {
      for (const intake of result.intakes) this.#enter(intake);
      if (result.intakes.some(({ intake }) => intake.decision === 'pair'))
        this.#deliveries.wake(result.conversationId);
    }
    return result;
  }

  async approvePairing(
    request: Parameters<KernelApi['approvePairing']>[0],
  ): Promise<ApproveResult> {
    const { code, ...by } = request;
    const codeHash = this.#ports.pairingCodes.hash(code);
    const at = this.#ports.clock.now();
    const claim = this.#claims.terms();
    const result = await this.#store.approvePairing({ at, codeHash, claim, ...by });
    if (result.kind === 'approved') for (const intake of result.intakes) this.#enter(intake);
    return result;
  }

  async stopRun({
    runId,
    principalId,
    reason,
  }: Parameters<KernelApi['stopRun']>[0]): Promise<boolean> {
    const open = await this.#store.signalStop({
      at: this.#ports.clock.now(),
      runId,
      principalId,
      reason,
    });
    if (open) this.#runs.active.get(runId)?.abort('stopped');
    return open;
  }

  async cancelWaiting(request: Parameters<KernelApi['cancelWaiting']>[0]): Promise<number> {
    const { key: sessionKey, agentId } = await this.#store.getSession(request.sessionId);
    const at = this.#ports.clock.now();
    const cancelled = await this.#store.cancelWaiting({ at, ...request });
    for (const { id: intakeId, principalId, alias } of cancelled) {
      const event = { sessionKey, agentId, principalId, intakeId, alias } as const;
      this.#events.tell({ type: 'cancelled', ...event });
    }
    return cancelled.length;
  }

  async stopSession({
    sessionId,
    principalId,
    reason,
  }: Parameters<KernelApi['stopSession']>[0]): Promise<{ runs: number; waiting: number }> {
    const waiting = await this.cancelWaiting({ sessionId, principalId });
    // The store is asked, and only now: a lane that was handed over meanwhile is held by what had waited.
    const held = await this.#store.listActiveRuns(sessionId);
    const stopped = await Promise.all(
      held.map(({ id }) => this.stopRun({ runId: id, principalId, reason })),
    );
    await Promise.all(held.map(async ({ id }) => this.#runs.active.get(id)?.settled));
    return { runs: stopped.filter(Boolean).length, waiting };
  }

  async resetSession({ sessionId, principalId }: Parameters<KernelApi['resetSession']>[0]) {
    await this.stopSession({ sessionId, principalId, reason: 'reset' });
    const session = await this.#store.resetSession({
      at: this.#ports.clock.now(),
      sessionId,
      principalId,
    });
    this.#events.tell({
      type: 'session',
      sessionKey: session.key,
      agentId: session.agentId,
      change: 'reset',
    });
    return session;
  }

  async deleteSession({
    sessionId,
    principalId,
  }: Parameters<KernelApi['deleteSession']>[0]): Promise<void> {
    const session = await this.#store.getSession(sessionId);
    await this.stopSession({ sessionId, principalId, reason: 'delete' });
    await this.#store.deleteSession({ at: this.#ports.clock.now(), sessionId, principalId });
    this.#events.tell({
      type: 'session',
      sessionKey: session.key,
      agentId: session.agentId,
      change: 'deleted',
    });
  }

  async patchSession(request: Parameters<KernelApi['patchSession']>[0]) {
    const session = await this.#store.patchSession({ at: this.#ports.clock.now(), ...request });
    this.#events.tell({
      type: 'session',
      sessionKey: session.key,
      agentId: session.agentId,
      change: 'patched',
    });
    return session;
  }

  async createSession({ principalId, key, settings }: Parameters<KernelApi['createSession']>[0]) {
    const { agents, clock, tenantId } = this.#ports;
    const parsed = parseSessionKey(key, agents.defaultAgentId);
    if (parsed.kind === 'invalid') throw new StoreError('STORE_NOT_FOUND', parsed.reason);
    const agentId = parsed.kind === 'agent' ? parsed.agentId : agents.defaultAgentId;
    if (!agents.find(agentId))
      throw new StoreError('STORE_NOT_FOUND', `there is no agent '${agentId}'`);
    const session = await this.#store.createSession({
      at: clock.now(),
      tenantId,
      principalId,
      agentId,
      key: formatSessionKey(parsed),
      settings,
    });
    this.#events.tell({ type: 'session', sessionKey: session.key, agentId, change: 'created' });
    return session;
  }

  async retryDelivery(request: Parameters<KernelApi['retryDelivery']>[0]) {
    const delivery = await this.#store.retryDelivery({ at: this.#ports.clock.now(), ...request });
    this.#events.tell({ type: 'delivery', delivery });
    this.#deliveries.wake(delivery.conversationId);
    return delivery;
  }

  liveRuns(sessionKey?: string): readonly LiveRun[] {
    const live: LiveRun[] = [];
    for (const active of this.#runs.active.values()) {
      if (sessionKey === undefined || active.session.key === sessionKey) live.push(active.live);
    }
    return live;
  }

  async waitForRun(runId: RunId, signal?: AbortSignal): Promise<void> {
    const active = this.#runs.active.get(runId);
    if (!active || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
      void active.settled.then(resolve);
    });
  }

  subscribe(listener: (event: KernelEvent) => void): () => void {
    return this.#events.subscribe(listener);
  }

  async #route({
    event,
    principal,
    sessionKey,
    options,
    queueMode,
    alias,
  }: AcceptRequest): Promise<Route | (AcceptOutcome & { kind: 'refused' })> {
    const { agents } = this.#ports;
    const plan = decideRoute({
      event,
      principalKnown: principal.id !== STRANGER,
      requestedKey: sessionKey,
      defaultAgentId: agents.defaultAgentId,
      agentExists: (agentId) => agents.find(agentId) !== undefined,
    });
    if (plan.kind === 'refused') return plan;
    const session = await this.#store.findSession(plan.sessionKey);
    const mode = queueMode ?? session?.settings.queueMode ?? 'steer';
    const { agentId, decision, reason } = plan;
    const command = decision === 'engage' ? commandOf(event, principal.id) : undefined;
    return {
      agentId,
      decision,
      reason: command ? `command:${command.name}` : reason,
      sessionKey: plan.sessionKey,
      queueMode: mode,
      options: options ?? {},
      ...(alias !== undefined && { alias }),
      ...(command && { command }),
    };
  }

  /** An accepted message begins its run, or waits behind the one that holds the lane. */
  #enter({ intake, session, sessionIsNew, claimed }: AcceptedIntake): void {
    if (!session) return;
    const { key: sessionKey, agentId } = session;
    this.#events.tell({
      type: 'session',
      sessionKey,
      agentId,
      change: sessionIsNew ? 'created' : 'active',
    });
    if (claimed) {
      this.#runs.start(claimed);
      return;
    }
    if (intake.disposition !== null) return;
    if (intake.command !== null) {
      this.#commands.start({ intake, session, sessionIsNew, claimed });
      return;
    }
    if (intake.queueMode === 'interrupt') this.#interrupt(session.id, intake.principalId);
    const behind = intake.queueMode === 'steer' ? 'steer' : 'followup';
    this.#events.tell({
      type: 'queued',
      sessionKey,
      sessionId: session.id,
      agentId,
      principalId: intake.principalId,
      intakeId: intake.id,
      alias: intake.alias,
      behind,
    });
  }

  /** Stops the session's run for a message of the same person, or of the owner; for anybody else it goes on. */
  #interrupt(sessionId: SessionId, principalId: PrincipalId): void {
    for (const { run, session } of this.#runs.active.values()) {
      if (session.id !== sessionId) continue;
      if (run.principalId !== principalId && !isOwner(principalId)) continue;
      this.stopRun({ runId: run.id, principalId, reason: 'interrupt' }).catch((error: unknown) =>
        this.#ports.logger.warn('a run could not be interrupted; the message waits for its end', {
          runId: run.id,
          error,
        }),
      );
    }
  }

  #takeUp(reclaimed: ReclaimedRun): void {
    if (reclaimed.stopRequested) {
      this.#runs.finish(reclaimed, { to: 'ABORTED', error: runError('STOPPED') });
      return;
    }
    if (reclaimed.verdict === 'give-up') {
      const message = `This run was interrupted ${MAX_ATTEMPTS} times without getting any further and was given up. Send the message again to retry.`;
      const error = runError('TOO_MANY_ATTEMPTS', message);
      this.#runs.finish(reclaimed, { to: 'ERROR', error, notice: message });
      return;
    }
    const provider = reclaimed.run.pins.models[0]?.split('/')[0] ?? '';
    this.#runs.start(reclaimed, (active) => this.#resumed.acquire(provider, active.signal));
  }

  async #renewLeases(): Promise<void> {
    const { clock, logger, executorId } = this.#ports;
    for (;;) {
      await clock.sleep(LEASE_RENEWAL_MS, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      this.#runs.forgetIdle();
      await this.#store
        .expirePairings({ at: clock.now() })
        .catch((error: unknown) => logger.warn('pairings could not be expired', { error }));
      if (this.#runs.active.size === 0) continue;
      const { leaseUntil } = this.#claims.terms();
      await this.#store
        .renewLeases({ at: clock.now(), executorId, leaseUntil })
        .catch((error: unknown) => logger.warn('the leases could not be renewed', { error }));
    }
  }
}

/** A client's own request names its session, so that whoever may write in it may use its commands. */
function commandOf(event: InboundEvent, principalId: PrincipalId): RoutedCommand | undefined {
  const call = event.kind === 'message' ? parseCommand(textOf(event.content)) : undefined;
  return (
    call && { ...call, permitted: mayUse(call, { isOwner: isOwner(principalId), known: true }) }
  );
}
