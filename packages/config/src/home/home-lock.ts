import { homeLocked } from './gateway-run.ts';
import type { HomePaths } from './home-paths.ts';
import { homeError } from './open-home.ts';
import { openProcessLock } from './process-lock.ts';

/** The right to be the gateway of a home. Ends with `release` or with the process. */
export interface HomeLock {
  release(): void;
}

/**
 * Takes the home for this process; call `openHome` before. Throws HOME_LOCKED, naming the holder,
 * when another process has it.
 */
export async function acquireHomeLock(paths: HomePaths): Promise<HomeLock> {
  let lock: HomeLock | undefined;
  try {
    lock = await openProcessLock(paths.lock, 0);
  } catch (error) {
    throw homeError(paths.lock, error);
  }
  if (!lock) throw homeLocked(paths);
  return lock;
}
