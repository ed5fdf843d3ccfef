import type { MessageEntity } from 'grammy/types';
import { type ApiErrorName, apiError } from '../error/api-error.ts';
import type { CallArguments } from '../server/call-arguments.ts';
import { type Entity, type FormattedText, sortEntities } from './entity.ts';
import { withFoundEntities } from './found-entities.ts';
import { parseHtml } from './html-text.ts';
import { MAX_ENTITIES, tidyText } from './tidy-text.ts';

/** core.telegram.org/bots/api#sendmessage: “1-4096 characters after entities parsing”, in UTF-16 units. */
const MAX_TEXT_UNITS = 4_096;
/** core.telegram.org/bots/api#sendphoto: “0-1024 characters after entities parsing”. */
const MAX_CAPTION_UNITS = 1_024;

export type ReadText = { readonly text: string; readonly entities: readonly MessageEntity[] };

/** The text of a call, as the platform will keep it. Throws what the platform answers to a bad one. */
export function readText(args: CallArguments, tooLong: ApiErrorName = 'TEXT_TOO_LONG'): ReadText {
  const source = args.text('text');
  if (source === '') throw apiError('TEXT_MISSING');
  const formatted = keptText(
    parse(source, args.text('parse_mode'), args.object<Entity[]>('entities')),
  );
  if (formatted.text === '') throw apiError('TEXT_EMPTY');
  if (formatted.text.length > MAX_TEXT_UNITS) throw apiError(tooLong);
  return formatted;
}

/** A caption; empty when there is none. `fields` is where it is looked for: the call, or one item of an album. */
export function readCaption(fields: CallArguments): ReadText {
  const formatted = keptText(
    parse(
      fields.text('caption'),
      fields.text('parse_mode'),
      fields.object<Entity[]>('caption_entities'),
    ),
  );
  if (formatted.text.length > MAX_CAPTION_UNITS) throw apiError('CAPTION_TOO_LONG');
  return formatted;
}

/** A text as it is kept, with what is found in it; also what people write goes through here. */
export function keptText(formatted: FormattedText): ReadText {
  const { text, entities } = tidyText(formatted);
  const all = withFoundEntities(text, entities).slice(0, MAX_ENTITIES);
  return { text, entities: all as MessageEntity[] };
}

function parse(source: string, mode: string, entities: readonly Entity[] = []): FormattedText {
  if (!source.isWellFormed()) throw apiError('NOT_UTF8');
  if (mode.toLowerCase() === 'html') return parseHtml(source);
  // Ours sends HTML or entities; the Markdown modes are not spoken here.
  if (mode !== '') throw apiError('PARSE_MODE');
  return { text: source, entities: sortEntities(entities) };
}
