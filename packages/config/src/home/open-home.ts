import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, systemCode } from '../config-error.ts';
import type { HomePaths } from './home-paths.ts';

const PRIVATE = 0o700;

/**
 * Makes the home and the directories that a gateway writes to, readable by their owner only; those that
 * were open to others are closed to them.
 * Throws HOME_UNUSABLE, naming the path and the way out, where that is not possible.
 */
export function openHome(paths: HomePaths): void {
  for (const directory of [paths.home, paths.logs, paths.run, paths.devices]) {
    try {
      makeDirectory(directory);
      if (!statSync(directory).isDirectory()) throw notADirectory(directory);
      closeToOthers(directory);
      accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw error instanceof ConfigError ? error : homeError(directory, error);
    }
  }
}

function closeToOthers(directory: string): void {
  if (process.platform === 'win32' || (statSync(directory).mode & 0o077) === 0) return;
  try {
    chmodSync(directory, PRIVATE);
  } catch (error) {
    // Ignored: a directory of somebody else's is theirs to close; what we write into it is private itself.
    if (systemCode(error) !== 'EPERM') throw error;
  }
}

/** Not `recursive: true`, with which Node 24 never returns from a place like `/proc/x`. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: PRIVATE });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return;
    const parent = dirname(directory);
    if (code !== 'ENOENT' || existsSync(parent)) throw error;
    makeDirectory(parent);
    mkdirSync(directory, { mode: PRIVATE });
  }
}

/** What an operating-system error about a path of the home means to an operator. */
export function homeError(path: string, cause: unknown): ConfigError {
  const code = systemCode(cause);
  if (code === 'EEXIST' || code === 'ENOTDIR') return notADirectory(path, cause);
  const next = NEXT_STEPS[code] ?? 'check the path, or set CODERCLAW_HOME to another directory';
  return new ConfigError('HOME_UNUSABLE', `${path} (${code || String(cause)}); ${next}`, { cause });
}

const NEXT_STEPS: Readonly<Record<string, string>> = {
  EACCES: 'give your user read and write permission, or set CODERCLAW_HOME to another directory',
  EPERM: 'give your user read and write permission, or set CODERCLAW_HOME to another directory',
  EROFS: 'the disk is read-only; set CODERCLAW_HOME to a directory on another one',
  ENOSPC: 'the disk is full; free some space',
  ELOOP: 'a symbolic link points to itself; remove it',
};

function notADirectory(path: string, cause?: unknown): ConfigError {
  const detail = `${path} is in the way and not a directory; move it, or set CODERCLAW_HOME`;
  return new ConfigError('HOME_UNUSABLE', detail, { cause });
}
