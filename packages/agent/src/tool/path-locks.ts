/**
 * Work on one path at a time, in the order it was asked for; other paths do not wait. For the changes that
 * this process makes: nothing here holds off another program.
 */
export class PathLocks {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Settles as `work` does. */
  async hold<T>(path: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(path);
    // Whoever was before has told its own caller how it went.
    const mine = before ? before.then(work, work) : work();
    this.#last.set(path, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(path) === mine) this.#last.delete(path);
    }
  }
}
