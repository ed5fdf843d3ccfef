import type { Message } from 'grammy/types';

/** The kinds of file that a message can carry. An animation comes before the document that goes with it. */
const MEDIA_KINDS = [
  'photo',
  'animation',
  'document',
  'voice',
  'audio',
  'video',
  'video_note',
  'sticker',
] as const;

export type MediaKind = (typeof MEDIA_KINDS)[number];

/** What a message carries of files. */
export type Media = {
  readonly kind: MediaKind;
  /** The ids of the file; of a picture, one for each size, smallest first. */
  readonly fileIds: readonly string[];
  /** As fields of a message, without the caption. */
  readonly fields: Partial<Message>;
};

export function mediaOf(message: Message): Media | undefined {
  const kind = MEDIA_KINDS.find((candidate) => message[candidate] !== undefined);
  if (kind === undefined) return undefined;
  const { animation, document } = message;
  const files = kind === 'photo' ? message.photo! : [message[kind]!];
  return {
    kind,
    fileIds: files.map(({ file_id }) => file_id),
    fields:
      kind === 'animation'
        ? { ...(animation && { animation }), ...(document && { document }) }
        : { [kind]: message[kind] },
  };
}
