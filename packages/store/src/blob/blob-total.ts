import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isBlobName } from './blob-name.ts';

const FOLDERS = 256;

/**
 * What all blobs take together. Read from the disk once, a folder at a time and each in one go, so that
 * whatever changes meanwhile is either read or told, and never both; told of every change from then on.
 */
export class BlobTotal {
  readonly #directory: string;
  #bytes = 0;
  /** Folders that were read, from the first one on. */
  #read = 0;
  #reading: Promise<void> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Rejects with what the file system says, and reads on from there the next time. */
  async measure(): Promise<number> {
    this.#reading ??= this.#readOn();
    try {
      await this.#reading;
    } catch (error) {
      this.#reading = undefined;
      throw error;
    }
    return this.#bytes;
  }

  /** A blob became larger by so many bytes, or with a negative number smaller. In the same go as its file. */
  change(sha256: string, bytes: number): void {
    if (Number.parseInt(sha256.slice(0, 2), 16) < this.#read) this.#bytes += bytes;
  }

  async #readOn(): Promise<void> {
    for (; this.#read < FOLDERS; this.#read += 1) {
      this.#bytes += this.#sizeOf(this.#read.toString(16).padStart(2, '0'));
      await setImmediate();
    }
  }

  #sizeOf(folder: string): number {
    const directory = join(this.#directory, folder);
    if (!statSync(directory, { throwIfNoEntry: false })) return 0;
    return readdirSync(directory)
      .filter(isBlobName)
      .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  }
}
