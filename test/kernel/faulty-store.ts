import { type Store, StoreError, type StoreErrorCode } from '@coderclaw/core';

type Operation = keyof Store;
type Fault = { readonly operation: Operation; readonly code: StoreErrorCode; skip: number };

/**
 * A store as one process sees it: operations can be made to fail before they do anything, to wait at a
 * gate, and to be cut off for good, as by SIGKILL: then nothing is called and nothing answers any more.
 */
export class FaultyStore {
  readonly store: Store;
  /** Every operation that was called, in order. */
  readonly calls: Operation[] = [];
  readonly #faults: Fault[] = [];
  readonly #gates = new Map<Operation, Promise<void>>();
  #severed = false;

  constructor(store: Store) {
    this.store = new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          this.#call(name as Operation, () => Reflect.apply(member, target, args));
      },
    });
  }

  /** Lets the operation fail `times` times, after `skip` calls of it that succeed. */
  fail(operation: Operation, code: StoreErrorCode, { times = 1, skip = 0 } = {}): void {
    for (let time = 0; time < times; time += 1)
      this.#faults.push({ operation, code, skip: time === 0 ? skip : 0 });
  }

  /** Holds calls of the operation back until the returned function is called. */
  hold(operation: Operation): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gates.set(operation, promise);
    return () => {
      this.#gates.delete(operation);
      resolve();
    };
  }

  /** The process is dead. What was committed stays; no promise of it settles. */
  sever(): void {
    this.#severed = true;
  }

  async #call(operation: Operation, run: () => unknown): Promise<unknown> {
    if (this.#severed) return NEVER;
    this.calls.push(operation);
    await this.#gates.get(operation);
    if (this.#severed) return NEVER;
    const code = this.#takeFault(operation);
    if (code) throw new StoreError(code, `scripted failure of ${operation}`);
    const result = await run();
    return this.#severed ? NEVER : result;
  }

  #takeFault(operation: Operation): StoreErrorCode | undefined {
    const index = this.#faults.findIndex((fault) => fault.operation === operation);
    const fault = this.#faults[index];
    if (!fault) return undefined;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return undefined;
    }
    this.#faults.splice(index, 1);
    return fault.code;
  }
}

const NEVER = new Promise<never>(() => {});
