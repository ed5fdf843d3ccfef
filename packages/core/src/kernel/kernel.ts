import { isOwner } from '../access/principal.ts';
import { mayUse, parseCommand } from '../command/command.ts';
import {
  type MessageId,
  type PrincipalId,
  type RunId,
  type SessionId,
  STRANGER,
} from '../id/id.ts';
import { albumOf } from '../message/album.ts';
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
import type { Route, RouteDecision, RoutedCommand } from '../routing/intake.ts';
import { decideQueueMode } from '../routing/queue-mode.ts';
import { decideRoute } from '../routing/route.ts';
import { MAX_ATTEMPTS } from '../run/attempt.ts';
import { DEBOUNCE_MS } from '../run/joining.ts';
import { runError } from '../run/run-error.ts';
import { AlbumDesk } from './album-desk.ts';
import { AttachmentWorker } from './attachment-worker.ts';
import { ClaimDesk } from './claim-desk.ts';
import { CommandWorker } from './command-worker.ts';
import { DeliveryDesk } from './delivery-desk.ts';
import { DeliveryWorker } from './delivery-worker.ts';
import type { KernelEvent, LiveRun } from './event.ts';
import { EventHub } from './event-hub.ts';
import type {
  AcceptOutcome,
  AcceptRequest,
  KernelApi,
  ReceiveResult,
  RecoveryReport,
} from './kernel-api.ts';
import { type KernelPorts, LEASE_RENEWAL_MS } from './kernel-ports.ts';
import { Limiter } from './limiter.ts';
import { PairingDesk } from './pairing-desk.ts';
import { PreviewDesk } from './preview-desk.ts';
import { type Received, Reception } from './reception.ts';
import { RunExecutor } from './run-executor.ts';
import { SessionDesk } from './session-desk.ts';
import { WorkSigns } from './work-signs.ts';

/** Resumed runs that may work at once against one provider, so that a restart does not flood it. */
const RESUMED_PER_PROVIDER = 8;

/** Decisions with which somebody will read the message. */
const READ: readonly RouteDecision[] = ['engage', 'accumulate'];

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
  readonly #signs: WorkSigns;
  readonly #attachments: AttachmentWorker;
  readonly #resumed: Limiter;
  readonly #reception: Reception;
  readonly #albums: AlbumDesk;
  readonly #commands: CommandWorker;
  readonly #sessions: SessionDesk;
  readonly #byHand: DeliveryDesk;
  readonly #pairings: PairingDesk;

  // What people do by hand.
  stopRun: KernelApi['stopRun'] = (request) => this.#sessions.stopRun(request);
  cancelWaiting: KernelApi['cancelWaiting'] = (request) => this.#sessions.cancelWaiting(request);
  stopSession: KernelApi['stopSession'] = (request) => this.#sessions.stopSession(request);
  resetSession: KernelApi['resetSession'] = (request) => this.#sessions.resetSession(request);
  deleteSession: KernelApi['deleteSession'] = (request) => this.#sessions.deleteSession(request);
  patchSession: KernelApi['patchSession'] = (request) => this.#sessions.patchSession(request);
  createSession: KernelApi['createSession'] = (request) => this.#sessions.createSession(request);
  retryDelivery: KernelApi['retryDelivery'] = (request) => this.#byHand.retryDelivery(request);
  dropDelivery: KernelApi['dropDelivery'] = (request) => this.#byHand.dropDelivery(request);
  denyPairing: KernelApi['denyPairing'] = (request) => this.#pairings.denyPairing(request);
  revokePairing: KernelApi['revokePairing'] = (request) => this.#pairings.revokePairing(request);
  resendIn: KernelApi['resendIn'] = (request) => this.#byHand.resendIn(request);

  constructor(ports: KernelPorts) {
    this.#ports = ports;
    this.#store = ports.store;
    this.#events = new EventHub(ports.logger);
    this.#claims = new ClaimDesk(ports);
    const { signal } = this.#stopping;
    this.#signs = new WorkSigns(ports, signal);
    this.#deliveries = new DeliveryWorker(ports, this.#events, this.#signs, signal);
    this.#attachments = new AttachmentWorker(ports, signal);
    const previews = new PreviewDesk(ports, this.#deliveries, signal);
    this.#runs = new RunExecutor(ports, this.#events, {
      claims: this.#claims,
      deliveries: this.#deliveries,
      signs: this.#signs,
      attachments: this.#attachments,
      previews,
    });
    this.#events.subscribe((event) => {
      previews.take(event);
      this.#signs.take(event);
    });
    this.#resumed = new Limiter(ports.resumedPerProvider ?? RESUMED_PER_PROVIDER);
    this.#reception = new Reception(ports);
    this.#albums = new AlbumDesk(ports, signal, async (event, pieces) =>
      this.#commit(await this.#receptionOf(event), { pieces }),
    );
    this.#sessions = new SessionDesk(ports, this.#events, this.#runs);
    this.#byHand = new DeliveryDesk(ports, this.#events, this.#deliveries);
    this.#pairings = new PairingDesk(ports, this.#events);
    this.#commands = new CommandWorker(ports, this.#events, signal, ({ delivery }) => {
      if (delivery?.state === 'pending') this.#deliveries.wake(delivery);
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
    await this.#albums.recover();
    void this.#attachments
      .recover()
      .catch((error: unknown) =>
        this.#ports.logger.error('the files that were to be fetched could not be read', { error }),
      );
    const interruptedParts = await this.#deliveries.recover();
    void this.#renewLeases();
    const givenUp = reclaimed.filter((run) => run.verdict === 'give-up').length;
    return { resumed: reclaimed.length - givenUp, givenUp, interruptedParts };
  }

  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    await Promise.all([
      this.#runs.suspend(),
      this.#deliveries.idle(),
      this.#commands.settled(),
      this.#albums.settled(),
    ]);
    await this.#store.suspendRuns({
      at: this.#ports.clock.now(),
      executorId: this.#ports.executorId,
    });
  }

  async accept(request: AcceptRequest): Promise<AcceptOutcome> {
    const route = await this.#route(request);
    if ('kind' in route) return route;
    const { event, principal, acknowledge } = request;
    return this.#commit({ event, principalId: principal.id, routes: [route] }, { acknowledge });
  }

  async receive(event: InboundEvent): Promise<ReceiveResult> {
    const album = albumOf(event);
    const kept = album && (await this.#albums.keep(album, event));
    if (kept && kept.kind !== 'late') return kept;
    await this.#albums.completeBefore(event);
    return this.#commit(await this.#receptionOf(event));
  }

  async #receptionOf(event: InboundEvent): Promise<Received> {
    const { identify } = this.#ports;
    if (!identify) return this.#reception.receive(event);
    const principal = identify(event);
    const route = await this.#route({ event, principal });
    if ('kind' in route) throw new RangeError(route.reason);
    return { event, principalId: principal.id, routes: [route] };
  }

  /** T1 and what follows from it. */
  async #commit(
    received: Received,
    {
      acknowledge,
      pieces,
    }: Pick<AcceptRequest, 'acknowledge'> & Pick<AcceptMessage, 'pieces'> = {},
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
      ...(pieces && { pieces }),
    };
    const subject = pieces ? 'album' : 'accept';
    checkpoint.reach(`${subject}.commit:before`);
    const result = await this.#store.acceptMessage(command);
    checkpoint.reach(`${subject}.commit:after`);
    checkpoint.reach('accept.acknowledge:before');
    acknowledge?.(result);
    checkpoint.reach('accept.acknowledge:after');
    if (result.kind === 'accepted') this.#entered(result, received.event);
    return result;
  }

  #entered(result: Extract<AcceptResult, { kind: 'accepted' }>, event: InboundEvent): void {
    const { intakes, messageId, placeIsNews } = result;
    // Files of strangers are not fetched before somebody lets them in.
    const isRead = intakes.some(({ intake }) => READ.includes(intake.decision));
    if (isRead && event.files && event.files.length > 0) this.#want(messageId);
    this.#signs.pressed(event);
    for (const intake of intakes) this.#enter(intake, event);
    if (intakes.some(({ intake }) => intake.decision === 'pair')) this.#deliveries.wake(result);
    for (const { pairing } of intakes) if (pairing) this.#events.tell({ type: 'pairing', pairing });
    const { channel, account } = event;
    if (placeIsNews) this.#events.tell({ type: 'place', channel, account });
  }

  #want(messageId: MessageId): void {
    this.#attachments.want(messageId).catch((error: unknown) =>
      this.#ports.logger.error('the files of a message can not be fetched before the next start', {
        messageId,
        error,
      }),
    );
  }

  async approvePairing(
    request: Parameters<KernelApi['approvePairing']>[0],
  ): Promise<ApproveResult> {
    const { code, ...by } = request;
    const codeHash = this.#ports.pairingCodes.hash(code);
    const at = this.#ports.clock.now();
    const claim = this.#claims.terms();
    const result = await this.#store.approvePairing({ at, codeHash, claim, ...by });
    if (result.kind !== 'approved') return result;
    for (const intake of result.intakes) {
      this.#want(intake.intake.messageId);
      this.#enter(intake);
    }
    this.#events.tell({ type: 'pairing', pairing: result.pairing });
    return result;
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
    const { agents, policies } = this.#ports;
    const plan = decideRoute({
      event,
      principalKnown: principal.id !== STRANGER,
      requestedKey: sessionKey,
      defaultAgentId: agents.defaultAgentId,
      agentExists: (agentId) => agents.find(agentId) !== undefined,
    });
    if (plan.kind === 'refused') return plan;
    const session = await this.#store.findSession(plan.sessionKey);
    const own = queueMode ?? session?.settings.queueMode;
    const policy = policies.find(event);
    const { mode } = decideQueueMode({ own, rule: null, policy, standing: policies.queueMode });
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
  #enter({ intake, session, sessionIsNew, claimed }: AcceptedIntake, event?: InboundEvent): void {
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
    if (event) this.#signs.queued(intake, event);
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
      await this.#pairings.expire();
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
  const standing = { isOwner: isOwner(principalId), known: true, reach: 'person' } as const;
  return call && { ...call, permitted: mayUse(call.name, standing), standing };
}
