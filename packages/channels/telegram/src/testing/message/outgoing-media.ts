import type { Content } from '../content/content.ts';
import { audio, document, photo, video, voice } from '../content/file-content.ts';
import { ApiError, apiError } from '../error/api-error.ts';
import { cleanFileName, mimeTypeOf } from '../file/file-name.ts';
import { imageSize } from '../file/image-size.ts';
import type { InputFile } from '../file/input-file.ts';
import { type Media, type MediaKind, mediaOf } from '../memory/media.ts';
import type { PlatformMemory } from '../memory/platform-memory.ts';
import type { CallArguments, UploadedFile } from '../server/call-arguments.ts';
import type { MessageFields } from '../server/platform.ts';

/** What the bot can send of files. */
export type OutgoingKind = Extract<MediaKind, 'photo' | 'document' | 'voice' | 'video' | 'audio'>;

/** `MAX_PHOTO_SIZE` in TDLib. */
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
/** core.telegram.org/bots/api#sendphoto: “The photo's width and height must not exceed 10000 in total.” */
const MAX_PHOTO_SIDES = 10_000;
/** “Width and height ratio must be at most 20.” */
const MAX_PHOTO_RATIO = 20;
const MAX_DURATION_SECONDS = 86_400;

/** What TDLib calls them when one is sent as another. */
const TYPE_NAMES: Readonly<Record<MediaKind, string>> = {
  photo: 'Photo',
  animation: 'Animation',
  document: 'Document',
  voice: 'VoiceNote',
  audio: 'Audio',
  video: 'Video',
  video_note: 'VideoNote',
  sticker: 'Sticker',
};

/**
 * What a call, or one item of an album, sends of files. Throws what the platform answers to a bad one;
 * the file is kept only when the content is asked for its fields.
 */
export function readMedia(
  memory: PlatformMemory,
  kind: OutgoingKind,
  input: InputFile,
  args: CallArguments,
): Content {
  const content =
    'upload' in input
      ? uploaded(kind, input.upload, args)
      : () => known(memory, kind, input.fileId).fields as MessageFields;
  if ('fileId' in input) known(memory, kind, input.fileId);
  const canBeHidden = kind === 'photo' || kind === 'video';
  return (shelf) => ({
    ...content(shelf),
    ...(canBeHidden && args.flag('has_spoiler') && { has_media_spoiler: true as const }),
    ...(canBeHidden &&
      args.flag('show_caption_above_media') && { show_caption_above_media: true as const }),
  });
}

/** “It is not possible to change the file type when resending by file_id.” core.telegram.org/bots/api#sending-files */
function known(memory: PlatformMemory, kind: OutgoingKind, fileId: string): Media {
  const media = findMedia(memory, fileId);
  if (!media) throw apiError('FILE_REFERENCE_WRONG');
  if (media.kind !== kind)
    throw new ApiError(
      400,
      `Bad Request: can't use file of type ${TYPE_NAMES[media.kind]} as ${TYPE_NAMES[kind]}`,
    );
  return media;
}

function findMedia(memory: PlatformMemory, fileId: string): Media | undefined {
  for (const inChat of memory.messages.values())
    for (const { message } of inChat.values()) {
      const media = mediaOf(message);
      if (media?.fileIds.includes(fileId)) return media;
    }
  return undefined;
}

function uploaded(kind: OutgoingKind, upload: UploadedFile, args: CallArguments): Content {
  const { bytes } = upload;
  const name = cleanFileName(upload.name) || kind;
  const mimeType = mimeTypeOf(name);
  const typeAmong = (prefix: string, otherwise: string) =>
    mimeType.startsWith(prefix) ? mimeType : otherwise;
  const seconds = clamp(args.integer('duration'), MAX_DURATION_SECONDS);
  switch (kind) {
    case 'photo':
      return photo({ bytes, ...photoSize(bytes) });
    case 'document':
      return document({ bytes, name, mimeType });
    case 'voice':
      return voice({ bytes, seconds, mimeType: typeAmong('audio/', 'audio/ogg') });
    case 'audio': {
      const title = args.text('title');
      const performer = args.text('performer');
      return audio({
        bytes,
        name,
        seconds,
        mimeType: typeAmong('audio/', 'audio/mpeg'),
        ...(title !== '' && { title }),
        ...(performer !== '' && { performer }),
      });
    }
    case 'video': {
      const width = clamp(args.integer('width'), MAX_PHOTO_SIDES);
      const height = clamp(args.integer('height'), MAX_PHOTO_SIDES);
      const videoType = typeAmong('video/', 'video/mp4');
      return video({ bytes, name, seconds, width, height, mimeType: videoType });
    }
  }
}

function photoSize(bytes: Buffer) {
  if (bytes.length > MAX_PHOTO_BYTES)
    throw new ApiError(
      400,
      `Bad Request: file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
    );
  const size = imageSize(bytes);
  if (!size) throw apiError('PHOTO_NOT_IMAGE');
  const { width, height } = size;
  const ratio = Math.max(width / height, height / width);
  if (width + height > MAX_PHOTO_SIDES || ratio > MAX_PHOTO_RATIO)
    throw apiError('PHOTO_DIMENSIONS');
  return size;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
