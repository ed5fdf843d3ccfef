import { chmodSync } from 'node:fs';

const SQLITE_BUSY = 5;

/**
 * A lock between processes that the operating system takes back when its holder dies, however it
 * dies: the exclusive lock on an otherwise empty SQLite database, which is the one such lock that
 * Node offers on every system. Waits up to `waitMs`, blocking; undefined where another process holds
 * it by then. `node:sqlite` is loaded here, at first use.
 */
export async function openProcessLock(
  file: string,
  waitMs: number,
): Promise<{ release(): void } | undefined> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file, { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    chmodSync(file, 0o600);
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
