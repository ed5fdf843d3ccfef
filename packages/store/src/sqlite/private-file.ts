import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { StoreError } from '@coderclaw/core';

/** SQLite's name for a database that is no file. */
const IN_MEMORY = ':memory:';

/**
 * Makes the file where it is missing, and closes it to other users of the machine (T37). SQLite would go by
 * the umask, and gives its journals the mode of the database.
 */
export function makePrivate(path: string): void {
  if (path === IN_MEMORY) return;
  try {
    closeSync(openSync(path, 'a', 0o600));
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  } catch (cause) {
    throw new StoreError('STORE_READ_ONLY', path, { cause });
  }
}
