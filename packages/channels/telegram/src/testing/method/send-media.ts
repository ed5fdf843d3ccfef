import type { Message } from 'grammy/types';
import { apiError } from '../error/api-error.ts';
import { readInputFile } from '../file/input-file.ts';
import { readCaption } from '../format/read-text.ts';
import { authorFields } from '../message/author.ts';
import { type OutgoingKind, readMedia } from '../message/outgoing-media.ts';
import { readPlace } from '../message/place.ts';
import { readReplyMarkup } from '../message/reply-markup.ts';
import type { MessageFields } from '../server/platform.ts';
import type { Call } from './call.ts';

/** core.telegram.org/bots/api#sendphoto */
export const sendPhoto = (call: Call): Message => sendMedia(call, 'photo');
/** core.telegram.org/bots/api#senddocument. Not imitated: a GIF, or a video, that is sent so and made one. */
export const sendDocument = (call: Call): Message => sendMedia(call, 'document');
/** core.telegram.org/bots/api#sendvoice. Not imitated: a file that is no OGG and becomes a document. */
export const sendVoice = (call: Call): Message => sendMedia(call, 'voice');
/** core.telegram.org/bots/api#sendvideo */
export const sendVideo = (call: Call): Message => sendMedia(call, 'video');
/** core.telegram.org/bots/api#sendaudio */
export const sendAudio = (call: Call): Message => sendMedia(call, 'audio');

const MISSING = {
  photo: 'PHOTO_MISSING',
  document: 'DOCUMENT_MISSING',
  voice: 'VOICE_MISSING',
  video: 'VIDEO_MISSING',
  audio: 'AUDIO_MISSING',
} as const;

function sendMedia(call: Call, kind: OutgoingKind): Message {
  const { platform, args, flood, stage } = call;
  const input = readInputFile(args, args.text(kind), kind);
  if (!input) throw apiError(MISSING[kind]);
  const { text, entities } = readCaption(args);
  const replyMarkup = readReplyMarkup(args);
  const content = readMedia(platform.memory, kind, input, args);
  const { chat, fields } = readPlace(platform, args, kind);
  flood.admit(chat);
  return stage.postByBot(chat, {
    ...authorFields(platform, chat),
    ...fields,
    ...content(stage.shelf),
    ...(text !== '' && { caption: text }),
    ...(entities.length > 0 && { caption_entities: entities }),
    ...(replyMarkup && { reply_markup: replyMarkup }),
  } as MessageFields);
}
