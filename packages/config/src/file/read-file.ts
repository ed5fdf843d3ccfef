import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { systemCode } from '../config-error.ts';

const READ_WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/** The longest configuration file that is read. */
export const MAX_CONFIG_BYTES = 1_048_576;

/** A configuration file as text: without byte order mark, lines ending in `\n`. */
export type ConfigText = {
  readonly text: string;
  /** SHA-256 of the bytes, hex: two files with the same one are the same. */
  readonly sha256: string;
  /** Whether lines ended in `\r\n`. */
  readonly crlf: boolean;
  /** POSIX permission bits. */
  readonly mode: number;
};

export type ReadFile =
  | { readonly kind: 'read'; readonly file: ConfigText }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a configuration file of at most 1 MiB. Never throws. */
export function readConfigFile(path: string): ReadFile {
  try {
    // A pipe in place of the file would otherwise hold up the start for ever.
    const descriptor = openSync(path, process.platform === 'win32' ? 'r' : READ_WITHOUT_WAITING);
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) return unreadable('it is not a file');
      if (stat.size > MAX_CONFIG_BYTES) return unreadable('it is larger than 1 MiB');
      return decode(readFileSync(descriptor), stat.mode & 0o777);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code === 'EACCES' || code === 'EPERM') {
      return unreadable('your user may not read it; run: chmod u+r on it, or change its owner');
    }
    return unreadable(`the system says ${code || String(error)}`);
  }
}

function decode(bytes: Buffer, mode: number): ReadFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  try {
    const raw = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const text = raw.replaceAll('\r\n', '\n');
    return { kind: 'read', file: { text, sha256, crlf: text.length < raw.length, mode } };
  } catch {
    // Ignored: the decoder's error says no more than this sentence.
    return unreadable('it is not UTF-8 text; save it as UTF-8');
  }
}

function unreadable(reason: string): ReadFile {
  return { kind: 'unreadable', reason };
}
