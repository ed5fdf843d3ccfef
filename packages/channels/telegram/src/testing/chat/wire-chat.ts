import type { Chat, ChatMember, User } from 'grammy/types';
import type { BotStatus, ChatRecord, PersonRecord } from '../memory/record.ts';

/** A chat as messages carry it. core.telegram.org/bots/api#chat */
export function wireChat(chat: ChatRecord, person?: PersonRecord): Chat {
  const { id, kind, title, username } = chat;
  if (kind === 'private') {
    const { first_name = '', last_name, username: name } = person?.user ?? {};
    return {
      id,
      type: 'private',
      first_name,
      ...(last_name && { last_name }),
      ...(name && { username: name }),
    } as Chat;
  }
  return {
    id,
    type: kind,
    title,
    ...(username && { username }),
    ...(chat.isForum && { is_forum: true }),
  } as Chat;
}

const ADMINISTRATOR_RIGHTS = {
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_manage_video_chats: true,
  can_restrict_members: true,
  can_promote_members: false,
  can_change_info: true,
  can_invite_users: true,
  can_post_stories: true,
  can_edit_stories: true,
  can_delete_stories: true,
  can_pin_messages: true,
  can_manage_topics: true,
};

/** What somebody is in a chat. core.telegram.org/bots/api#chatmember */
export function wireMember(user: User, status: BotStatus): ChatMember {
  const rest: Readonly<Record<BotStatus, object>> = {
    creator: { is_anonymous: false },
    administrator: ADMINISTRATOR_RIGHTS,
    member: {},
    restricted: { is_member: true, can_send_messages: false, until_date: 0 },
    left: {},
    kicked: { until_date: 0 },
  };
  return { user, status, ...rest[status] } as unknown as ChatMember;
}
