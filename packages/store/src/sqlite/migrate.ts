import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '@coderclaw/core';

export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
};

const DIRECTORY = new URL('./migrations/', import.meta.url);
const NAME = /^(\d{3})-[a-z0-9-]+\.sql$/u;

/** The migrations that this version ships, in order. */
export function listMigrations(directory: URL = DIRECTORY): readonly Migration[] {
  const names = readdirSync(directory)
    .filter((name) => NAME.test(name))
    .sort();
  return names.map((name) => {
    const sql = readFileSync(new URL(name, directory), 'utf8');
    return {
      version: Number(name.slice(0, 3)),
      name,
      sql,
      sha256: createHash('sha256').update(sql).digest('hex'),
    };
  });
}

/**
 * The migrations that a database still lacks.
 * Rejects with `STORE_NEWER` when it has some that we do not know, and with `STORE_CORRUPT` when one
 * that it has is not the one that we ship.
 */
export function planMigrations(
  db: DatabaseSync,
  shipped: readonly Migration[],
): readonly Migration[] {
  const applied = listApplied(db);
  const newest = shipped.at(-1)?.version ?? 0;
  for (const { version, sha256 } of applied) {
    if (version > newest)
      throw new StoreError(
        'STORE_NEWER',
        `it has version ${version}, this program knows ${newest}`,
      );
    const own = shipped.find((migration) => migration.version === version);
    if (own?.sha256 !== sha256) {
      throw new StoreError(
        'STORE_CORRUPT',
        `its migration ${version} is not the one that this program ships`,
      );
    }
  }
  return shipped.filter(({ version }) => !applied.some((row) => row.version === version));
}

/** Applies the migrations in one transaction; on an error none of them is applied. */
export function applyMigrations(db: DatabaseSync, migrations: readonly Migration[]): void {
  if (migrations.length === 0) return;
  // A table is altered by making it anew (sqlite.org/lang_altertable, "other kinds of schema changes").
  db.exec('PRAGMA foreign_keys = OFF');
  try {
    applyTogether(db, migrations);
  } finally {
    db.exec('PRAGMA foreign_keys = ON');
  }
}

function applyTogether(db: DatabaseSync, migrations: readonly Migration[]): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(
      'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT',
    );
    const record = db.prepare('INSERT INTO migration (version, name, sha256) VALUES (?, ?, ?)');
    for (const { version, name, sql, sha256 } of migrations) {
      db.exec(sql);
      record.run(version, name, sha256);
    }
    const [broken] = db.prepare('PRAGMA foreign_key_check').all();
    if (broken)
      throw new Error(`a migration left a row without what it refers to: ${String(broken.table)}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

export function versionOf(db: DatabaseSync): number {
  return listApplied(db).at(-1)?.version ?? 0;
}

function listApplied(
  db: DatabaseSync,
): readonly { readonly version: number; readonly sha256: string }[] {
  const exists = db
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`)
    .get();
  if (!exists) return [];
  return db.prepare('SELECT version, sha256 FROM migration ORDER BY version').all() as {
    version: number;
    sha256: string;
  }[];
}
