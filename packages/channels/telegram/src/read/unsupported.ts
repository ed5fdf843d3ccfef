import type { Message } from 'grammy/types';

/** What we can not read, in words for its sender. */
const NAMES = {
  game: 'games',
  story: 'stories',
  invoice: 'invoices',
  giveaway: 'giveaways',
  giveaway_winners: 'giveaways',
  paid_media: 'paid media',
  checklist: 'checklists',
  live_photo: 'live photos',
  rich_message: 'this kind of message',
  gift: 'gifts',
  unique_gift: 'gifts',
  passport_data: 'passport data',
  web_app_data: 'data of a web app',
} as const satisfies { readonly [Field in keyof Message]?: string };

/** What is no message of a person, but the platform telling what happened in a chat. */
const SERVICE =
  /^(?:new_chat_|left_chat_|delete_chat_|chat_|community_chat_|group_chat_|supergroup_chat_|channel_chat_|migrate_|pinned_message$|forum_topic_|general_forum_topic_|video_chat_|message_auto_delete_|suggested_post_|checklist_tasks_|poll_option_|managed_bot_|boost_added$|giveaway_(?:created|completed)$|gift_upgrade_|successful_payment$|refunded_payment$|users_shared$|connected_website$|write_access_allowed$|proximity_alert_|(?:paid|direct)_message_price_)/u;

/** Undefined for what the platform itself says, of which nobody expects an answer. */
export function unsupportedOf(message: Message): string | undefined {
  const fields = Object.keys(message);
  if (fields.some((field) => SERVICE.test(field))) return undefined;
  const known = fields.find((field) => Object.hasOwn(NAMES, field));
  return known ? NAMES[known as keyof typeof NAMES] : 'this kind of message';
}
