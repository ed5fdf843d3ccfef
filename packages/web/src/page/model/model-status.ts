import { effect, type Signal, signal, untracked } from '@preact/signals';
import { type GatewayLink, isConnectionLost } from '../gateway/gateway-link.ts';

/** Which model answers; null while that is not known. */
export class ModelStatus {
  readonly model: Signal<string | null> = signal(null);
  /** False where only the demo model answers. */
  readonly configured: Signal<boolean | null> = signal(null);
  readonly #link: GatewayLink;
  readonly #cleanUp: (() => void)[];

  constructor(link: GatewayLink) {
    this.#link = link;
    this.#cleanUp = [
      // A changed configuration shows in the gateway's health.
      link.listen(({ event }) => event === 'health' && void this.refresh()),
      effect(() => {
        if (link.state.value.kind === 'connected') untracked(() => void this.refresh());
      }),
    ];
  }

  async refresh(): Promise<void> {
    try {
      const { model, modelConfigured } = await this.#link.request('status', {});
      this.model.value = model;
      this.configured.value = modelConfigured;
    } catch (error) {
      // Ignored when the connection went: it is asked again with the next one.
      if (!isConnectionLost(error)) this.configured.value = null;
    }
  }

  close(): void {
    for (const clean of this.#cleanUp) clean();
  }
}
