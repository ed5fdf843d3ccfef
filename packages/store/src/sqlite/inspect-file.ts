import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError } from '@coderclaw/core';
import { type Migration, planMigrations, versionOf } from './migrate.ts';
import { type LogContent, readLog } from './read-log.ts';

const MAGIC = 'SQLite format 3\0';
/** Beyond this size the whole file is not checked at start: a start must stay quick. */
const MAX_QUICK_CHECK_BYTES = 4 * 1024 * 1024;
/** The page at this offset is for SQLite's locks, and in no file and no log. */
const LOCK_OFFSET = 2 ** 30;

/**
 * Looks at an existing database without changing anything: its header, that no page is missing, that its
 * schema can be read, and which migrations it has; a small one also by SQLite's `quick_check`.
 * Returns its version, 0 where no migration was applied.
 */
export function inspectFile(path: string, shipped: readonly Migration[]): number {
  const header = readHeader(path);
  const log = readLog(`${path}-wal`, header.pageSize);
  demandEveryPage(header, log);
  return (log ? withLog : withoutLog)(path, (db) => {
    planMigrations(db, shipped);
    if (header.bytes <= MAX_QUICK_CHECK_BYTES) quickCheck(db);
    return versionOf(db);
  });
}

/** Has SQLite go through a copy that nobody writes to. Throws `STORE_CORRUPT`. */
export function checkCopy(path: string): void {
  withoutLog(path, quickCheck);
}

function quickCheck(db: DatabaseSync): void {
  const [verdict] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
  if (verdict !== 'ok') throw new StoreError('STORE_CORRUPT', String(verdict));
}

/** Nothing but the file can matter; opened plainly, SQLite would leave an empty log behind. */
function withoutLog<T>(path: string, look: (db: DatabaseSync) => T): T {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  using db = new DatabaseSync(url, { readOnly: true });
  return look(db);
}

/** To read a log SQLite needs its index, which it makes where there is none and, when it only reads, leaves. */
function withLog<T>(path: string, look: (db: DatabaseSync) => T): T {
  const index = `${path}-shm`;
  const isOurs = !existsSync(index);
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return look(db);
  } finally {
    db.close();
    if (isOurs) rmSync(index, { force: true });
  }
}

type Header = { readonly bytes: number; readonly pageCount: number; readonly pageSize: number };

/** Each page of the database has to be in the file or in a commit that the log holds. */
function demandEveryPage({ bytes, pageCount, pageSize }: Header, log: LogContent | null): void {
  const wanted = log?.pageCount ?? pageCount;
  const lockPage = LOCK_OFFSET / pageSize + 1;
  for (let page = Math.floor(bytes / pageSize) + 1; page <= wanted; page += 1) {
    if (page === lockPage || log?.pages.has(page)) continue;
    const detail = `the file has ${bytes} bytes and should have ${wanted * pageSize}`;
    throw new StoreError('STORE_CORRUPT', detail);
  }
}

/** See https://sqlite.org/fileformat2.html, section 1.3. */
function readHeader(path: string): Header {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(100);
    if (readSync(file, header, 0, 100, 0) < 100 || header.toString('latin1', 0, 16) !== MAGIC) {
      throw new StoreError('STORE_CORRUPT', 'the file is no SQLite database');
    }
    const pageSize = header.readUInt16BE(16);
    return {
      bytes: fstatSync(file).size,
      pageCount: header.readUInt32BE(28),
      pageSize: pageSize === 1 ? 65_536 : pageSize,
    };
  } finally {
    closeSync(file);
  }
}
