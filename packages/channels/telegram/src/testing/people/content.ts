import type { Message } from 'grammy/types';
import { type FileShelf, wireFile } from '../file/file-shelf.ts';
import type { Entity } from '../format/entity.ts';
import { parseHtml } from '../format/html-text.ts';
import { keptText } from '../format/read-text.ts';
import type { MessageFields } from '../server/platform.ts';

/** What somebody sends that is not plain text. Files are put on the shelf when it is sent. */
export type Content = (shelf: FileShelf) => MessageFields;

export type Captioned = {
  readonly caption?: string;
  /** The caption as HTML, instead. */
  readonly captionHtml?: string;
  readonly captionEntities?: readonly Entity[];
};

export type FileContent = Captioned & {
  readonly bytes?: Uint8Array;
  /** Of a file without bytes. */
  readonly size?: number;
  readonly name?: string;
  readonly mimeType?: string;
};

/** A text or a caption as fields of a message. */
export function captionFields(captioned: Captioned): MessageFields {
  const { caption = '', captionHtml, captionEntities = [] } = captioned;
  const { text, entities } = keptText(
    captionHtml === undefined
      ? { text: caption, entities: captionEntities }
      : parseHtml(captionHtml),
  );
  return {
    ...(text !== '' && { caption: text }),
    ...(entities.length > 0 && { caption_entities: [...entities] }),
  } as MessageFields;
}

/** The sizes in which Telegram keeps a picture, smallest first. */
const PHOTO_WIDTHS = [90, 320, 800, 1_280] as const;

/** A picture, in several sizes; only the largest has the bytes. */
export function photo(
  content: FileContent & { readonly width?: number; readonly spoiler?: boolean } = {},
): Content {
  return (shelf) => {
    const full = content.width ?? PHOTO_WIDTHS.at(-1)!;
    const widths = [...PHOTO_WIDTHS.filter((width) => width < full), full];
    const sizes = widths.map((width) => {
      const isLargest = width === full;
      const file = shelf.add({
        folder: 'photos',
        extension: 'jpg',
        ...(isLargest ? bytesOf(content) : { size: width * 10 }),
      });
      return { ...wireFile(file), width, height: Math.round((width * 3) / 4) };
    });
    return {
      photo: sizes,
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
  content: FileContent & { readonly title?: string; readonly performer?: string } = {},
): Content {
  const { mimeType = 'audio/mpeg', name = 'song.mp3', title, performer } = content;
  return (shelf) => {
    const file = shelf.add({ folder: 'music', name, mimeType, ...bytesOf(content) });
    const wire = {
      ...wireFile(file),
      duration: 180,
      mime_type: mimeType,
      file_name: name,
      ...(title !== undefined && { title }),
      ...(performer !== undefined && { performer }),
    };
    return { audio: wire, ...captionFields(content) } as MessageFields;
  };
}

export function video(content: FileContent = {}): Content {
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

export function location(latitude = 52.52, longitude = 13.405): Content {
  return () => ({ location: { latitude, longitude } });
}

export function venue(title = 'Café', address = 'Street 1'): Content {
  return (shelf) => {
    const place = location()(shelf).location!;
    return { location: place, venue: { location: place, title, address } };
  };
}

export function contact(firstName = 'Zoe', phoneNumber = '+15550100'): Content {
  return () => ({ contact: { first_name: firstName, phone_number: phoneNumber } });
}

export function poll(question: string, options: readonly string[]): Content {
  return () =>
    ({
      poll: {
        id: '5000000000000000001',
        question,
        options: options.map((text, index) => ({
          persistent_id: String(index),
          text,
          voter_count: 0,
        })),
        total_voter_count: 0,
        is_closed: false,
        is_anonymous: true,
        type: 'regular',
        allows_multiple_answers: false,
        allows_revoting: true,
        members_only: false,
      },
    }) as unknown as MessageFields;
}

export function dice(value = 4, emoji = '🎲'): Content {
  return () => ({ dice: { emoji, value } });
}

/** Any fields at all, for the kinds of message that nothing here makes: stories, giveaways, checklists … */
export function anything(fields: Partial<Message> | Readonly<Record<string, unknown>>): Content {
  return () => fields as MessageFields;
}

function sized(
  shelf: FileShelf,
  folder: string,
  fallbackName: string,
  fallbackType: string,
  extension: string,
  content: FileContent,
) {
  const { name = fallbackName, mimeType = fallbackType } = content;
  const file = shelf.add({ folder, extension, name, mimeType, ...bytesOf(content) });
  const look = { width: 640, height: 360, duration: 7 };
  return { ...wireFile(file), ...look, file_name: name, mime_type: mimeType };
}

function bytesOf({ bytes, size }: FileContent): { bytes?: Uint8Array; size?: number } {
  return bytes ? { bytes } : { size: size ?? 1_000 };
}
