import type { Id, Ids } from '../id/id.ts';

/** `id-000001`, `id-000002` …: readable, sorted, and the same in every run of a test. */
export class CountingIds implements Ids {
  readonly #prefix: string;
  #count = 0;

  constructor(prefix = 'id') {
    this.#prefix = prefix;
  }

  next<T extends Id<string>>(): T {
    this.#count += 1;
    return `${this.#prefix}-${String(this.#count).padStart(6, '0')}` as T;
  }
}
