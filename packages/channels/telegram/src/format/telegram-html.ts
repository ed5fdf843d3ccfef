import type { Token, Tokens } from 'marked';
import { readMarkdown } from './read-markdown.ts';

/** Lists and quotes deeper than this are shown as if they were this deep. */
const MAX_DEPTH = 8;
/** sendMessage: "1-4096 characters after entities parsing", counted in UTF-16 units. */
export const MAX_MESSAGE_UNITS = 4_096;

/**
 * Markdown as the HTML that Telegram knows ("Formatting options", HTML style): b, i, s, code, pre, a,
 * blockquote. Everything else is shown as text. Always valid: nothing stands inside code, quotes are not
 * nested, and every character of the source that a person would read is in it. What fits into a message
 * as it was written also does as it is shown.
 */
export function formatTelegramHtml(markdown: string): string {
  const source = tidy(markdown);
  const plain = escapeHtml(source);
  if (source.length > MAX_MESSAGE_UNITS) return plain;
  try {
    const tokens = readMarkdown(source);
    if (!tokens) return plain;
    for (const spacious of [true, false]) {
      const html = renderBlocks(tokens, { depth: 0, quoted: false, spacious }).trim();
      if (fits(html)) return html;
    }
  } catch {
    // Ignored: what a parser gives up on is shown as it was written.
  }
  return plain;
}

/** HTML that is many times what it shows is one address again and again. */
function fits(html: string): boolean {
  return html.length <= 16 * MAX_MESSAGE_UNITS && visibleText(html).length <= MAX_MESSAGE_UNITS;
}

/** What a reader sees of such HTML. */
export function visibleText(html: string): string {
  return html
    .replace(/<[^>]*>/gu, '')
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&quot;/gu, '"')
    .replace(/&amp;/gu, '&');
}

function escapeHtml(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}

/** Control characters, and those that turn the direction of what follows, mislead (T27). */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/gu, '\n')
    .replace(/(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '');
}

type Place = {
  readonly depth: number;
  readonly quoted: boolean;
  /** Whether there is room for what the source does not have: blank lines, the columns of a table. */
  readonly spacious: boolean;
};

function renderBlocks(tokens: readonly Token[], place: Place): string {
  const blocks = tokens.map((token) => renderBlock(token, place)).filter((block) => block !== '');
  return blocks.join(place.spacious ? '\n\n' : '\n');
}

function renderBlock(token: Token, place: Place): string {
  switch (token.type) {
    case 'space':
    case 'def':
      return token.type === 'def' ? escapeHtml(token.raw.trim()) : '';
    case 'heading':
      return `<b>${renderInline(token.tokens ?? [], 'b')}</b>`;
    case 'paragraph':
    case 'text':
      return token.tokens ? renderInline(token.tokens) : escapeHtml(entities(token.raw));
    case 'code':
      return renderCode(token as Tokens.Code, place);
    case 'blockquote':
      return renderQuote(token as Tokens.Blockquote, place);
    case 'list':
      return renderList(token as Tokens.List, place);
    case 'table':
      return place.spacious ? renderTable(token as Tokens.Table) : escapeHtml(token.raw.trim());
    case 'hr':
      return '———';
    default:
      return escapeHtml(token.raw.trim());
  }
}

function renderCode({ text, lang }: Tokens.Code, { quoted }: Place): string {
  if (text === '') return lang ? escapeHtml(lang) : '';
  if (quoted) return `<code>${escapeHtml(text)}</code>`;
  const info = (lang ?? '').trim();
  const code = escapeHtml(text);
  if (/^[\w+#.-]{1,32}$/u.test(info))
    return `<pre><code class="language-${escapeHtml(info)}">${code}</code></pre>`;
  return `${info === '' ? '' : `${escapeHtml(info)}\n`}<pre>${code}</pre>`;
}

function renderQuote({ tokens }: Tokens.Blockquote, place: Place): string {
  const depth = place.depth + 1;
  if (place.quoted || depth > MAX_DEPTH) return renderBlocks(tokens, { ...place, depth });
  const inside = renderBlocks(tokens, { ...place, depth, quoted: true });
  return inside === '' ? '' : `<blockquote>${inside}</blockquote>`;
}

function renderList(list: Tokens.List, place: Place): string {
  const indent = '  '.repeat(Math.min(place.depth, MAX_DEPTH));
  const first = typeof list.start === 'number' ? list.start : 1;
  return list.items
    .map((item, index) => {
      const box = item.task ? (item.checked ? '☑ ' : '☐ ') : '';
      const mark = list.ordered ? `${first + index}. ` : item.task ? '' : '• ';
      return `${indent}${mark}${box}${renderItem(item, place)}`.trimEnd();
    })
    .join('\n');
}

function renderItem({ tokens }: Tokens.ListItem, place: Place): string {
  const inner = { ...place, depth: place.depth + 1 };
  return tokens
    .filter(({ type }) => type !== 'checkbox')
    .map((token) => renderBlock(token, inner))
    .filter((block) => block !== '')
    .join('\n');
}

/** A narrow table is aligned; a wide one becomes lines of `header: value`. */
const MAX_TABLE_WIDTH = 42;

function renderTable({ header, rows }: Tokens.Table): string {
  const cells = [header, ...rows].map((row) => row.map(({ tokens }) => plainOf(tokens)));
  const widths = header.map((_, column) =>
    Math.max(...cells.map((row) => lengthOf(row[column] ?? ''))),
  );
  if (widths.reduce((sum, width) => sum + width + 3, 0) > MAX_TABLE_WIDTH) return renderWide(cells);
  const lines = cells.map((row) =>
    row.map((cell, column) => cell + ' '.repeat(widths[column]! - lengthOf(cell))).join(' | '),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-');
  return `<pre>${escapeHtml([lines[0], rule, ...lines.slice(1)].join('\n'))}</pre>`;
}

function renderWide([header = [], ...rows]: readonly (readonly string[])[]): string {
  if (rows.length === 0) return escapeHtml(header.join(' | '));
  const names = header.map((name) => `<b>${escapeHtml(name)}</b>`);
  return rows
    .map((row) => row.map((cell, column) => `${names[column]}: ${escapeHtml(cell)}`).join('\n'))
    .join('\n\n');
}

function plainOf(tokens: readonly Token[]): string {
  return visibleText(renderInline(tokens)).replace(/\s+/gu, ' ').trim();
}

/** `within`: the tags around it, which are not opened again. */
function renderInline(tokens: readonly Token[], within = ''): string {
  return tokens.map((token) => renderSpan(token, within)).join('');
}

const TAG_OF = { strong: 'b', em: 'i', del: 's' } as const;

function renderSpan(token: Token, within: string): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del': {
      const tag = TAG_OF[token.type as keyof typeof TAG_OF];
      const inside = renderInline(token.tokens ?? [], within + tag);
      return within.includes(tag) || inside === '' ? inside : `<${tag}>${inside}</${tag}>`;
    }
    case 'codespan':
      return `<code>${escapeHtml(token.text)}</code>`;
    case 'br':
      return '\n';
    case 'link':
      return renderLink(token as Tokens.Link, within);
    case 'image':
      return renderImage(token as Tokens.Image, within);
    case 'escape':
      return escapeHtml(token.text);
    case 'text':
      return token.tokens ? renderInline(token.tokens, within) : escapeHtml(entities(token.raw));
    default:
      return escapeHtml(token.raw);
  }
}

function renderLink({ href, tokens, text }: Tokens.Link, within: string): string {
  const inside = renderInline(tokens, `${within}a`);
  const shown = inside === '' ? escapeHtml(text || href) : inside;
  if (!within.includes('a') && isSafe(href)) return `<a href="${attribute(href)}">${shown}</a>`;
  return visibleText(shown) === href ? shown : `${shown} (${escapeHtml(href)})`;
}

function renderImage({ href, text }: Tokens.Image, within: string): string {
  const shown = escapeHtml(text || href);
  if (!within.includes('a') && isSafe(href)) return `<a href="${attribute(href)}">🖼 ${shown}</a>`;
  return text === href ? shown : `${shown} (${escapeHtml(href)})`;
}

/** What a press may lead to: never a script, never a file. */
function isSafe(href: string): boolean {
  return /^(?:https?|mailto|tg):[^\s"<>]+$/iu.test(href);
}

function attribute(href: string): string {
  return escapeHtml(href).replace(/"/gu, '&quot;');
}

/** Entities of the source are shown as the characters that they name. */
function entities(text: string): string {
  return text
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&quot;/gu, '"')
    .replace(/&#39;/gu, "'")
    .replace(/&amp;/gu, '&');
}

/** In code points, which is as near to columns as a monospaced font comes. */
function lengthOf(cell: string): number {
  return Array.from(cell).length;
}
