import { getChat } from '../chat/chat-access.ts';
import { apiError } from '../error/api-error.ts';
import type { ChatRecord, MessageRecord } from '../memory/record.ts';
import type { Call } from './call.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** core.telegram.org/bots/api#deletemessage */
export function deleteMessage({ platform, args }: Call): true {
  if (args.text('chat_id') === '') throw apiError('CHAT_ID_MISSING');
  const messageId = args.integer('message_id');
  if (messageId === 0) throw apiError('MESSAGE_ID_MISSING');
  const chat = getChat(platform.memory, args.text('chat_id'), 'write');
  const record = platform.memory.findMessage(chat.id, messageId);
  if (!record) throw apiError('DELETE_NOT_FOUND');
  if (!mayDelete(chat, record, platform.date - record.message.date))
    throw apiError(
      chat.kind === 'private' || chat.kind === 'group' ? 'CAN_NOT_REVOKE' : 'CAN_NOT_DELETE',
    );
  platform.commit({ type: 'deleted', chatId: chat.id, messageId });
  return true;
}

/** The limitations in the order of the documentation. */
function mayDelete(chat: ChatRecord, { message, by }: MessageRecord, age: number): boolean {
  const isAdministrator = chat.botStatus === 'administrator' && chat.kind !== 'private';
  // “A message can only be deleted if it was sent less than 48 hours ago.” An administrator
  // “can delete any message there”.
  if (age >= 2 * DAY_SECONDS && !isAdministrator) return false;
  // “Service messages about a supergroup, channel, or forum topic creation can't be deleted.”
  if (
    message.supergroup_chat_created ||
    message.channel_chat_created ||
    message.forum_topic_created
  )
    return false;
  // “A dice message in a private chat can only be deleted if it was sent more than 24 hours ago.”
  if (chat.kind === 'private') return !message.dice || age > DAY_SECONDS;
  // “Bots can delete outgoing messages in private chats, groups, and supergroups.”
  return by === 'bot' || isAdministrator;
}
