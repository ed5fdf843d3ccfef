import type { DeliveryWorker } from './delivery-worker.ts';
import type { EventHub } from './event-hub.ts';
import type { KernelApi } from './kernel-api.ts';
import type { KernelPorts } from './kernel-ports.ts';

/** Deliveries of one conversation that one request sends again. */
const MAX_RESENT = 50;

/** What people do with deliveries by hand. */
export class DeliveryDesk {
  readonly #ports: KernelPorts;
  readonly #store: KernelPorts['store'];
  readonly #events: EventHub;
  readonly #deliveries: DeliveryWorker;

  constructor(ports: KernelPorts, events: EventHub, deliveries: DeliveryWorker) {
    this.#ports = ports;
    this.#store = ports.store;
    this.#events = events;
    this.#deliveries = deliveries;
  }

  async retryDelivery(request: Parameters<KernelApi['retryDelivery']>[0]) {
    const delivery = await this.#store.retryDelivery({ at: this.#ports.clock.now(), ...request });
    this.#events.tell({ type: 'delivery', delivery });
    this.#deliveries.wake(delivery);
    return delivery;
  }

  async dropDelivery(request: Parameters<KernelApi['dropDelivery']>[0]) {
    const delivery = await this.#store.dropDelivery({ at: this.#ports.clock.now(), ...request });
    this.#events.tell({ type: 'delivery', delivery });
    // What stood behind it goes on.
    this.#deliveries.wake(delivery);
    return delivery;
  }

  async resendIn({
    conversationId,
    principalId,
  }: Parameters<KernelApi['resendIn']>[0]): Promise<number> {
    const troubled = await Promise.all(
      (['failed', 'unknown'] as const).map((state) =>
        this.#store.listDeliveries({ state, conversationId, limit: MAX_RESENT }),
      ),
    );
    const oldestFirst = troubled.flat().toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id: deliveryId } of oldestFirst)
      await this.retryDelivery({ deliveryId, principalId });
    return oldestFirst.length;
  }
}
