import { escapeJson, escapeLine } from './escape.ts';
import type { Style } from './style.ts';

const LEVEL_FORMATS = { error: 'red', warn: 'yellow', info: 'green', debug: 'dim' } as const;

/** A line of the gateway's log as a person reads it; one that is no record is shown as it is. */
export function formatLogLine(line: string, style: Style): string {
  const record = parseLogLine(line);
  if (!isRecord(record)) return escapeLine(line);
  const { at, level, message, fields } = record;
  const known = level in LEVEL_FORMATS ? LEVEL_FORMATS[level as keyof typeof LEVEL_FORMATS] : 'dim';
  const rest = isObject(fields)
    ? Object.entries(fields).map(([name, value]) => ` ${escapeLine(name)}=${formatValue(value)}`)
    : [];
  return [
    style('dim', escapeLine(at)),
    style(known, escapeLine(level).padEnd(5)),
    `${escapeLine(message)}${style('dim', rest.join(''))}`,
  ].join(' ');
}

/** The record of a log line, or its text where it is none: a crash may have cut it off. */
export function parseLogLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Ignored: the line's text is the answer.
    return line;
  }
}

type LogRecord = {
  readonly at: string;
  readonly level: string;
  readonly message: string;
  readonly fields?: unknown;
};

function isRecord(value: unknown): value is LogRecord {
  if (!isObject(value)) return false;
  const { at, level, message } = value;
  return [at, level, message].every((field) => typeof field === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function formatValue(value: unknown): string {
  const text = typeof value === 'string' ? value : escapeJson(value);
  return /^[^\s"=]+$/u.test(text) ? escapeLine(text) : escapeJson(value);
}
