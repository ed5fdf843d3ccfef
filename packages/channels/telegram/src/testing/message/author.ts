import type { ChatRecord } from '../memory/record.ts';
import type { MessageFields, Platform } from '../server/platform.ts';

/** Who a message of the bot is from: in a channel, the channel. */
export function authorFields(platform: Platform, chat: ChatRecord): MessageFields {
  if (chat.kind === 'channel') return { sender_chat: platform.wireChat(chat) };
  const { id, is_bot, first_name, username } = platform.bot;
  return { from: { id, is_bot, first_name, username } };
}
