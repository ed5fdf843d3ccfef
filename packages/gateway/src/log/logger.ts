import type { Clock, LogFields, Logger } from '@coderclaw/core';
import { escapeText } from './escape-text.ts';
import type { LogFile } from './log-file.ts';
import { isSecretName, REDACTED, type Redactor } from './redact.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';
type Line = { at: string; level: Level; message: string; fields?: Record<string, unknown> };

const MAX_TEXT = 4_000;
const MAX_DEPTH = 4;
const MAX_ITEMS = 50;

export type LoggerOptions = {
  readonly file: LogFile;
  readonly redactor: Redactor;
  readonly clock: Pick<Clock, 'now'>;
  /** Told of each line as a person reads it, debug lines included; for `--verbose` on a terminal. */
  readonly print?: (line: string) => void;
};

/**
 * One JSON object a line: `{at, level, message, fields?}`. Secrets are blanked out and characters
 * that could deceive a reader are escaped, in names as in values. Debug lines are printed, not kept.
 */
export function createLogger({ file, redactor, clock, print }: LoggerOptions): Logger {
  const clean = (text: string) => {
    // Cut only then: half a secret at the end would not be recognised.
    const safe = redactor.redact(text);
    return escapeText(safe.length > MAX_TEXT ? `${safe.slice(0, MAX_TEXT)}…` : safe);
  };
  const write = (level: Level, message: string, fields?: LogFields) => {
    const at = new Date(clock.now()).toISOString();
    const line: Line = { at, level, message: clean(message) };
    if (fields && Object.keys(fields).length > 0) line.fields = cleanFields(fields, clean, 0);
    if (level !== 'debug') file.append(JSON.stringify(line));
    print?.(formatLine(line));
  };
  return {
    debug: (message, fields) => {
      if (print) write('debug', message, fields);
    },
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}

type Cleaner = (text: string) => string;

function cleanFields(fields: object, clean: Cleaner, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields).slice(0, MAX_ITEMS)) {
    const secret = typeof value === 'string' && isSecretName(name);
    result[clean(name)] = secret ? REDACTED : cleanValue(value, clean, depth);
  }
  return result;
}

function cleanValue(value: unknown, clean: Cleaner, depth: number): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return cleanError(value, clean, depth);
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => cleanValue(item, clean, depth + 1));
  }
  return cleanFields(value, clean, depth + 1);
}

function cleanError(error: Error, clean: Cleaner, depth: number): Record<string, unknown> {
  const code = 'code' in error ? { code: cleanValue(error.code, clean, depth) } : {};
  const cause =
    error.cause !== undefined && depth < MAX_DEPTH
      ? { cause: cleanValue(error.cause, clean, depth + 1) }
      : {};
  return { name: clean(error.name), ...code, message: clean(error.message), ...cause };
}

function formatLine({ at, level, message, fields }: Line): string {
  const rest = fields ? ` ${JSON.stringify(fields)}` : '';
  return `${at.slice(11, 23)} ${level.padEnd(5)} ${message}${rest}`;
}
