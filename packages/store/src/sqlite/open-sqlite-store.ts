import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Ids, type Logger, type Signer, type Store, StoreError } from '@coderclaw/core';
import { sealAudit } from '../audit/seal.ts';
import { createStore } from '../operation/create-store.ts';
import { createTransaction } from '../transaction/transaction.ts';
import { migrationBackup, newestBackup } from './backup.ts';
import { GroupCommit } from './group-commit.ts';
import { inspectFile } from './inspect-file.ts';
import {
  applyMigrations,
  listMigrations,
  type Migration,
  planMigrations,
  versionOf,
} from './migrate.ts';
import { makePrivate } from './private-file.ts';
import { createSqlTables } from './sql-tables.ts';
import { toStoreError } from './sqlite-error.ts';

export type SqliteStoreOptions = {
  /** The database file; made when it is missing. Its directory must exist. */
  readonly path: string;
  readonly ids: Ids;
  readonly signer: Signer;
  /**
   * A file that is only there where a database with content was. Where it is, a missing or empty database
   * is refused instead of begun anew.
   */
  readonly witness?: string;
  readonly logger?: Logger;
  /** Told of every commit that failed, before its writers' promises reject. */
  readonly onFault?: (error: StoreError) => void;
  /** Limits the file's size in pages, to play a full disk. */
  readonly maxPages?: number;
  /** Other migrations than those shipped, for tests of migrating. */
  readonly migrations?: readonly Migration[];
};

/** How long another process (a backup, a reader) may hold the database before a write fails. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the embedded store, and migrates it where it is older than this program, after a backup.
 * Throws `STORE_NEWER`, `STORE_CORRUPT` (saying what to restore, and how) or `STORE_READ_ONLY`, and has
 * then changed nothing.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { path, ids, signer, witness, logger } = options;
  const shipped = options.migrations ?? listMigrations();
  const db = openFile(path, shipped, witness);
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
    throw explain(error, path, witness);
  }
}

function openFile(
  path: string,
  shipped: readonly Migration[],
  witness: string | undefined,
): DatabaseSync {
  try {
    if (existsSync(path)) demandWritable(path);
    if (isFilled(path)) {
      const version = inspectFile(path, shipped);
      if (version === 0) demandBeginning(witness);
    } else {
      // A log is read only together with its database, and thrown away by a new one.
      demandBeginning(`${path}-wal`);
      demandBeginning(witness);
    }
    makePrivate(path);
    return new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  } catch (error) {
    throw explain(error, path, witness);
  }
}

/** A database without content is a new one, unless something is left of an older: that was lost. */
function demandBeginning(witness: string | undefined): void {
  if (witness === undefined || !isFilled(witness)) return;
  throw new StoreError('STORE_CORRUPT', `nothing is in it, though ${witness} tells that there was`);
}

function isFilled(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
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
    const backup = migrationBackup(path, version);
    // A leftover of an attempt that failed; the database is still at the same version.
    rmSync(backup, { force: true });
    makePrivate(backup);
    db.prepare('VACUUM INTO ?').run(backup);
    logger?.info('database backed up before migration', { backup, from: version });
  }
  applyMigrations(db, missing);
}

/** The error as the operator needs it: with the file and, for a damaged one, what to do about it. */
function explain(error: unknown, path: string, witness: string | undefined): StoreError {
  const known = toStoreError(error);
  if (known.code !== 'STORE_CORRUPT') return known;
  const detail = `${path}: ${known.detail}; ${adviseRepair(path, witness)}`;
  return new StoreError('STORE_CORRUPT', detail, { cause: known });
}

/** A log that stays behind would be played into whatever takes the database's place. */
function adviseRepair(path: string, witness: string | undefined): string {
  const present = [path, `${path}-wal`, `${path}-shm`].filter((file) => existsSync(file));
  const moving = present.length > 0 ? `move ${present.join(', ')} away and ` : '';
  const backup = newestBackup(path);
  if (backup) return `${moving}copy ${backup} to ${path}`;
  const all = witness !== undefined && existsSync(witness) ? [...present, witness] : present;
  return `there is no backup beside it: ${moving}copy one of your own to ${path}, or move ${all.join(', ')} away to begin with nothing`;
}
