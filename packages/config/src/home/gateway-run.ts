import { readFileSync, rmSync } from 'node:fs';
import { ConfigError, systemCode } from '../config-error.ts';
import { writeFileAtomically } from '../file/write-file.ts';
import type { HomePaths } from './home-paths.ts';
import { homeError } from './open-home.ts';

/** Where the gateway of a home is to be found while it runs. */
export type GatewayRun = {
  readonly pid: number;
  readonly port: number;
  /** The address it listens on. */
  readonly bind: string;
  /** Where a client on this machine connects, such as `http://127.0.0.1:18789`. */
  readonly url: string;
  readonly version: string;
  /** Wall time, ms since the epoch. */
  readonly startedAt: number;
};

/** Says where the gateway is. Written once it listens. */
export function writeGatewayRun(paths: HomePaths, run: GatewayRun): void {
  try {
    writeFileAtomically(paths.runFile, `${JSON.stringify(run)}\n`);
  } catch (error) {
    throw homeError(paths.runFile, error);
  }
}

/** Takes back what `writeGatewayRun` said, unless another process has said something since. */
export function removeGatewayRun(paths: HomePaths, pid: number = process.pid): void {
  if (readGatewayRun(paths)?.pid === pid) rmSync(paths.runFile, { force: true });
}

/**
 * The gateway that runs on this home. Undefined where none does, as far as can be known: after a
 * kill the file stays behind, and its process id may by then be another program's.
 */
export function findGateway(paths: HomePaths): GatewayRun | undefined {
  const run = readGatewayRun(paths);
  return run && isAlive(run.pid) ? run : undefined;
}

function readGatewayRun(paths: HomePaths): GatewayRun | undefined {
  let text: string;
  try {
    text = readFileSync(paths.runFile, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw homeError(paths.runFile, error);
  }
  return parseGatewayRun(text);
}

function parseGatewayRun(text: string): GatewayRun | undefined {
  try {
    const run: unknown = JSON.parse(text);
    return isGatewayRun(run) ? run : undefined;
  } catch {
    // Ignored: a file that nobody can read names no gateway; the next start writes it anew.
    return undefined;
  }
}

function isGatewayRun(value: unknown): value is GatewayRun {
  if (typeof value !== 'object' || value === null) return false;
  const run = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(run.pid) &&
    (run.pid as number) > 0 &&
    Number.isSafeInteger(run.port) &&
    typeof run.bind === 'string' &&
    typeof run.url === 'string' &&
    typeof run.version === 'string' &&
    typeof run.startedAt === 'number'
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Ignored: it is gone, or its id is another user's by now, who must not be sent this home's token (T37).
    return false;
  }
}

/** Names the holder of a home, for the error that its rival gets. */
export function homeLocked(paths: HomePaths): ConfigError {
  const run = findGateway(paths);
  const holder = run
    ? `process ${run.pid} at ${run.url}`
    : 'a process that has not said where it listens';
  const detail = `${holder} holds ${paths.home}; stop it, or set CODERCLAW_HOME to another directory`;
  return new ConfigError('HOME_LOCKED', detail);
}
