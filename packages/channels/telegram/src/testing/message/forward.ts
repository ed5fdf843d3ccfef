import type { Message, MessageOrigin } from 'grammy/types';
import type { MessageFields } from '../server/platform.ts';

/** Who a message is from, when it is shown elsewhere. core.telegram.org/bots/api#messageorigin */
export function originOf(message: Message): MessageOrigin {
  const { date, from, sender_chat: chat, message_id } = message;
  if (message.forward_origin) return message.forward_origin;
  if (chat?.type === 'channel') return { type: 'channel', date, chat, message_id };
  if (chat) return { type: 'chat', date, sender_chat: chat };
  if (from) return { type: 'user', date, sender_user: from };
  return { type: 'hidden_user', date, sender_user_name: 'Deleted Account' };
}

/** What belongs to the place of a message, and does not go along when it is forwarded. */
const OF_ITS_PLACE: ReadonlySet<string> = new Set([
  'message_id',
  'message_thread_id',
  'is_topic_message',
  'is_automatic_forward',
  'chat',
  'date',
  'edit_date',
  'from',
  'sender_chat',
  'reply_to_message',
  'external_reply',
  'quote',
  'reply_markup',
  'media_group_id',
] satisfies (keyof Message)[]);

/** What a message says and shows, as a forward of it does. */
export function contentOf(message: Message): MessageFields {
  return Object.fromEntries(
    Object.entries(message).filter(([name]) => !OF_ITS_PLACE.has(name)),
  ) as MessageFields;
}
