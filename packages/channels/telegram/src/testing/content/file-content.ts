import { type FileShelf, wireFile } from '../file/file-shelf.ts';
import type { MessageFields } from '../server/platform.ts';
import { type Captioned, type Content, captionFields } from './content.ts';

export type FileContent = Captioned & {
  readonly bytes?: Uint8Array;
  /** Of a file without bytes. */
  readonly size?: number;
  readonly name?: string;
  readonly mimeType?: string;
};

/** The longer sides of the sizes in which Telegram keeps a picture, smallest first. */
const PHOTO_SIDES = [90, 320, 800, 1_280] as const;

/** A picture, in several sizes; only the largest has the bytes. */
export function photo(
  content: FileContent & {
    readonly width?: number;
    readonly height?: number;
    readonly spoiler?: boolean;
  } = {},
): Content {
  return (shelf) => {
    const { width = PHOTO_SIDES.at(-1)!, height = Math.round((width * 3) / 4) } = content;
    const full = Math.max(width, height);
    const smaller = PHOTO_SIDES.filter((side) => side < full).map((side) => {
      const file = shelf.add({ folder: 'photos', extension: 'jpg', size: side * 10 });
      const scaled = (length: number) => Math.max(1, Math.round((length * side) / full));
      return { ...wireFile(file), width: scaled(width), height: scaled(height) };
    });
    const file = shelf.add({ folder: 'photos', extension: 'jpg', ...bytesOf(content) });
    return {
      photo: [...smaller, { ...wireFile(file), width, height }],
      ...(content.spoiler && { has_media_spoiler: true }),
      ...captionFields(content),
    } as MessageFields;
  };
}

export function document(content: FileContent = {}): Content {
  const { name = 'file.bin', mimeType = 'application/octet-stream' } = content;
  return (shelf) => {
    const file = shelf.add({ folder: 'documents', ...bytesOf(content), name, mimeType });
    const wire = { ...wireFile(file), file_name: name, mime_type: mimeType };
    return { document: wire, ...captionFields(content) } as MessageFields;
  };
}

/** A GIF. For old clients the same file is there as a document too, as on the platform. */
export function animation(content: FileContent = {}): Content {
  return (shelf) => {
    const fields = sized(shelf, 'animations', 'animation', 'video/mp4', 'mp4', content);
    const { width: _, height: __, duration: ___, ...file } = fields;
    return { animation: fields, document: file, ...captionFields(content) } as MessageFields;
  };
}

export function voice(content: FileContent & { readonly seconds?: number } = {}): Content {
  const { mimeType = 'audio/ogg', seconds = 3 } = content;
  return (shelf) => {
    const file = shelf.add({ folder: 'voice', extension: 'oga', mimeType, ...bytesOf(content) });
    const wire = { ...wireFile(file), duration: seconds, mime_type: mimeType };
    return { voice: wire, ...captionFields(content) } as MessageFields;
  };
}

export function audio(
  content: FileContent & {
    readonly title?: string;
    readonly performer?: string;
    readonly seconds?: number;
  } = {},
): Content {
  const { mimeType = 'audio/mpeg', name = 'song.mp3', title, performer } = content;
  const { seconds = 180 } = content;
  return (shelf) => {
    const file = shelf.add({ folder: 'music', name, mimeType, ...bytesOf(content) });
    const wire = {
      ...wireFile(file),
      duration: seconds,
      mime_type: mimeType,
      file_name: name,
      ...(title !== undefined && { title }),
      ...(performer !== undefined && { performer }),
    };
    return { audio: wire, ...captionFields(content) } as MessageFields;
  };
}

export function video(content: FileContent & Look = {}): Content {
  return (shelf) =>
    ({
      video: sized(shelf, 'videos', 'video.mp4', 'video/mp4', 'mp4', content),
      ...captionFields(content),
    }) as MessageFields;
}

export function videoNote(content: FileContent = {}): Content {
  return (shelf) => {
    const file = shelf.add({ folder: 'video_notes', extension: 'mp4', ...bytesOf(content) });
    return { video_note: { ...wireFile(file), length: 240, duration: 5 } } as MessageFields;
  };
}

export function sticker(
  content: FileContent & {
    readonly look?: 'static' | 'animated' | 'video';
    readonly emoji?: string;
  } = {},
): Content {
  const { look = 'static', emoji = '👍' } = content;
  const extension = { static: 'webp', animated: 'tgs', video: 'webm' }[look];
  return (shelf) => {
    const file = shelf.add({ folder: 'stickers', extension, ...bytesOf(content) });
    const wire = {
      ...wireFile(file),
      type: 'regular',
      width: 512,
      height: 512,
      is_animated: look === 'animated',
      is_video: look === 'video',
      emoji,
      set_name: 'TestStickers',
    };
    return { sticker: wire } as MessageFields;
  };
}

type Look = { readonly width?: number; readonly height?: number; readonly seconds?: number };

function sized(
  shelf: FileShelf,
  folder: string,
  fallbackName: string,
  fallbackType: string,
  extension: string,
  content: FileContent & Look,
) {
  const { name = fallbackName, mimeType = fallbackType } = content;
  const { width = 640, height = 360, seconds = 7 } = content;
  const file = shelf.add({ folder, extension, name, mimeType, ...bytesOf(content) });
  const look = { width, height, duration: seconds };
  return { ...wireFile(file), ...look, file_name: name, mime_type: mimeType };
}

function bytesOf({ bytes, size }: FileContent): { bytes?: Uint8Array; size?: number } {
  return bytes ? { bytes } : { size: size ?? 1_000 };
}
