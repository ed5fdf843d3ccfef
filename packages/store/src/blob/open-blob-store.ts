import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobInfo, type BlobStore, type Clock, StoreError } from '@coderclaw/core';
import { type IntakeOptions, takeIn } from './blob-intake.ts';
import { isBlobName, SWEEP_AGE_MS } from './blob-name.ts';
import { BlobTotal } from './blob-total.ts';
import { fileError } from './file-error.ts';
import { SNIFFED_BYTES, sniffType } from './sniff-type.ts';

export type BlobStoreOptions = {
  /** Made when it is missing; its parent must exist. Nobody else may write in it. */
  readonly directory: string;
  readonly clock: Clock;
  /**
   * What has to be free on the disk for a `put` to begin, in bytes; 0 by default. What is smaller and
   * matters more, such as the rows of messages, is then written for longer.
   */
  readonly minFreeBytes?: number;
  /** Tells how many bytes are free there; by default the operating system does. */
  readonly freeBytes?: (directory: string) => Promise<number>;
};

/** Where bytes are until all of them have arrived. */
const INCOMING = 'incoming';
const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

/**
 * Blobs as files: `<first two digits>/<sha256>`. A name in its place always has all of its bytes, for they
 * are written and flushed under another name first. The type is told from the bytes each time, so nothing
 * but the files has to be kept.
 * Throws `STORE_READ_ONLY` or `STORE_IO` when the directory can not be made.
 */
export function openBlobStore(options: BlobStoreOptions): BlobStore {
  try {
    makeDirectory(options.directory);
    makeDirectory(join(options.directory, INCOMING));
    return new FileBlobStore(options);
  } catch (error) {
    throw fileError(error);
  }
}

class FileBlobStore implements BlobStore {
  readonly #directory: string;
  readonly #clock: Clock;
  /** Names that a `put` of this process works on, with how many do: no sweep removes them. */
  readonly #held = new Map<string, number>();
  #total: BlobTotal;
  readonly #minFreeBytes: number;
  readonly #freeBytes: (directory: string) => Promise<number>;

  constructor({ directory, clock, minFreeBytes = 0, freeBytes = askDisk }: BlobStoreOptions) {
    this.#directory = directory;
    this.#clock = clock;
    this.#total = new BlobTotal(directory);
    this.#minFreeBytes = minFreeBytes;
    this.#freeBytes = freeBytes;
  }

  async put(source: AsyncIterable<Uint8Array>, options: IntakeOptions): Promise<BlobInfo> {
    const name = randomUUID();
    const temporary = join(this.#directory, INCOMING, name);
    return this.#hold(name, async () => {
      try {
        const info = await this.#write(temporary, source, options);
        await this.#hold(info.sha256, () => this.#land(temporary, info));
        return info;
      } catch (error) {
        await unlink(temporary).catch(() => {
          // Ignored: it may never have been made; what is really left goes with a sweep.
        });
        throw fileError(error);
      }
    });
  }

  async find(sha256: string): Promise<BlobInfo | undefined> {
    try {
      return await this.#opened(sha256, async (file) => {
        const { size: bytes } = await file.stat();
        const { buffer, bytesRead } = await file.read(new Uint8Array(SNIFFED_BYTES), {
          position: 0,
        });
        return { sha256, bytes, mimeType: await sniffType(buffer.subarray(0, bytesRead)) };
      });
    } catch (error) {
      if (error instanceof StoreError && error.code === 'STORE_NOT_FOUND') return undefined;
      throw error;
    }
  }

  async read(sha256: string): Promise<Uint8Array> {
    const bytes = await this.#opened(sha256, (file) => file.readFile());
    if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
    throw new StoreError('STORE_BLOB_CORRUPT', this.#pathOf(sha256));
  }

  async measure(): Promise<number> {
    try {
      return await this.#total.measure();
    } catch (error) {
      throw fileError(error);
    }
  }

  async sweep(keep: (sha256: string) => boolean): Promise<number> {
    try {
      let swept = 0;
      for (const folder of await readdir(this.#directory)) {
        if (folder !== INCOMING && !/^[0-9a-f]{2}$/u.test(folder)) continue;
        for (const name of await readdir(join(this.#directory, folder))) {
          const held = folder !== INCOMING && (!isBlobName(name) || keep(name));
          if (!held && this.#remove(folder, name)) swept += 1;
        }
      }
      // Read anew: somebody may have deleted files by hand.
      this.#total = new BlobTotal(this.#directory);
      return swept;
    } catch (error) {
      throw fileError(error);
    }
  }

  async #write(
    temporary: string,
    source: AsyncIterable<Uint8Array>,
    options: IntakeOptions,
  ): Promise<BlobInfo> {
    const file = await open(temporary, 'wx', PRIVATE_FILE);
    let isBegun = false;
    try {
      const info = await takeIn(source, options, async (chunk) => {
        // Not before the source is open: whoever refuses has to let go of it.
        if (!isBegun) await this.#demandRoom();
        isBegun = true;
        await writeAll(file, chunk);
      });
      const at = this.#clock.now() / 1000;
      await file.utimes(at, at);
      await file.sync();
      return info;
    } finally {
      await file.close();
    }
  }

  async #demandRoom(): Promise<void> {
    if (this.#minFreeBytes === 0) return;
    const free = await this.#freeBytes(this.#directory);
    if (free < this.#minFreeBytes)
      throw new StoreError('STORE_FULL', `less than ${this.#minFreeBytes} bytes are free`);
  }

  /** Also where the blob is there already: its age begins anew, and bytes that went bad are good again. */
  async #land(temporary: string, { sha256, bytes }: BlobInfo): Promise<void> {
    const path = this.#pathOf(sha256);
    await makeShard(dirname(path));
    const before = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    renameSync(temporary, path);
    this.#total.change(sha256, bytes - before);
    await flushDirectory(dirname(path));
  }

  async #hold<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const others = this.#held.get(name)! - 1;
      if (others > 0) this.#held.set(name, others);
      else this.#held.delete(name);
    }
  }

  /** In one go, so that no `put` of the same bytes comes in between. */
  #remove(folder: string, name: string): boolean {
    if (this.#held.has(name)) return false;
    const path = join(this.#directory, folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isFile() || this.#clock.now() - found.mtimeMs <= SWEEP_AGE_MS) return false;
    unlinkSync(path);
    if (folder !== INCOMING) this.#total.change(name, -found.size);
    return true;
  }

  async #opened<T>(sha256: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
    if (!isBlobName(sha256)) throw new StoreError('STORE_NOT_FOUND', 'no SHA-256');
    try {
      const file = await open(this.#pathOf(sha256), 'r');
      try {
        return await work(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(error);
      throw new StoreError('STORE_NOT_FOUND', sha256, { cause: error });
    }
  }

  #pathOf(sha256: string): string {
    return join(this.#directory, sha256.slice(0, 2), sha256);
  }
}

/** What an ordinary user may still write. */
async function askDisk(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, at);
    at += bytesWritten;
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (process.platform !== 'win32' && (statSync(directory).mode & 0o077) !== 0)
    chmodSync(directory, PRIVATE_DIRECTORY);
}

async function makeShard(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  await flushDirectory(dirname(directory));
}

/** Makes a rename or a new directory itself durable. Windows can not open a directory and needs no such flush. */
async function flushDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
