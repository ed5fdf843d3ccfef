import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError } from '@coderclaw/core';
import { type Migration, planMigrations } from './migrate.ts';

const MAGIC = 'SQLite format 3\0';
/** Beyond this size the whole file is not checked at start: a start must stay quick. */
const MAX_QUICK_CHECK_BYTES = 4 * 1024 * 1024;

/**
 * Looks at an existing database without changing anything: its header, that no page is missing, that its
 * schema can be read, and which migrations it has; a small one also by SQLite's `quick_check`.
 */
export function inspectFile(path: string, shipped: readonly Migration[]): void {
  const { bytes, pages, pageSize } = readHeader(path);
  const hasWal = existsSync(`${path}-wal`);
  // With a WAL, pages that the header counts may still be in there.
  if (!hasWal && bytes < pages * pageSize) {
    throw new StoreError(
      'STORE_CORRUPT',
      `the file has ${bytes} bytes, its header tells of ${pages * pageSize}`,
    );
  }
  const db = new DatabaseSync(hasWal ? path : immutableUrl(path), { readOnly: true });
  try {
    planMigrations(db, shipped);
    if (bytes <= MAX_QUICK_CHECK_BYTES) {
      const [verdict] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
      if (verdict !== 'ok') throw new StoreError('STORE_CORRUPT', String(verdict));
    }
  } finally {
    db.close();
  }
}

/** Without a WAL nothing else can matter; opened plainly, SQLite would leave an empty one behind. */
function immutableUrl(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return url;
}

/** See https://sqlite.org/fileformat2.html, section 1.3. */
function readHeader(path: string): {
  readonly bytes: number;
  readonly pages: number;
  readonly pageSize: number;
} {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(100);
    if (readSync(file, header, 0, 100, 0) < 100 || header.toString('latin1', 0, 16) !== MAGIC) {
      throw new StoreError('STORE_CORRUPT', 'the file is no SQLite database');
    }
    const pageSize = header.readUInt16BE(16);
    return {
      bytes: fstatSync(file).size,
      pages: header.readUInt32BE(28),
      pageSize: pageSize === 1 ? 65_536 : pageSize,
    };
  } finally {
    closeSync(file);
  }
}
