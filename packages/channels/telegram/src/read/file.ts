import { cleanName } from '@coderclaw/channel-kit';
import type { FileKind, InboundFile } from '@coderclaw/core';
import type { Message } from 'grammy/types';

type WireFile = {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_size?: number;
  readonly file_name?: string;
  readonly mime_type?: string;
  readonly duration?: number;
};

/** The files of a message: one, or none. */
export function filesOf(message: Message): readonly InboundFile[] {
  const { photo, animation, document, voice, audio, video, video_note: note, sticker } = message;
  const id = message.message_id;
  // A GIF comes as a document too, for clients that do not know it.
  if (animation) return [fileOf('video', animation, `animation-${id}.mp4`, 'video/mp4')];
  if (document) return [fileOf('document', document, `document-${id}`, null)];
  if (voice) return [fileOf('voice', voice, `voice-${id}.ogg`, 'audio/ogg')];
  if (audio) return [fileOf('audio', audio, `audio-${id}.mp3`, 'audio/mpeg')];
  if (video) return [fileOf('video', video, `video-${id}.mp4`, 'video/mp4')];
  if (note) return [fileOf('video', note, `video-note-${id}.mp4`, 'video/mp4')];
  if (photo?.length) return [fileOf('photo', largestOf(photo), `photo-${id}.jpg`, 'image/jpeg')];
  if (!sticker) return [];
  const [extension, type] = sticker.is_animated
    ? ['tgs', 'application/gzip']
    : sticker.is_video
      ? ['webm', 'video/webm']
      : ['webp', 'image/webp'];
  return [fileOf('sticker', sticker, `sticker-${id}.${extension}`, type!)];
}

function largestOf<Size extends { readonly width: number; readonly height: number }>(
  sizes: readonly Size[],
): Size {
  return sizes.reduce((most, size) =>
    size.width * size.height > most.width * most.height ? size : most,
  );
}

function fileOf(
  kind: FileKind,
  wire: WireFile,
  fallbackName: string,
  fallbackType: string | null,
): InboundFile {
  return {
    sourceRef: formatSource(wire),
    kind,
    name: cleanName(wire.file_name ?? '') || fallbackName,
    mimeType: wire.mime_type ? cleanName(wire.mime_type) : fallbackType,
    bytes: wire.file_size ?? null,
    ...(wire.duration !== undefined && { durationMs: wire.duration * 1_000 }),
  };
}

/** One file has one `file_unique_id` for ever, and many a `file_id`, of which each fetches it. */
function formatSource({ file_unique_id: unique, file_id: fileId }: WireFile): string {
  return `${unique}:${fileId}`;
}

export function fileIdOf(sourceRef: string): string {
  return sourceRef.slice(sourceRef.indexOf(':') + 1);
}
