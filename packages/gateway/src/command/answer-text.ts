import type { Button } from '@coderclaw/core';

/** An answer is one message on most platforms. */
const MAX_ANSWER_UNITS = 3_500;
const MAX_WORD_UNITS = 100;
const BUTTONS_IN_ROW = 4;
/** What acts on a line or turns the text around it. */
const UNSEEMLY = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]+/gu;

/** Foreign text as code: nothing in it is Markdown, a line of its own or longer than a line. */
export function codeOf(text: string): string {
  const line = lineOf(text, MAX_WORD_UNITS).replaceAll('`', "'");
  return `\`${line === '' ? ' ' : line}\``;
}

/** Foreign text on one line in which nothing acts. */
export function lineOf(text: string, maxUnits: number): string {
  return cut(text.replace(UNSEEMLY, ' ').replace(/\s+/gu, ' ').trim(), maxUnits);
}

export function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Words to choose from, such as `a`, `b` or `c`. */
export function choiceOf(words: readonly string[]): string {
  const coded = words.map(codeOf);
  if (coded.length < 2) return coded.join('');
  return `${coded.slice(0, -1).join(', ')} or ${coded.at(-1)}`;
}

/** A button for each word, which says it behind the command; the present one is marked. */
export function buttonsOf(
  command: string,
  words: readonly string[],
  present: string | null,
  inRow = BUTTONS_IN_ROW,
): readonly (readonly Button[])[] {
  const buttons = words.map((word) => ({
    label: word === present ? `✓ ${word}` : word,
    value: `/${command} ${word}`,
  }));
  const rows = Math.ceil(buttons.length / inRow);
  return Array.from({ length: rows }, (_, row) => buttons.slice(row * inRow, (row + 1) * inRow));
}

/** Whole lines of the text, as many as one answer takes. */
export function boundAnswer(text: string): string {
  if (text.length <= MAX_ANSWER_UNITS) return text;
  const head = text.slice(0, MAX_ANSWER_UNITS - 2);
  const end = head.lastIndexOf('\n');
  return `${(end > 0 ? head.slice(0, end) : head).toWellFormed()}\n…`;
}

/** How many of a thing, such as `1 message` or `2 messages`. */
export function countOf(count: number, thing: string): string {
  return `${formatNumber(count)} ${thing}${count === 1 ? '' : 's'}`;
}

export function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}

const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const;

/** A span in its two largest units, such as `2 h 5 min`. */
export function formatSpan(ms: number): string {
  const at = UNITS.findIndex((unit) => ms >= unit.ms);
  if (at === -1) return '0 s';
  const large = UNITS[at]!;
  const small = UNITS[at + 1];
  const rest = small ? Math.floor((ms % large.ms) / small.ms) : 0;
  const whole = `${Math.floor(ms / large.ms)} ${large.name}`;
  return rest > 0 ? `${whole} ${rest} ${small!.name}` : whole;
}

function cut(text: string, maxUnits: number): string {
  return text.length <= maxUnits ? text : `${text.slice(0, maxUnits - 1).toWellFormed()}…`;
}
