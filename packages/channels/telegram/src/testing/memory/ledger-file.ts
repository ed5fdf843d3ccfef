import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { Deed } from './deed.ts';

/**
 * The deeds of a platform in a file, so that they outlive processes. The file is append-only; each deed
 * is on the disk before the call that caused it is answered.
 */
export class LedgerFile {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a', 0o600);
  }

  /** Begins with a line feed as well, which ends a torn line before it. */
  append(deed: Deed): void {
    writeFileSync(this.#descriptor, `\n${JSON.stringify(deed)}\n`);
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The deeds in a ledger file, oldest first, also for a test that looks at it from outside. Creates it when absent. */
export function readDeeds(path: string): Deed[] {
  closeSync(openSync(path, 'a', 0o600));
  // A whole line ends with a line feed; what follows the last one was cut off by a kill.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line !== '').flatMap(parseLine);
}

function parseLine(line: string): Deed[] {
  try {
    return [JSON.parse(line) as Deed];
  } catch {
    // Ignored: a torn line that a later one was written behind; its deed was never reported done.
    return [];
  }
}
