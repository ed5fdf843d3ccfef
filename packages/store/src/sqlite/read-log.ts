import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** What the whole commits in a write-ahead log say of the database. */
export type LogContent = {
  /** How many pages the database has since the last of them. */
  readonly pageCount: number;
  /** The pages that they hold, by number from 1. */
  readonly pages: ReadonlySet<number>;
};

const MAGIC = 0x377f0682;
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * Reads a write-ahead log as SQLite's own recovery does, without the index file that SQLite would leave
 * behind. Null where it holds no whole commit for a database with this page size, or is not there.
 * See https://sqlite.org/fileformat2.html, section 4.
 */
export function readLog(path: string, pageSize: number): LogContent | null {
  if (!existsSync(path)) return null;
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(file, header) < HEADER_BYTES) return null;
    const magic = header.readUInt32BE(0);
    if ((magic & ~1) !== MAGIC || header.readUInt32BE(8) !== pageSize) return null;
    const sum = new RunningSum((magic & 1) === 0);
    sum.add(header, 0, 24);
    return sum.equals(header, 24) ? readFrames(file, header.subarray(16, 24), pageSize, sum) : null;
  } finally {
    closeSync(file);
  }
}

/** Up to the first frame that is torn, or left from before the log was begun anew. */
function readFrames(
  file: number,
  salts: Buffer,
  pageSize: number,
  sum: RunningSum,
): LogContent | null {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + pageSize);
  const pages = new Set<number>();
  const uncommitted: number[] = [];
  let pageCount = 0;
  while (readSync(file, frame) === frame.length && frame.subarray(8, 16).equals(salts)) {
    sum.add(frame, 0, 8);
    sum.add(frame, FRAME_HEADER_BYTES, frame.length);
    if (!sum.equals(frame, 16)) break;
    uncommitted.push(frame.readUInt32BE(0));
    const countAfterCommit = frame.readUInt32BE(4);
    if (countAfterCommit === 0) continue;
    pageCount = countAfterCommit;
    for (const page of uncommitted.splice(0)) pages.add(page);
  }
  return pageCount === 0 ? null : { pageCount, pages };
}

/** The checksum of section 4.2, which runs on from the header through every frame. */
class RunningSum {
  readonly #littleEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  /** `end - start` is a multiple of 8. */
  add(bytes: Buffer, start: number, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = start; at < end; at += 8) {
      this.#first = (this.#first + view.getUint32(at, this.#littleEndian) + this.#second) >>> 0;
      this.#second =
        (this.#second + view.getUint32(at + 4, this.#littleEndian) + this.#first) >>> 0;
    }
  }

  equals(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }
}
