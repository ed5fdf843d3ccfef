import type { InlineKeyboardButton, Message, MessageEntity } from 'grammy/types';
import { fileBytes } from '../file/file-shelf.ts';
import { type Media, type MediaKind, mediaOf } from './media.ts';
import type { FileRecord, MessageRecord } from './record.ts';

/** A file as people see it in a message; of a picture, its largest size. */
export type SeenFile = {
  readonly kind: MediaKind;
  readonly fileId: string;
  readonly name: string | undefined;
  readonly mimeType: string | undefined;
  readonly size: number;
  readonly bytes: Buffer;
};

/** A message as people see it. */
export type SeenMessage = {
  readonly chatId: number;
  readonly id: number;
  readonly by: 'bot' | 'person';
  /** The user who wrote it; undefined of a channel's post. */
  readonly fromId: number | undefined;
  /** Its text, or the caption of its media. */
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  /** The labels of its buttons, row by row. */
  readonly buttons: readonly (readonly string[])[];
  readonly reactions: readonly { readonly userId: number; readonly emoji: string }[];
  /** The texts that it had before, oldest first. */
  readonly earlierTexts: readonly string[];
  readonly deleted: boolean;
  readonly threadId: number | undefined;
  readonly replyToId: number | undefined;
  /** The file ids of its media; of a picture, that of the largest size. */
  readonly fileIds: readonly string[];
  readonly file: SeenFile | undefined;
  readonly mediaGroupId: string | undefined;
  /** The whole object of the Bot API, and those it was before each edit. */
  readonly message: Message;
  readonly history: readonly Message[];
};

export function seenMessage(
  record: MessageRecord,
  files: ReadonlyMap<string, FileRecord>,
): SeenMessage {
  const { message, by, history, reactions, deleted } = record;
  const media = mediaOf(message);
  const fileId = media?.fileIds.at(-1);
  return {
    chatId: message.chat.id,
    id: message.message_id,
    by,
    fromId: message.from?.id,
    text: textOf(message),
    entities: message.entities ?? message.caption_entities ?? [],
    buttons: (message.reply_markup?.inline_keyboard ?? []).map((row) => row.map(labelOf)),
    reactions: reactions.flatMap(({ userId, reaction }) =>
      reaction.map((one) => ({ userId, emoji: one.type === 'emoji' ? one.emoji : one.type })),
    ),
    earlierTexts: history.map(textOf),
    deleted,
    threadId: message.message_thread_id,
    replyToId: message.reply_to_message?.message_id,
    fileIds: fileId === undefined ? [] : [fileId],
    file: media && seenFile(media, files),
    mediaGroupId: message.media_group_id,
    message,
    history,
  };
}

function textOf(message: Message): string {
  return message.text ?? message.caption ?? '';
}

function labelOf(button: InlineKeyboardButton): string {
  return button.text;
}

function seenFile(
  { kind, fileIds }: Media,
  files: ReadonlyMap<string, FileRecord>,
): SeenFile | undefined {
  const record = files.get(fileIds.at(-1)!);
  if (!record) return undefined;
  return {
    kind,
    fileId: record.fileId,
    name: record.name,
    mimeType: record.mimeType,
    size: record.size,
    get bytes() {
      return fileBytes(record);
    },
  };
}
