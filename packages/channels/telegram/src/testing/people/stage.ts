import type { Message, Update, User } from 'grammy/types';
import { FileShelf } from '../file/file-shelf.ts';
import type { ChatRecord, PersonRecord } from '../memory/record.ts';
import { contentOf, originOf } from '../message/forward.ts';
import type { MessageFields, Platform } from '../server/platform.ts';

/** In `from` of what is forwarded by nobody. */
const TELEGRAM_ACCOUNT: User = { id: 777_000, is_bot: false, first_name: 'Telegram' };

/** What people's deeds need: the platform, its files, and what the bot gets to see of them. */
export class Stage {
  readonly platform: Platform;
  readonly shelf: FileShelf;
  /** core.telegram.org/bots/features#privacy-mode */
  readonly #privacyMode: boolean;

  constructor(platform: Platform, privacyMode: boolean) {
    this.platform = platform;
    this.shelf = new FileShelf(platform);
    this.#privacyMode = privacyMode;
  }

  chat(id: number): ChatRecord {
    return this.platform.memory.chats.get(id)!;
  }

  person(id: number): PersonRecord {
    return this.platform.memory.people.get(id)!;
  }

  changePerson(id: number, change: Partial<PersonRecord>): void {
    this.platform.commit({ type: 'person', person: { ...this.person(id), ...change } });
  }

  /** Somebody posts: the message stands in the chat, and the bot is told if it may see it. */
  post(chatId: number, fields: MessageFields | ((id: number) => MessageFields)): Message {
    const chat = this.chat(chatId);
    const message = this.platform.post('person', chat, fields);
    if (this.sees(chat, message))
      this.platform.offer(
        chat.kind === 'channel' ? 'channel_post' : 'message',
        message as NonNullable<Update['message']> & NonNullable<Update['channel_post']>,
      );
    this.#forwardToDiscussion(chat, message);
    return message;
  }

  /** The bot posts. Of its own messages it hears nothing, but of what becomes of them. */
  postByBot(chat: ChatRecord, fields: MessageFields): Message {
    const message = this.platform.post('bot', chat, fields);
    this.#forwardToDiscussion(chat, message);
    return message;
  }

  /** Somebody edits. */
  edit(message: Message): Message {
    const chat = this.chat(message.chat.id);
    this.platform.commit({ type: 'edited', by: 'person', message });
    if (this.sees(chat, message))
      this.platform.offer(
        chat.kind === 'channel' ? 'edited_channel_post' : 'edited_message',
        message as NonNullable<Update['edited_message']> &
          NonNullable<Update['edited_channel_post']>,
      );
    return message;
  }

  /** Bots do not see each other; in privacy mode a bot sees of a group what is meant for it. */
  sees(chat: ChatRecord, message: Message): boolean {
    if (chat.botStatus === 'left' || chat.botStatus === 'kicked') return false;
    if (message.from?.is_bot && !message.sender_chat) return false;
    const inGroup = chat.kind === 'group' || chat.kind === 'supergroup';
    if (!inGroup || !this.#privacyMode || chat.botStatus === 'administrator') return true;
    return isService(message) || this.#isMeant(message);
  }

  /** A channel's posts are forwarded to the group that discusses them, by nobody. */
  #forwardToDiscussion({ linkedChatId }: ChatRecord, message: Message): void {
    if (linkedChatId === undefined || isService(message)) return;
    this.post(linkedChatId, {
      from: TELEGRAM_ACCOUNT,
      ...(message.sender_chat && { sender_chat: message.sender_chat }),
      ...contentOf(message),
      forward_origin: originOf(message),
      is_automatic_forward: true,
    });
  }

  #isMeant(message: Message): boolean {
    const { id, username } = this.platform.bot;
    if (message.reply_to_message?.from?.id === id) return true;
    const text = message.text ?? message.caption ?? '';
    const entities = message.entities ?? message.caption_entities ?? [];
    return entities.some(({ type, offset, length }) => {
      const covered = text.slice(offset, offset + length).toLowerCase();
      if (type === 'mention') return covered === `@${username.toLowerCase()}`;
      if (type !== 'bot_command') return false;
      return !covered.includes('@') || covered.endsWith(`@${username.toLowerCase()}`);
    });
  }
}

const SERVICE_FIELDS: readonly (keyof Message)[] = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'group_chat_created',
  'supergroup_chat_created',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
];

function isService(message: Message): boolean {
  return SERVICE_FIELDS.some((field) => message[field] !== undefined);
}
