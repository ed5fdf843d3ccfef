import { visibleText } from '../text/visible-text.ts';

const MAX_QUOTE = 300;
/** Proxies put the error that they received, as text, into the message of their own. */
const MAX_NESTING = 3;
/** Where providers put the sentence, and the objects around it. */
const SPEAKING_FIELDS = ['error', 'message', 'detail'] as const;

/** What an error of a provider's library says: without the status, which is told apart, and out of its JSON. */
export function providerWords(text: string, status: number | undefined): string {
  let words = withoutStatus(text, status);
  for (let level = 0; level < MAX_NESTING; level += 1) {
    const inner = wordsOf(parseBody(words));
    if (inner === null) break;
    words = inner;
  }
  return words;
}

/** Somebody else's words as one short line that is safe to show. */
export function quoteWords(text: string): string {
  const line = visibleText(text.replace(/\s+/gu, ' ').trim());
  return line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE).toWellFormed()}…` : line;
}

function withoutStatus(text: string, status: number | undefined): string {
  const [leading, code] = /^\s*(\d{3})\b(?: status code \(no body\))?[:\s]*/u.exec(text) ?? [''];
  return Number(code) === status ? text.slice(leading.length) : text;
}

/** The JSON in a text, whatever a library put before it or, on a line of its own, behind it. */
function parseBody(text: string): unknown {
  const from = text.search(/[[{]/u);
  if (from < 0) return null;
  const body = text.slice(from);
  return parseJson(body) ?? parseJson(body.slice(0, body.indexOf('\n')));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Ignored: not JSON, so the text speaks for itself.
    return null;
  }
}

function wordsOf(body: unknown): string | null {
  if (typeof body === 'string') return body.trim() === '' ? null : body;
  if (typeof body !== 'object' || body === null) return null;
  if (Array.isArray(body)) return wordsOf(body[0]);
  for (const field of SPEAKING_FIELDS) {
    const words = wordsOf((body as Record<string, unknown>)[field]);
    if (words !== null) return words;
  }
  return null;
}
