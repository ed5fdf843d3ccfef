import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { PlatformMessage } from './platform-message.ts';

/** One thing that the platform did for good. */
export type LedgerEntry = {
  readonly type: 'posted' | 'edited' | 'reacted' | 'acknowledged';
  readonly id: string;
  readonly conversation: string;
  readonly text: string;
  readonly key: string | null;
  /** Of an acknowledged event that is no message of its own. */
  readonly version?: number;
  readonly kind?: PlatformMessage['kind'];
};

/** What a platform remembers, in memory or, across killed processes, in a file. */
export class PlatformLedger {
  readonly #file: string | undefined;
  readonly #entries: LedgerEntry[];

  /** Reads what an earlier process left in `file`; a torn last line is a deed that was not done. */
  constructor(file?: string) {
    this.#file = file;
    this.#entries = file === undefined ? [] : readLedger(file);
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** On the disk when this returns, so that a kill at any later instant can not undo it. */
  append(entry: LedgerEntry): void {
    if (this.#file !== undefined) appendLine(this.#file, JSON.stringify(entry));
    this.#entries.push(entry);
  }
}

/** The entries of a ledger file, for the test that looks at it from outside. Creates it when absent. */
export function readLedger(file: string): LedgerEntry[] {
  closeSync(openSync(file, 'a', 0o600));
  // A whole line ends with a line feed; what follows the last one was cut off by a kill.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line !== '').flatMap(parseLine);
}

function parseLine(line: string): LedgerEntry[] {
  try {
    return [JSON.parse(line) as LedgerEntry];
  } catch {
    // Ignored: a torn line that a later one was written behind; its deed was never reported done.
    return [];
  }
}

/** Begins with a line feed as well, which ends a torn line before it. */
function appendLine(file: string, line: string): void {
  const descriptor = openSync(file, 'a', 0o600);
  try {
    writeFileSync(descriptor, `\n${line}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
