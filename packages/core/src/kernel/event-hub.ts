import type { Logger } from '../ports/logger.ts';
import type { KernelEvent } from './event.ts';

/** Tells every listener of every event, in order; one that throws does not keep it from the others. */
export class EventHub {
  readonly #listeners = new Set<(event: KernelEvent) => void>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  subscribe(listener: (event: KernelEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(event: KernelEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error('a listener of kernel events threw', { event: event.type, error });
      }
    }
  }
}
