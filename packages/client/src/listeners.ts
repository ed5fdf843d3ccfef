/** Those who want to be told. A listener that throws does not keep the others from being told. */
export class Listeners<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  /** Returns the function that ends it. */
  add(listener: (value: Value) => void): () => void {
    const own = (value: Value) => listener(value);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  tell(value: Value): void {
    for (const listener of Array.from(this.#listeners)) {
      try {
        listener(value);
      } catch (error) {
        // The listener's own fault: it surfaces as an uncaught error there, not inside the connection.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
