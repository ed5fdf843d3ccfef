import type { Command } from '@coderclaw/protocol';
import { effect, type Signal, signal, untracked } from '@preact/signals';
import type { GatewayLink } from '../gateway/gateway-link.ts';

/** The commands that may be typed here; none until the gateway has told them. */
export class CommandList {
  readonly commands: Signal<readonly Command[]> = signal([]);
  readonly #link: GatewayLink;
  readonly #stop: () => void;

  constructor(link: GatewayLink) {
    this.#link = link;
    this.#stop = effect(() => {
      if (link.state.value.kind === 'connected') untracked(() => void this.#load());
    });
  }

  close(): void {
    this.#stop();
  }

  async #load(): Promise<void> {
    try {
      this.commands.value = (await this.#link.request('commands.list', {})).commands;
    } catch {
      // Ignored: without a list there is nothing to complete, and every command works all the same.
    }
  }
}
