import type { LinkPreviewOptions, Message } from 'grammy/types';
import { getChat } from '../chat/chat-access.ts';
import { apiError } from '../error/api-error.ts';
import { readCaption, readText } from '../format/read-text.ts';
import type { ChatRecord } from '../memory/record.ts';
import { readReplyMarkup } from '../message/reply-markup.ts';
import type { Call } from './call.ts';

/** core.telegram.org/bots/api#editmessagetext */
export function editMessageText(call: Call): Message {
  const { text, entities } = readText(call.args, 'EDITED_TEXT_TOO_LONG');
  const preview = call.args.object<LinkPreviewOptions>('link_preview_options');
  const { chat, message } = messageToEdit(call);
  if (message.text === undefined) throw apiError('NO_TEXT_TO_EDIT');
  const { entities: _, link_preview_options: __, ...rest } = message;
  return saveEdit(call, chat, message, {
    ...rest,
    text,
    ...(entities.length > 0 && { entities }),
    ...(preview && Object.keys(preview).length > 0 && { link_preview_options: preview }),
  } as Message);
}

/** core.telegram.org/bots/api#editmessagecaption */
export function editMessageCaption(call: Call): Message {
  const { text, entities } = readCaption(call.args);
  const { chat, message } = messageToEdit(call);
  if (message.text !== undefined) throw apiError('NO_CAPTION_TO_EDIT');
  const { caption: _, caption_entities: __, ...rest } = message;
  return saveEdit(call, chat, message, {
    ...rest,
    ...(text !== '' && { caption: text }),
    ...(entities.length > 0 && { caption_entities: entities }),
  } as Message);
}

/** core.telegram.org/bots/api#editmessagereplymarkup */
export function editMessageReplyMarkup(call: Call): Message {
  const { chat, message } = messageToEdit(call);
  return saveEdit(call, chat, message, message);
}

/** The bot's own message that is named. Others' can not be edited (`can_be_edited`). */
function messageToEdit({ platform, args }: Call): { chat: ChatRecord; message: Message } {
  const messageId = args.integer('message_id');
  if (!args.has('chat_id') && messageId === 0) throw apiError('MESSAGE_ID_MISSING');
  const chat = getChat(platform.memory, args.text('chat_id'), 'edit');
  const record = platform.memory.findMessage(chat.id, messageId);
  if (!record) throw apiError('EDIT_NOT_FOUND');
  if (record.by !== 'bot') throw apiError('CAN_NOT_EDIT');
  return { chat, message: record.message };
}

/** Without `reply_markup` the buttons go. An edit that changes nothing is refused. */
function saveEdit(call: Call, chat: ChatRecord, before: Message, content: Message): Message {
  const { platform, args, flood } = call;
  const replyMarkup = readReplyMarkup(args);
  const { reply_markup: _, edit_date: __, ...rest } = content;
  const message = {
    ...rest,
    edit_date: platform.date,
    ...(replyMarkup && { reply_markup: replyMarkup }),
  } as Message;
  flood.admit(chat);
  if (visible(message) === visible(before)) throw apiError('NOT_MODIFIED');
  platform.commit({ type: 'edited', by: 'bot', message });
  return message;
}

function visible(message: Message): string {
  const { text, entities, caption, caption_entities, reply_markup, link_preview_options } = message;
  return JSON.stringify([
    text ?? caption,
    entities ?? caption_entities,
    reply_markup,
    link_preview_options,
  ]);
}
