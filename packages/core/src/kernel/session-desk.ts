import { StoreError } from '../ports/store-error.ts';
import { formatSessionKey, parseSessionKey } from '../session/session-key.ts';
import type { EventHub } from './event-hub.ts';
import type { KernelApi } from './kernel-api.ts';
import type { KernelPorts } from './kernel-ports.ts';
import type { RunExecutor } from './run-executor.ts';

/** What people do with sessions and their runs by hand. */
export class SessionDesk {
  readonly #ports: KernelPorts;
  readonly #store: KernelPorts['store'];
  readonly #events: EventHub;
  readonly #runs: RunExecutor;

  constructor(ports: KernelPorts, events: EventHub, runs: RunExecutor) {
    this.#ports = ports;
    this.#store = ports.store;
    this.#events = events;
    this.#runs = runs;
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
}
