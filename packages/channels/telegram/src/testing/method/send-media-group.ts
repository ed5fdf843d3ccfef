import type { Message } from 'grammy/types';
import type { Content } from '../content/content.ts';
import { ApiError, apiError } from '../error/api-error.ts';
import { readInputFile } from '../file/input-file.ts';
import { type ReadText, readCaption } from '../format/read-text.ts';
import { authorFields } from '../message/author.ts';
import { type OutgoingKind, readMedia } from '../message/outgoing-media.ts';
import { readPlace } from '../message/place.ts';
import { CallArguments } from '../server/call-arguments.ts';
import type { MessageFields } from '../server/platform.ts';
import type { Call } from './call.ts';

const MAX_ITEMS = 10;
const KINDS: ReadonlySet<string> = new Set(['photo', 'video', 'document', 'audio']);

type Item = {
  readonly kind: OutgoingKind;
  readonly content: Content;
  readonly caption: ReadText;
};

/**
 * core.telegram.org/bots/api#sendmediagroup: all of it or nothing. “Must include 2-10 items”, but one alone
 * is sent, and is no album (TDLib `send_message_group`).
 */
export function sendMediaGroup(call: Call): Message[] {
  const { platform, args, flood, stage } = call;
  const items = readItems(args).map((item, index) => readItem(call, item, index));
  if (items.length === 0) throw apiError('ALBUM_EMPTY');
  if (items.length > MAX_ITEMS) throw apiError('ALBUM_TOO_MANY');
  checkMix(items.map(({ kind }) => kind));
  const { chat, fields } = readPlace(platform, args, items[0]!.kind);
  flood.admit(chat, items.length);
  const id = items.length > 1 ? platform.newId('13') : undefined;
  return items.map(({ content, caption: { text, entities } }) =>
    stage.postByBot(chat, {
      ...authorFields(platform, chat),
      ...fields,
      ...(id !== undefined && { media_group_id: id }),
      ...content(stage.shelf),
      ...(text !== '' && { caption: text }),
      ...(entities.length > 0 && { caption_entities: entities }),
    } as MessageFields),
  );
}

function readItems(args: CallArguments): readonly CallArguments[] {
  if (args.text('media') === '')
    throw new ApiError(400, 'Bad Request: parameter "media" is required');
  const items = args.object<unknown>('media');
  if (!Array.isArray(items))
    throw new ApiError(400, 'Bad Request: expected an Array of InputMedia');
  return items.map((item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item))
      throw unreadable('expected an Object');
    return new CallArguments(item as Record<string, unknown>, args.files);
  });
}

function readItem({ platform }: Call, args: CallArguments, index: number): Item {
  const caption = readCaption(args);
  const input = readInputFile(args, args.text('media'));
  if (!input) throw unreadable('media not found');
  const type = args.text('type');
  if (type === '') throw unreadable('can\'t find field "type"');
  if (type === 'animation') throw unreadable('type "animation" can\'t be used in sendMediaGroup');
  if (!KINDS.has(type)) throw unreadable(`type "${type}" is unsupported`);
  const kind = type as OutgoingKind;
  try {
    return { kind, content: readMedia(platform.memory, kind, input, args), caption };
  } catch (error) {
    if (error instanceof ApiError) throw asItem(error, index);
    throw error;
  }
}

/** “Bad Request: can't parse InputMedia: …” */
function unreadable(what: string): ApiError {
  return new ApiError(400, `Bad Request: can't parse InputMedia: ${what}`);
}

/** What Telegram's servers say, in capitals, is told with the item's place; what TDLib says is not. */
function asItem(error: ApiError, index: number): ApiError {
  const [, code] = /^Bad Request: ([A-Z_]+)$/u.exec(error.message) ?? [];
  if (code === undefined) return error;
  return new ApiError(
    400,
    `Bad Request: failed to send message #${index + 1} with the error message "${code}"`,
  );
}

/** “Documents and audio files can be only grouped in an album with messages of the same type.” */
function checkMix(kinds: readonly OutgoingKind[]): void {
  const loner = kinds.find((kind) => kind === 'document' || kind === 'audio');
  if (loner !== undefined && kinds.some((kind) => kind !== loner))
    throw new ApiError(400, `Bad Request: ${loner} can't be mixed with other media types`);
}
