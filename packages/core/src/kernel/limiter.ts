/** Lets at most `limit` holders of the same name work at once; others wait in order. */
export class Limiter {
  readonly #limit: number;
  readonly #held = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves with the function that gives the place back (again and again is the same as once); undefined when `signal` aborted first. */
  async acquire(name: string, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    const held = this.#held.get(name) ?? 0;
    if (held < this.#limit) {
      this.#held.set(name, held + 1);
      return this.#place(name);
    }
    return new Promise((resolve) => {
      const queue = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, queue);
      const onAbort = () => {
        queue.splice(queue.indexOf(enter), 1);
        resolve(undefined);
      };
      const enter = () => {
        signal.removeEventListener('abort', onAbort);
        resolve(this.#place(name));
      };
      queue.push(enter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #place(name: string): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#release(name);
    };
  }

  #release(name: string): void {
    const next = this.#waiting.get(name)?.shift();
    if (next) {
      next();
      return;
    }
    const held = (this.#held.get(name) ?? 1) - 1;
    if (held > 0) this.#held.set(name, held);
    else {
      this.#held.delete(name);
      this.#waiting.delete(name);
    }
  }
}
