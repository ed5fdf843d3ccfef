import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { checkCopy } from './inspect-file.ts';
import { makePrivate } from './private-file.ts';
import { toStoreError } from './sqlite-error.ts';

/** A new backup is due when the last one is this old. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;
/** A larger database is its owner's to back up: the copy would take too much of the disk, and its check too long. */
const MAX_BYTES = 128 * 1024 * 1024;
/** All in one step: a commit between two would make the copy begin anew. */
const EVERY_PAGE = 2 ** 31 - 1;

/**
 * Keeps one backup beside an open database, `<path>.backup`, not older than a day where this is called
 * often enough. It is copied off the main thread while commits go on, and takes the place of the last one
 * when SQLite has found it whole. Resolves with its path, or null where none was due or the database has
 * more than 128 MiB. Rejects with a StoreError; the last backup is then still there.
 */
export async function keepBackup(path: string, now: number): Promise<string | null> {
  const kept = `${path}.backup`;
  const copy = `${kept}.tmp`;
  try {
    if (statSync(path).size > MAX_BYTES || isRecent(kept, now)) return null;
    // Left by a process that was killed while it copied.
    rmSync(copy, { force: true });
    makePrivate(copy);
    using source = new DatabaseSync(path, { readOnly: true });
    await backup(source, copy, { rate: EVERY_PAGE });
    checkCopy(copy);
    renameSync(copy, kept);
    return kept;
  } catch (error) {
    rmSync(copy, { force: true });
    throw toStoreError(error);
  }
}

/** One from the future is of a clock that was wrong. */
function isRecent(file: string, now: number): boolean {
  const madeAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return madeAt !== undefined && madeAt <= now && now - madeAt < MAX_AGE_MS;
}

/** The backup that is made before a database of this version is migrated. */
export function migrationBackup(path: string, version: number): string {
  return `${path}.backup-${version}`;
}

export function newestBackup(path: string): string | undefined {
  const directory = dirname(path);
  const database = basename(path);
  return readdirSync(directory)
    .filter(
      (name) =>
        name.startsWith(database) && /^\.backup(?:-\d+)?$/u.test(name.slice(database.length)),
    )
    .map((name) => join(directory, name))
    .toSorted((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs)
    .at(-1);
}
