import type { PairingRecord } from '../access/pairing.ts';
import type { EventHub } from './event-hub.ts';
import type { KernelApi } from './kernel-api.ts';
import type { KernelPorts } from './kernel-ports.ts';

/** Whom people turn away, and whom they send away again. */
export class PairingDesk {
  readonly #ports: Pick<KernelPorts, 'store' | 'clock'>;
  readonly #events: EventHub;

  constructor(ports: Pick<KernelPorts, 'store' | 'clock'>, events: EventHub) {
    this.#ports = ports;
    this.#events = events;
  }

  async denyPairing(request: Parameters<KernelApi['denyPairing']>[0]): Promise<PairingRecord> {
    const { store, clock } = this.#ports;
    return this.#tell(await store.denyPairing({ at: clock.now(), ...request }));
  }

  async revokePairing(request: Parameters<KernelApi['revokePairing']>[0]): Promise<PairingRecord> {
    const { store, clock } = this.#ports;
    return this.#tell(await store.revokePairing({ at: clock.now(), ...request }));
  }

  #tell(pairing: PairingRecord): PairingRecord {
    this.#events.tell({ type: 'pairing', pairing });
    return pairing;
  }
}
