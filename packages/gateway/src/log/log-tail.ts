import { open } from 'node:fs/promises';

const DEFAULT_LINES = 500;
const DEFAULT_BYTES = 250_000;

export type LogTailQuery = {
  /** Byte offset to go on from. Without it, the newest lines are read. */
  readonly cursor?: number;
  readonly limit?: number;
  readonly maxBytes?: number;
};

export type LogTail = {
  /** Where the next call goes on. */
  readonly cursor: number;
  readonly size: number;
  readonly lines: string[];
  /** Older lines were left out. */
  readonly truncated: boolean;
  /** The file became shorter than the cursor: it was rotated, and is read from its beginning. */
  readonly reset: boolean;
};

/** Reads whole lines from the end of a log or from a cursor on. A file that is not there is empty. */
export async function readLogTail(path: string, query: LogTailQuery): Promise<LogTail> {
  const limit = query.limit ?? DEFAULT_LINES;
  const maxBytes = query.maxBytes ?? DEFAULT_BYTES;
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return { cursor: 0, size: 0, lines: [], truncated: false, reset: (query.cursor ?? 0) > 0 };
  }
  try {
    const { size } = await file.stat();
    const reset = query.cursor !== undefined && query.cursor > size;
    const wanted = query.cursor === undefined || reset ? 0 : query.cursor;
    const from = Math.max(wanted, size - maxBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const text = buffer.subarray(0, bytesRead);
    const start = from > wanted ? text.indexOf(10) + 1 : 0;
    const end = text.lastIndexOf(10) + 1;
    const lines = text.toString('utf8', start, Math.max(start, end)).split('\n').slice(0, -1);
    const truncated = from > wanted || lines.length > limit;
    return { cursor: from + end, size, lines: lines.slice(-limit), truncated, reset };
  } finally {
    await file.close();
  }
}
