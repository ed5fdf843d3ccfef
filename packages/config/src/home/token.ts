import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { ConfigError, systemCode } from '../config-error.ts';
import type { HomePaths } from './home-paths.ts';
import { homeError } from './open-home.ts';

const TOKEN_BYTES = 32;
const MIN_TOKEN_LENGTH = 32;
const OTHERS_MAY_READ = 0o077;

export type GatewayToken = {
  readonly token: string;
  /** Whether this call made it. */
  readonly created: boolean;
  /** What the operator should know about it, or null. */
  readonly warning: string | null;
};

/**
 * The token in `<home>/token`, made when there is none: 32 random bytes as base64url, mode 0600.
 * Call it with the home lock held. A file that others could read is closed to them, with a warning.
 * Throws TOKEN_INVALID for a file whose content is no token.
 */
export function loadOrCreateToken(paths: HomePaths): GatewayToken {
  const found = findToken(paths);
  if (found) return { token: found, created: false, warning: closeToOthers(paths.token) };
  // An empty file is what a process leaves that was killed while it created one: it opens nothing.
  rmSync(paths.token, { force: true });
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    const descriptor = openSync(paths.token, 'wx', 0o600);
    try {
      writeSync(descriptor, `${token}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw homeError(paths.token, error);
  }
  return { token, created: true, warning: null };
}

/** The token in `<home>/token`; undefined where there is none yet. Throws TOKEN_INVALID or HOME_UNUSABLE. */
export function findToken(paths: HomePaths): string | undefined {
  let content: string;
  try {
    content = readFileSync(paths.token, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw homeError(paths.token, error);
  }
  const token = content.trim();
  if (token === '') return undefined;
  if (token.length >= MIN_TOKEN_LENGTH && /^[\x21-\x7e]+$/u.test(token)) return token;
  const detail = `${paths.token} holds no token of ${MIN_TOKEN_LENGTH} or more printable characters; delete it and start the gateway again`;
  throw new ConfigError('TOKEN_INVALID', detail);
}

/** Windows has no modes; its user profile is private by its access list. */
function closeToOthers(path: string): string | null {
  if (process.platform === 'win32') return null;
  const descriptor = openSync(path, 'r');
  try {
    if ((fstatSync(descriptor).mode & OTHERS_MAY_READ) === 0) return null;
  } finally {
    closeSync(descriptor);
  }
  chmodSync(path, 0o600);
  return `other users of this machine could read ${path}; it is closed to them now. Delete it and restart the gateway for a new token.`;
}
