/** How often one run's growing text is told at most. */
const MIN_INTERVAL_MS = 20;
/** Each telling repeats the whole text, so a long one is told less often: about a megabyte a second. */
const BYTES_PER_MS = 1_000;

/**
 * Thins out a stream whose every item holds all that came before: the first is told at once, then the
 * newest after a pause that grows with its size. Nothing is lost by what is left out.
 */
export class DeltaPace<Item> {
  readonly #tell: (item: Item) => void;
  readonly #sizeOf: (item: Item) => number;
  #waiting: Item | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (item: Item) => void, sizeOf: (item: Item) => number) {
    this.#tell = tell;
    this.#sizeOf = sizeOf;
  }

  push(item: Item): void {
    this.#waiting = item;
    if (!this.#timer) this.#tellWaiting();
  }

  /** Tells what is waiting, before something else is told. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const item = this.#waiting;
    this.#waiting = undefined;
    if (item !== undefined) this.#tell(item);
  }

  #tellWaiting(): void {
    this.#timer = undefined;
    const item = this.#waiting;
    if (item === undefined) return;
    this.#waiting = undefined;
    this.#tell(item);
    const pause = Math.max(MIN_INTERVAL_MS, this.#sizeOf(item) / BYTES_PER_MS);
    this.#timer = setTimeout(() => this.#tellWaiting(), pause);
    this.#timer.unref();
  }
}
