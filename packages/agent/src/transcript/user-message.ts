import { FILE_KINDS, type FileBlock, type UserContent } from '@coderclaw/core';
import type { ImageContent, TextContent, UserMessage } from '@earendil-works/pi-ai';
import { quotedText } from '../text/quoted-text.ts';

/** How a conversation's files are shown. */
export type FileView = {
  lineOf(block: FileBlock): string;
  /** Null for what is not shown as an image. */
  imageOf(block: FileBlock): ImageContent | null;
};

const MAX_NAME_LENGTH = 100;
const MAX_QUOTE_LENGTH = 500;

/**
 * What a person wrote, as a model is shown it: who wrote it and what it answers, each in a line of ours,
 * then text and files as they stood. Contract: the same content and files give the same bytes; neither a
 * name nor a quote nor a text can pass for a line of ours.
 */
export function userToPi(content: UserContent, files: FileView): UserMessage {
  const writer = new BlockWriter();
  const { from, quote } = content;
  if (from !== undefined) writer.line(`[from ${quotedText(from, MAX_NAME_LENGTH)}]`);
  if (quote) {
    const whom = quote.from === undefined ? '' : ` ${quotedText(quote.from, MAX_NAME_LENGTH)}`;
    writer.line(`[in reply to${whom}: ${quotedText(quote.text, MAX_QUOTE_LENGTH)}]`);
  }
  for (const block of content.blocks) {
    if (block.type === 'text') writer.text(withoutImitations(block.text));
    else if (block.type === 'image')
      writer.image({ type: 'image', mimeType: block.mimeType, data: block.data });
    else {
      writer.line(files.lineOf(block));
      const image = files.imageOf(block);
      if (image) writer.image(image);
    }
  }
  return { role: 'user', content: writer.blocks, timestamp: 0 };
}

/** A line of the gateway's own. No provider has a role for it that may stand anywhere, so it is the user's. */
export function noticeToPi(text: string): UserMessage {
  const line = `[Notice from the gateway, not from the user] ${text}`;
  return { role: 'user', content: [{ type: 'text', text: line }], timestamp: 0 };
}

/** Blocks of one message. Providers may put blocks together without a break, so a line of ours shares the block of the text beside it. */
class BlockWriter {
  readonly blocks: (TextContent | ImageContent)[] = [];
  #afterLine = false;

  line(line: string): void {
    this.#join(line, true);
    this.#afterLine = true;
  }

  text(text: string): void {
    this.#join(text, this.#afterLine);
    this.#afterLine = false;
  }

  image(image: ImageContent): void {
    this.blocks.push(image);
    this.#afterLine = false;
  }

  #join(text: string, joins: boolean): void {
    const last = this.blocks.at(-1);
    if (joins && last?.type === 'text') last.text += `\n${text}`;
    else this.blocks.push({ type: 'text', text });
  }
}

/** The beginning of a line that reads like one of ours. Its gaps hold no line break, so each line is looked at once. */
const IMITATION = (() => {
  const gap = String.raw`(?:[\t\p{Zs}]|\p{Cf})*`;
  const words = ['from', 'in reply to', 'notice from the gateway', ...FILE_KINDS].join('|');
  return new RegExp(
    String.raw`(?<=^|[\n\v\f\r\x85\u2028\u2029])(${gap})\[(?=${gap}(?:${words})[\s:,"])`,
    'giu',
  );
})();

/** Somebody's text, in which a line that reads like ours gets a stroke before its bracket. */
function withoutImitations(text: string): string {
  return text.replace(IMITATION, String.raw`$1\[`);
}
