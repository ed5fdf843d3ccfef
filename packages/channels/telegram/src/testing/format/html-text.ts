import { unparsable } from '../error/api-error.ts';
import type { Entity, FormattedText } from './entity.ts';
import { linkEntity } from './link-entity.ts';

type OpenTag = {
  readonly name: string;
  readonly argument: string;
  readonly offset: number;
};

/** Tag to entity type; `a`, `code`, `pre`, `tg-emoji` and `blockquote` depend on their attributes. */
const TAG_TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
};
const TAGS: ReadonlySet<string> = new Set([
  ...Object.keys(TAG_TYPES),
  'a',
  'code',
  'pre',
  'tg-emoji',
  'blockquote',
]);
const NAMED_CHARACTERS: Readonly<Record<string, number>> = { lt: 60, gt: 62, amp: 38, quot: 34 };
const MAX_REFERENCE_LENGTH = 10;
const MAX_CODE_POINT = 0x10ffff;

/**
 * parse_mode HTML, as TDLib's `parse_html` (MessageEntity.cpp) reads it: the tags of “HTML style” in the
 * Bot API's documentation, its refusals with their byte offsets, and its leniencies: `</>` closes any
 * tag, an unknown `&name;` stays as it is, the `;` of a reference may be missing. Throws an ApiError.
 */
export function parseHtml(source: string): FormattedText {
  return new HtmlReader(source).read();
}

class HtmlReader {
  readonly #source: string;
  #at = 0;
  #text = '';
  readonly #open: OpenTag[] = [];
  #entities: Entity[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  read(): FormattedText {
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at]!;
      if (character === '&') this.#text += this.#reference() ?? this.#take();
      else if (character !== '<') this.#text += this.#take();
      else if (this.#source[this.#at + 1] === '/') this.#endTag();
      else this.#startTag();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed)
      throw unparsable(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
    // A language means something inside `pre` only.
    const entities = this.#entities.map(({ language, ...entity }) =>
      entity.type === 'pre' && language ? { ...entity, language } : entity,
    );
    if (!this.#text.isWellFormed())
      throw unparsable(
        'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
      );
    return { text: this.#text, entities };
  }

  #take(): string {
    const character = this.#source[this.#at] ?? '';
    this.#at += 1;
    return character;
  }

  /** The character that the reference here means; undefined, and nothing read, if it means none. */
  #reference(): string | undefined {
    const match = /^&(?:#x([0-9a-f]*)|#([0-9]*)|([a-z]*))(;?)/iu.exec(
      this.#source.slice(this.#at, this.#at + MAX_REFERENCE_LENGTH + 6),
    );
    if (!match) return undefined;
    const [whole, hexadecimal, decimal, name, semicolon = ''] = match;
    const code =
      name === undefined
        ? Number.parseInt(hexadecimal ?? decimal ?? '', hexadecimal === undefined ? 10 : 16)
        : NAMED_CHARACTERS[name];
    const isNumeric = name === undefined;
    const tooLong = isNumeric && whole.length - semicolon.length >= MAX_REFERENCE_LENGTH;
    if (!code || code >= MAX_CODE_POINT || tooLong) return undefined;
    this.#at += whole.length;
    return String.fromCodePoint(code);
  }

  #startTag(): void {
    const begin = this.#at;
    this.#at += 1;
    const name = this.#until(/[\s>]/u).toLowerCase();
    if (this.#ended) throw unparsable(`Unclosed start tag at byte offset ${this.#byte(begin)}`);
    if (!TAGS.has(name))
      throw unparsable(`Unsupported start tag "${name}" at byte offset ${this.#byte(begin)}`);
    let argument = '';
    for (;;) {
      this.#until(/\S/u);
      if (this.#source[this.#at] === '>') break;
      const [attribute, value] = this.#attribute(name, begin);
      argument = argumentOf(name, attribute, value) ?? argument;
    }
    this.#at += 1;
    if (name === 'span' && argument !== 'spoiler')
      throw unparsable(
        `Tag "span" must have class "tg-spoiler" at byte offset ${this.#byte(begin)}`,
      );
    this.#open.push({ name, argument, offset: this.#text.length });
  }

  #attribute(tag: string, begin: number): [name: string, value: string] {
    const name = this.#until(/[\s=>/"']/u);
    if (name === '')
      throw unparsable(
        `Empty attribute name in the tag "${tag}" at byte offset ${this.#byte(begin)}`,
      );
    this.#until(/\S/u);
    const value = this.#source[this.#at] === '=' ? this.#attributeValue() : '';
    if (this.#ended) throw unparsable(`Unclosed start tag at byte offset ${this.#byte(begin)}`);
    return [name.toLowerCase(), value];
  }

  #attributeValue(): string {
    this.#at += 1;
    this.#until(/\S/u);
    const quote = this.#source[this.#at];
    if (quote !== '"' && quote !== "'") {
      const begin = this.#at;
      const token = this.#until(/[^a-z0-9.-]/iu);
      if (!/[\s>]/u.test(this.#source[this.#at] ?? ' '))
        throw unparsable(`Unexpected end of name token at byte offset ${this.#byte(begin)}`);
      return token.toLowerCase();
    }
    this.#at += 1;
    let value = '';
    while (!this.#ended && this.#source[this.#at] !== quote)
      value += (this.#source[this.#at] === '&' ? this.#reference() : undefined) ?? this.#take();
    this.#at += 1;
    return value;
  }

  #endTag(): void {
    const begin = this.#at;
    const tag = this.#open.pop();
    if (!tag) throw unparsable(`Unexpected end tag at byte offset ${this.#byte(begin)}`);
    this.#at += 2;
    const name = this.#until(/[\s>]/u).toLowerCase();
    this.#until(/\S/u);
    if (this.#source[this.#at] !== '>')
      throw unparsable(`Unclosed end tag at byte offset ${this.#byte(begin)}`);
    this.#at += 1;
    if (name !== '' && name !== tag.name)
      throw unparsable(
        `Unmatched end tag at byte offset ${this.#byte(begin)}, expected "</${tag.name}>", found "</${name}>"`,
      );
    const length = this.#text.length - tag.offset;
    if (length > 0) this.#close(tag, length);
  }

  #close({ name, argument, offset }: OpenTag, length: number): void {
    const range = { offset, length };
    const simple = TAG_TYPES[name];
    if (simple) this.#entities.push({ type: simple, ...range });
    else if (name === 'a') {
      const link = linkEntity(argument || this.#text.slice(offset), range);
      if (link) this.#entities.push(link);
    } else if (name === 'tg-emoji') {
      if (!/^[1-9]\d*$/u.test(argument))
        throw unparsable('Invalid custom emoji identifier specified');
      this.#entities.push({ type: 'custom_emoji', ...range, custom_emoji_id: argument });
    } else if (name === 'blockquote') {
      const type = argument === '' ? 'blockquote' : 'expandable_blockquote';
      this.#entities.push({ type, ...range });
    } else this.#closeCode(name, argument, range);
  }

  /** `<pre><code class="language-…">` is one entity, in whichever order the two are nested. */
  #closeCode(name: string, language: string, range: { offset: number; length: number }): void {
    const last = this.#entities.at(-1);
    const same = last && last.offset === range.offset && last.length === range.length;
    if (name === 'pre' && same && last.type === 'code' && last.language) last.type = 'pre';
    else if (name === 'code' && same && last.type === 'pre' && language) last.language = language;
    else this.#entities.push({ type: name, ...range, ...(language && { language }) });
  }

  /** Reads up to the next character of that kind, or to the end. */
  #until(kind: RegExp): string {
    const begin = this.#at;
    while (this.#at < this.#source.length && !kind.test(this.#source[this.#at]!)) this.#at += 1;
    return this.#source.slice(begin, this.#at);
  }

  get #ended(): boolean {
    return this.#at >= this.#source.length;
  }

  #byte(index: number): number {
    return Buffer.byteLength(this.#source.slice(0, index));
  }
}

/** What an attribute contributes; undefined for one that means nothing to its tag. */
function argumentOf(tag: string, attribute: string, value: string): string | undefined {
  if (tag === 'a' && attribute === 'href') return value;
  if (tag === 'tg-emoji' && attribute === 'emoji-id') return value;
  if (tag === 'blockquote' && attribute === 'expandable') return 'expandable';
  if (attribute !== 'class') return undefined;
  if (tag === 'code' && value.startsWith('language-')) return value.slice('language-'.length);
  if (tag === 'span' && value.startsWith('tg-')) return value.slice('tg-'.length);
  return undefined;
}
