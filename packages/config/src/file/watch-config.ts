import { statSync } from 'node:fs';
import type { HomePaths } from '../home/home-paths.ts';

const POLL_MS = 500;

/** A watch under way; `close` ends it and can be repeated. */
export type ConfigWatch = { close(): void };

/**
 * Calls `onChange` after the configuration file was written, replaced, created or removed, within a
 * second; several writes in one interval are one change. It does not keep the process alive.
 *
 * One `stat` each half second, because a watch on the directory would wake at every commit: the
 * database lives beside the file. It also follows symbolic links and works on network disks; and
 * unlike `fs.watchFile` it knows the file's state from the first instant on.
 */
export function watchConfig(paths: HomePaths, onChange: () => void): ConfigWatch {
  let before = fingerprint(paths.config);
  const timer = setInterval(() => {
    const now = fingerprint(paths.config);
    if (now === before) return;
    before = now;
    onChange();
  }, POLL_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

function fingerprint(file: string): string {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}` : 'absent';
  } catch (error) {
    // A file that can not be looked at is a state of its own; loading says what is wrong with it.
    return String(error);
  }
}
