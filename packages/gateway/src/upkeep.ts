import type { BlobStore } from '@coderclaw/core';
import { keepBackup } from '@coderclaw/store';
import type { GatewayContext } from './method/context.ts';

type Household = Pick<GatewayContext, 'store' | 'clock' | 'logger' | 'stopping'>;

/** Long enough after the start to be in nobody's way. */
const FIRST_BACKUP_MS = 60_000;
const BACKUP_CHECK_MS = 60 * 60 * 1000;
const FIRST_SWEEP_MS = 5 * 60_000;
const SWEEP_MS = 24 * 60 * 60 * 1000;

/** Sees to it that there is always a backup of at most a day ago, as far as the database is not too large. */
export async function keepBackups(
  { clock, logger, stopping }: Household,
  database: string,
): Promise<void> {
  for (let waitMs = FIRST_BACKUP_MS; ; waitMs = BACKUP_CHECK_MS) {
    await clock.sleep(waitMs, stopping);
    if (stopping.aborted) return;
    try {
      const backup = await keepBackup(database, clock.now());
      if (backup) logger.info('the database was backed up', { backup });
    } catch (error) {
      logger.error('the database could not be backed up', { error });
    }
  }
}

/** Files that are let go in one transaction. */
const RELEASED_AT_ONCE = 100;

/**
 * Lets go once a day of files that came longer ago than `keepMs` says; null keeps them. Then deletes the bytes that no row refers to. What is stored while it looks is young, and what is
 * young is left alone: whoever stores bytes has an hour to write the row that refers to them.
 */
export async function sweepBlobs(
  { store, clock, logger, stopping }: Household,
  blobs: BlobStore,
  keepMs: () => number | null,
): Promise<void> {
  const release = async (): Promise<number> => {
    const kept = keepMs();
    if (kept === null) return 0;
    const before = clock.now() - kept;
    for (let released = 0; ; ) {
      const command = { at: clock.now(), before, limit: RELEASED_AT_ONCE };
      const count = await store.releaseAttachments(command);
      released += count;
      if (count < RELEASED_AT_ONCE) return released;
    }
  };
  for (let waitMs = FIRST_SWEEP_MS; ; waitMs = SWEEP_MS) {
    await clock.sleep(waitMs, stopping);
    if (stopping.aborted) return;
    try {
      const released = await release();
      if (released > 0) logger.info('files that came long ago are not kept any more', { released });
      const kept = new Set(await store.listKeptBlobs());
      const swept = await blobs.sweep((sha256) => kept.has(sha256));
      if (swept > 0) logger.info('files that nothing refers to were deleted', { swept });
    } catch (error) {
      logger.error('files that nothing refers to could not be deleted and are tomorrow', { error });
    }
  }
}
