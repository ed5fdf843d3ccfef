import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Ids, type Logger, type Signer, type Store, StoreError } from '@coderclaw/core';
import { sealAudit } from '../audit/seal.ts';
import { createStore } from '../operation/create-store.ts';
import { createTransaction } from '../transaction/transaction.ts';
import { GroupCommit } from './group-commit.ts';
import { inspectFile } from './inspect-file.ts';
import {
  applyMigrations,
  listMigrations,
  type Migration,
  planMigrations,
  versionOf,
} from './migrate.ts';
import { createSqlTables } from './sql-tables.ts';
import { toStoreError } from './sqlite-error.ts';

export type SqliteStoreOptions = {
  /** The database file; made when it is missing. Its directory must exist. */
  readonly path: string;
  readonly ids: Ids;
  readonly signer: Signer;
  readonly logger?: Logger;
  /** Told of every commit that failed, before its writers' promises reject. */
  readonly onFault?: (error: StoreError) => void;
  /** Limits the file's size in pages, to play a full disk. */
  readonly maxPages?: number;
  /** Other migrations than those shipped, for tests of migrating. */
  readonly migrations?: readonly Migration[];
};

/** SQLite's name for a database that is no file. */
const IN_MEMORY = ':memory:';
/** How long another process (a backup, a reader) may hold the database before a write fails. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the embedded store, and migrates it where it is older than this program, after a backup.
 * Throws `STORE_NEWER`, `STORE_CORRUPT` (naming the newest backup) or `STORE_READ_ONLY`, and has then
 * changed nothing.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { path, ids, signer, logger } = options;
  const shipped = options.migrations ?? listMigrations();
  const db = openFile(path, shipped);
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216`);
    migrate(db, path, shipped, logger);
    if (options.maxPages !== undefined)
      db.exec(`PRAGMA max_page_count = ${Math.trunc(options.maxPages)}`);
    const tables = createSqlTables(db);
    const seal = () => sealAudit(tables, signer);
    const onFault = (error: StoreError) => {
      logger?.error('commit failed', { code: error.code, error: error.message });
      options.onFault?.(error);
    };
    return createStore(
      new GroupCommit({ db, tx: createTransaction(tables, ids), seal, onFault }),
      signer,
    );
  } catch (error) {
    db.close();
    throw explain(error, path);
  }
}

function openFile(path: string, shipped: readonly Migration[]): DatabaseSync {
  try {
    if (existsSync(path)) {
      demandWritable(path);
      if (statSync(path).size > 0) inspectFile(path, shipped);
    }
    makePrivate(path);
    return new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  } catch (error) {
    throw explain(error, path);
  }
}

/**
 * Makes the file where it is missing, and closes it to other users of the machine (T37). SQLite would go by
 * the umask, and gives its journals the mode of the database.
 */
function makePrivate(path: string): void {
  if (path === IN_MEMORY) return;
  try {
    closeSync(openSync(path, 'a', 0o600));
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  } catch (cause) {
    throw new StoreError('STORE_READ_ONLY', path, { cause });
  }
}

/** SQLite opens a file that may only be read all the same; better to hear of it now than with the first message. */
function demandWritable(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new StoreError('STORE_READ_ONLY', path, { cause: error });
  }
}

function migrate(
  db: DatabaseSync,
  path: string,
  shipped: readonly Migration[],
  logger: Logger | undefined,
): void {
  const missing = planMigrations(db, shipped);
  const version = versionOf(db);
  if (missing.length > 0 && version > 0) {
    const backup = `${path}.backup-${version}`;
    // A leftover of an attempt that failed; the database is still at the same version.
    rmSync(backup, { force: true });
    makePrivate(backup);
    db.prepare('VACUUM INTO ?').run(backup);
    logger?.info('database backed up before migration', { backup, from: version });
  }
  applyMigrations(db, missing);
}

/** The error as the operator needs it: with the file and, for a damaged one, what to restore. */
function explain(error: unknown, path: string): StoreError {
  const known = toStoreError(error);
  if (known.code !== 'STORE_CORRUPT') return known;
  const backup = newestBackup(path);
  const advice = backup ? `the newest backup is ${backup}` : 'there is no backup beside it';
  return new StoreError('STORE_CORRUPT', `${path}: ${advice} (${known.message})`, { cause: known });
}

function newestBackup(path: string): string | undefined {
  const prefix = `${basename(path)}.backup-`;
  const versions = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isInteger);
  return versions.length === 0
    ? undefined
    : join(dirname(path), `${prefix}${Math.max(...versions)}`);
}
