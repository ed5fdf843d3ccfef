import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DEFAULT_TENANT, OWNER } from '@coderclaw/core';
import { createUuidIds, openAuditSigner, SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { openSqliteStore } from '@coderclaw/store';
import { sampleFsync, withDirectory } from '../disk.ts';
import { type Measure, median, percentile } from '../figure.ts';

const COMMITS = 2_000;

/** What one durable commit costs, alone and in groups, beside the bare database and the bare disk. */
export const measure: Measure = () =>
  withDirectory(async (directory) => {
    const flushes = sampleFsync(directory, 1_000);
    const bare = bareCommits(directory);
    const store = openSqliteStore({
      path: join(directory, 'store.db'),
      ids: createUuidIds(SYSTEM_CLOCK),
      signer: openAuditSigner(join(directory, 'audit.key')),
    });
    const note = {
      action: 'config.change',
      principalId: OWNER,
      resourceType: 'config',
      resourceId: DEFAULT_TENANT,
      result: 'allowed',
    } as const;
    const append = () => store.appendAudit({ at: Date.now(), notes: [note] });
    for (let warm = 0; warm < 200; warm += 1) await append();
    const alone = await timed(COMMITS, append);
    const grouped = await timed(COMMITS / 64, () =>
      Promise.all(Array.from({ length: 64 }, append)),
    );
    await store.close();
    const disk = {
      what: 'flushes of the disk',
      value: 1000 / median(flushes),
      unit: '/s',
    } as const;
    return [
      {
        what: 'flush of the disk (append 4 KiB, fdatasync), p50',
        value: median(flushes),
        unit: 'ms',
      },
      { what: 'flush of the disk, p99', value: percentile(flushes, 0.99), unit: 'ms' },
      {
        what: 'sealed audit commits, one at a time',
        value: alone,
        unit: '/s',
        neighbour: { what: 'one-row commits of bare SQLite', value: bare, unit: '/s' },
      },
      {
        what: 'sealed audit writes, 64 at a time',
        value: grouped * 64,
        unit: '/s',
        neighbour: disk,
      },
    ];
  });

async function timed(count: number, act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) await act();
  return (count / (performance.now() - begun)) * 1000;
}

function bareCommits(directory: string): number {
  const db = new DatabaseSync(join(directory, 'bare.db'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT',
  );
  const insert = db.prepare('INSERT INTO t (b) VALUES (?)');
  const begun = performance.now();
  for (let index = 0; index < COMMITS; index += 1) insert.run('x'.repeat(200));
  const perSecond = (COMMITS / (performance.now() - begun)) * 1000;
  db.close();
  return perSecond;
}
