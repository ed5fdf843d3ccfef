import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that is gone when the measure is done. */
export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'coderclaw-bench-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Milliseconds of one append of 4 KiB with `fdatasync`: the floor under every durable commit. */
export function sampleFsync(directory: string, count: number): number[] {
  const page = Buffer.alloc(4096, 1);
  const fd = openSync(join(directory, 'fsync'), 'w');
  try {
    return Array.from({ length: count }, () => {
      const begun = performance.now();
      writeSync(fd, page);
      fdatasyncSync(fd);
      return performance.now() - begun;
    });
  } finally {
    closeSync(fd);
  }
}
