import { Marked, type Token, type Tokens } from 'marked';

/** One top-level block of a Markdown text: what a growing answer changes is only its last ones. */
export type MarkdownBlock = { readonly source: string; readonly html: string };

/** Beyond this many characters a text is shown as it is: parsing it would hold up the page. */
export const MAX_MARKDOWN_LENGTH = 200_000;

/** Emphasis takes the square of its markers: beyond this many in one paragraph a text is shown as it is. */
const MAX_MARKERS = 4_000;
/** Every row of a table is filled up to as many cells as its head has. */
const MAX_CELLS = 100_000;

const LINK_SCHEME = /^(https?|mailto):/iu;

const marked = new Marked({
  gfm: true,
  renderer: {
    // HTML in an answer is text like any other (T28).
    html: ({ text }) => escapeHtml(text),
    // Showing a remote image would tell its server what the model chose to put into the address (T24).
    image: ({ href, text }) => link(href, `image: ${escapeHtml(text || href)}`),
    link({ href, tokens }) {
      return link(href, this.parser.parseInline(tokens));
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    code: ({ text, lang }) => codeBlock(text, lang),
  },
});

/** Cuts a text into blocks and renders each. The HTML is still to be sanitised where it meets the document. */
export function renderBlocks(
  text: string,
  known: ReadonlyMap<string, MarkdownBlock>,
): readonly MarkdownBlock[] {
  try {
    if (isBomb(text)) return [plainBlock(text)];
    return marked
      .lexer(text)
      .filter((token) => token.type !== 'space' && token.type !== 'def')
      .map((token) => known.get(token.raw) ?? renderBlock(token));
  } catch (error) {
    // Thousands of quotes within quotes are deeper than the stack (T26): one answer must not end the page.
    if (error instanceof RangeError) return [plainBlock(text)];
    throw error;
  }
}

/** Whether parsing a text would take longer, or grow larger, than anything a person reads (T26). */
function isBomb(text: string): boolean {
  const lines = text.split('\n');
  let columns = 0;
  let markers = 0;
  for (const line of lines) {
    markers = line.trim() === '' ? 0 : markers + countOf(line, /[*_~]/gu);
    if (markers > MAX_MARKERS) return true;
    if (/^[\s|:>-]+$/u.test(line)) columns = Math.max(columns, countOf(line, /\|/gu));
  }
  return columns * lines.length > MAX_CELLS;
}

function countOf(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

function plainBlock(text: string): MarkdownBlock {
  return { source: text, html: codeBlock(text, undefined) };
}

function renderBlock(token: Token): MarkdownBlock {
  return { source: token.raw, html: marked.parser([token]) };
}

function link(href: string, html: string): string {
  if (!LINK_SCHEME.test(href)) return html;
  const address = escapeHtml(href);
  return `<a href="${address}" title="${address}" target="_blank" rel="noopener noreferrer nofollow">${html}</a>`;
}

function codeBlock(text: string, lang: Tokens.Code['lang']): string {
  const language = /^[\w+#.-]{1,24}/u.exec(lang ?? '')?.[0] ?? '';
  return `<pre data-language="${escapeHtml(language)}"><code>${escapeHtml(text)}\n</code></pre>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
