import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 10 * 1024 * 1024;
const KEPT_FILES = 3;

/**
 * A log file of whole lines, mode 0600. At `maxBytes` it becomes `<path>.1`, what was there `.2`, and so
 * on up to `kept`. Lines are written synchronously: the last words before a crash are the ones that
 * matter. A disk that is full or gone loses lines and raises nothing.
 */
export class LogFile {
  readonly path: string;
  readonly #maxBytes: number;
  readonly #kept: number;
  #descriptor: number | null = null;
  #size = 0;
  #ended = false;

  constructor(path: string, limits: { readonly maxBytes?: number; readonly kept?: number } = {}) {
    this.path = path;
    this.#maxBytes = limits.maxBytes ?? MAX_BYTES;
    this.#kept = limits.kept ?? KEPT_FILES;
  }

  append(line: string): void {
    if (this.#ended) return;
    try {
      const descriptor = this.#open();
      this.#size += writeSync(descriptor, `${line}\n`);
      if (this.#size >= this.#maxBytes) this.#rotate();
    } catch {
      // Ignored: a log that can not be written has nowhere to say so; the next line tries again.
      this.#release();
    }
  }

  /** Lines that come later are dropped. */
  close(): void {
    this.#ended = true;
    this.#release();
  }

  #release(): void {
    if (this.#descriptor === null) return;
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    closeSync(descriptor);
  }

  #open(): number {
    if (this.#descriptor === null) {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      this.#descriptor = openSync(this.path, 'a', 0o600);
      this.#size = fstatSync(this.#descriptor).size;
    }
    return this.#descriptor;
  }

  #rotate(): void {
    this.#release();
    for (let index = this.#kept - 1; index >= 1; index -= 1) {
      renameIfThere(`${this.path}.${index}`, `${this.path}.${index + 1}`);
    }
    renameIfThere(this.path, `${this.path}.1`);
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
