import type { PairingRecord } from '../access/pairing.ts';
import type { EventHub } from './event-hub.ts';
import type { KernelApi } from './kernel-api.ts';
import type { KernelPorts } from './kernel-ports.ts';

/** Whom people turn away, and whom they send away again. */
export class PairingDesk {
  readonly #ports: Pick<KernelPorts, 'store' | 'clock' | 'logger'>;
  readonly #events: EventHub;

  constructor(ports: Pick<KernelPorts, 'store' | 'clock' | 'logger'>, events: EventHub) {
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

  /** Ends what nobody decided in time. Never rejects: it is tried again by and by. */
  async expire(): Promise<void> {
    const { store, clock, logger } = this.#ports;
    try {
      const expired = await store.expirePairings({ at: clock.now() });
      for (const pairing of expired) this.#tell(pairing);
    } catch (error) {
      logger.warn('pairings could not be expired', { error });
    }
  }

  #tell(pairing: PairingRecord): PairingRecord {
    this.#events.tell({ type: 'pairing', pairing });
    return pairing;
  }
}
