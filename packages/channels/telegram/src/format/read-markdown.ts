import { Lexer, type Token, Tokenizer, type Tokens } from 'marked';

/** More lines than an answer has: a list item to which each of them belongs costs their number squared. */
const MAX_LINES = 600;
/** A line that opens more lists and quotes than anybody nests: each is read again for all that is in it. */
const NESTED = /^[ \t]*(?:>[ \t]*|(?:[-+*]|\d{1,9}[.)])[ \t]+){6}/mu;
/** A wider gap than any table has: it is looked through from each of its blanks. */
const GAP = /[ \t]{200}/u;
/** Cells of all tables. Each is read by itself, and a short row has as many as the header. */
const MAX_CELLS = 2_000;
/** What may be spent on the emphasis of a text, and on its other marks: a few milliseconds each. */
const MAX_EMPHASIS_WORK = 100_000_000;
const MAX_MARK_WORK = 1_000_000;
/** … and on its words, each of which may be an address from any of its letters on. */
const MAX_WORD_WORK = 1_000_000;

/**
 * The tokens of a text; undefined when reading it costs more than a text that means well would. A
 * paragraph for which only that holds is one text, as it was written.
 */
export function readMarkdown(source: string): readonly Token[] | undefined {
  if (countOf(source, /\n/gu) > MAX_LINES || GAP.test(source) || NESTED.test(source))
    return undefined;
  if (cellsOf(source) > MAX_CELLS) return undefined;
  const lexer = new Lexer({ gfm: true, tokenizer: new ShortHeadings() });
  lexer.blockTokens(source, lexer.tokens);
  const purse = { emphasis: MAX_EMPHASIS_WORK, marks: MAX_MARK_WORK, words: MAX_WORD_WORK };
  for (const { src, tokens } of lexer.inlineQueue) {
    if (pay(src, purse)) lexer.inlineTokens(src, tokens);
    else
      for (const line of src.match(/[^\n]*\n|[^\n]+$/gu) ?? []) {
        // Marks that belong together are mostly in one line.
        if (pay(line, purse)) lexer.inlineTokens(line, tokens);
        else tokens.push({ type: 'text', raw: line, text: line });
      }
  }
  return lexer.tokens;
}

type Purse = { emphasis: number; marks: number; words: number };

/** Takes what reading the spans of a text costs, if it is there. */
function pay(text: string, purse: Purse): boolean {
  // From each mark that opens the parser looks at all that may close, and so again in what it finds.
  const emphasis = countOf(text, /[*_~]+/gu) ** 2 * text.length;
  const marks = countOf(text, /[[\]<`]/gu) * text.length;
  const words = (text.match(/\S+/gu) ?? []).reduce((sum, word) => sum + word.length ** 2, 0);
  if (emphasis > purse.emphasis || marks > purse.marks || words > purse.words) return false;
  purse.emphasis -= emphasis;
  purse.marks -= marks;
  purse.words -= words;
  return true;
}

/**
 * Only the line right above an underline is a heading: looking for the underline of all that may be one,
 * from each line of a list, costs their number squared.
 */
class ShortHeadings extends Tokenizer {
  override lheading(src: string): Tokens.Heading | undefined {
    const [lines] = /^[^\n]+\n {0,3}(?:=+|-+)[ \t]*(?:\n|$)/u.exec(src) ?? [];
    return lines === undefined ? undefined : super.lheading(lines);
  }
}

/** At most so many cells has what looks like tables. */
function cellsOf(source: string): number {
  let cells = 0;
  let columns = 0;
  for (const line of source.split('\n')) {
    if (line.trim() === '') columns = 0;
    else columns = Math.max(columns, countOf(line, /\|/gu));
    cells += columns;
  }
  return cells;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
