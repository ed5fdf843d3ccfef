import { splitText } from './split-text.ts';

export type SplitLimits = {
  /** UTF-16 units of one part. */
  readonly maxUnits: number;
};

/** A fence opens a code block: at most three spaces, then three or more of one mark (CommonMark 0.31, 4.5). */
const FENCE = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/u;
type Fence = { readonly mark: string; readonly opening: string };

/**
 * Cuts Markdown into parts that each stand for themselves: between paragraphs, else between lines, else
 * as `splitText` does. A code block that is cut is closed and opened again with its language. No text is
 * lost, and no part is blank. Nothing is rendered for it, so that it takes linear time.
 */
export function splitMarkdown(text: string, { maxUnits }: SplitLimits): readonly string[] {
  if (text.trim() === '') return [];
  if (text.length <= maxUnits) return [text];
  const parts: string[] = [];
  let part = '';
  const flush = () => {
    if (part.trim() !== '') parts.push(part);
    part = '';
  };
  for (const block of blocksOf(text)) {
    if (part.length + block.text.length > maxUnits) flush();
    if (block.text.length <= maxUnits) part += block.text;
    else {
      const pieces = cutBlock(block, maxUnits);
      parts.push(...pieces.slice(0, -1));
      // What follows a closing fence on its line would open another block.
      part = `${pieces.at(-1) ?? ''}${block.fence ? '\n' : ''}`;
    }
  }
  flush();
  return parts.map(withoutLastBreaks);
}

type Block = { readonly text: string; readonly fence: Fence | null };

/** Paragraphs with the blank lines behind them, and code blocks whole. Together they are the text. */
function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let lines = '';
  let fence: Fence | null = null;
  const end = (of: Fence | null) => {
    if (lines !== '') blocks.push({ text: lines, fence: of });
    lines = '';
  };
  for (const line of text.match(/[^\n]*\n|[^\n]+$/gu) ?? []) {
    const bare = line.replace(/\n$/u, '');
    const match = FENCE.exec(bare);
    if (fence) {
      lines += line;
      if (match && closes(match, fence)) {
        end(fence);
        fence = null;
      }
    } else if (match) {
      end(null);
      fence = { mark: match[1]!, opening: bare };
      lines = line;
    } else {
      lines += line;
      if (bare.trim() === '') end(null);
    }
  }
  end(fence);
  return blocks;
}

function closes(match: RegExpExecArray, { mark }: Fence): boolean {
  const [, own = '', rest = ''] = match;
  return own[0] === mark[0] && own.length >= mark.length && rest.trim() === '';
}

/** A block that is too long alone: between its lines, and a line as plain text. */
function cutBlock({ text, fence }: Block, maxUnits: number): readonly string[] {
  const frame = fence ? fence.opening.length + fence.mark.length + 2 : 0;
  // An opening that leaves no room is no frame worth repeating.
  if (fence && frame > maxUnits / 2) return splitText(text, maxUnits);
  const body = fence ? bodyOf(text, fence) : text;
  const pieces: string[] = [];
  let piece = '';
  for (const line of body.match(/[^\n]*\n|[^\n]+$/gu) ?? []) {
    for (const bit of splitText(line, maxUnits - frame)) {
      if (piece.length + bit.length > maxUnits - frame) {
        pieces.push(piece);
        piece = '';
      }
      piece += bit;
    }
  }
  if (piece !== '') pieces.push(piece);
  const filled = pieces.filter((one) => one.trim() !== '');
  return fence ? filled.map((one) => framed(one, fence)) : filled;
}

function bodyOf(text: string, { opening, mark }: Fence): string {
  const inside = text.slice(opening.length + 1);
  const lines = withoutLastBreaks(inside).split('\n');
  const match = FENCE.exec(lines.at(-1) ?? '');
  return match && closes(match, { mark, opening }) ? lines.slice(0, -1).join('\n') : inside;
}

function framed(body: string, { opening, mark }: Fence): string {
  return `${opening}\n${body.replace(/\n$/u, '')}\n${mark}`;
}

/** Counted from the end: a pattern would look at every break that another line follows, again and again. */
function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}
