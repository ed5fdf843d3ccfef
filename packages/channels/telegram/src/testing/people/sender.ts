import type { User } from 'grammy/types';
import type { MessageFields } from '../server/platform.ts';
import type { Room } from './room.ts';

/** Behind what somebody hides: the group itself (anonymous administrator), or a channel. */
export type SenderMask = Room;

/** The accounts that the Bot API puts into `from` for those who hide (`JsonMessage` in tdlib/telegram-bot-api). */
const ANONYMOUS_ADMINISTRATOR: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};
const CHANNEL_ACCOUNT: User = {
  id: 136_817_688,
  is_bot: true,
  first_name: 'Channel',
  username: 'Channel_Bot',
};

export function senderFields(user: User, mask?: SenderMask): MessageFields {
  if (!mask) return { from: user };
  const from = mask.kind === 'channel' ? CHANNEL_ACCOUNT : ANONYMOUS_ADMINISTRATOR;
  return { from, sender_chat: mask.wire };
}
