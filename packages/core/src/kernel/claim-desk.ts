import type { AgentId } from '../id/id.ts';
import type { ClaimTerms } from '../ports/store.ts';
import type { RunPins } from '../run/run.ts';
import { type KernelPorts, LEASE_MS } from './kernel-ports.ts';

/** The terms under which this process takes lanes, from the configuration as it is now. */
export class ClaimDesk {
  readonly #ports: KernelPorts;

  constructor(ports: KernelPorts) {
    this.#ports = ports;
  }

  terms(): ClaimTerms {
    const { clock, executorId } = this.#ports;
    return {
      executorId,
      leaseUntil: clock.now() + LEASE_MS,
      pins: (agentId) => this.#pins(agentId),
    };
  }

  /** An agent that was removed meanwhile keeps nothing: its runs end with a clear error. */
  #pins(agentId: AgentId): RunPins {
    const agent = this.#ports.agents.find(agentId);
    return {
      configRevision: this.#ports.agents.revision,
      models: agent?.models ?? [],
      timeoutMs: agent?.timeoutMs ?? 0,
      reserveMicros: agent?.reserveMicros ?? 0,
    };
  }
}
