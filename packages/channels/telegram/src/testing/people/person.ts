import type { Message, MessageEntity, MessageOrigin, ReactionType, User } from 'grammy/types';
import type { Content } from '../content/content.ts';
import type { Entity } from '../format/entity.ts';
import { parseHtml } from '../format/html-text.ts';
import { keptText } from '../format/read-text.ts';
import { contentOf, originOf } from '../message/forward.ts';
import { replyFields } from '../message/reply.ts';
import type { MessageFields } from '../server/platform.ts';
import { Album } from './album.ts';
import type { Room } from './room.ts';
import { type SenderMask, senderFields } from './sender.ts';
import type { Stage } from './stage.ts';
import type { Topic } from './topic.ts';

/** Where and how something is said. */
export type Saying = {
  /** Their chat with the bot, if not said. */
  readonly in?: Room;
  readonly topic?: Topic;
  /** Also one of another chat. */
  readonly replyTo?: Message;
  /** A part of what is replied to. */
  readonly quote?: string;
  readonly entities?: readonly Entity[];
  /** As an anonymous administrator, or on behalf of a channel. */
  readonly as?: SenderMask;
  /** When it was said, in seconds, if not now. */
  readonly date?: number;
  /** Any further fields of the message. */
  readonly fields?: MessageFields;
};

/** Somebody with an account, and what they do. Everything happens at once; the bot hears of it by an update. */
export class Person {
  readonly id: number;
  readonly #stage: Stage;
  /** Their chat with the bot. */
  readonly chat: Room;

  constructor(stage: Stage, id: number, chat: Room) {
    this.#stage = stage;
    this.id = id;
    this.chat = chat;
  }

  get user(): User {
    return this.#stage.person(this.id).user;
  }

  /** Writes a text. Mentions, commands and links in it are found as the platform finds them. */
  writes(text: string, saying: Saying = {}): Message {
    return this.#say(textFields({ text, entities: saying.entities ?? [] }), saying);
  }

  /** Writes with formatting, given as the Bot API's HTML. */
  writesHtml(html: string, saying: Saying = {}): Message {
    return this.#say(textFields(parseHtml(html)), saying);
  }

  /** Sends a picture, a file, a voice note … */
  sends(content: Content, saying: Saying = {}): Message {
    return this.#say(content(this.#stage.shelf), saying);
  }

  /** Begins an album, of which each item is its own message. */
  album(saying: Saying = {}): Album {
    return new Album(this.#stage.platform.newId('13'), (content, fields) =>
      this.#say({ ...content(this.#stage.shelf), ...fields }, saying),
    );
  }

  /** Changes the text, or the caption, of a message of theirs. */
  edits(message: Message, text: string, entities: readonly Entity[] = []): Message {
    const current = this.#current(message);
    const fields = textFields({ text, entities });
    const edited =
      current.text === undefined
        ? { caption: fields.text, caption_entities: fields.entities }
        : { text: fields.text, entities: fields.entities };
    return this.#stage.edit({
      ...current,
      ...edited,
      edit_date: this.#stage.platform.date,
    } as Message);
  }

  /** Takes a message of theirs back. The Bot API tells nobody. */
  deletes(message: Message): void {
    const { chat, message_id: messageId } = message;
    this.#stage.platform.commit({ type: 'deleted', chatId: chat.id, messageId });
  }

  forwards(message: Message, saying: Saying & { readonly origin?: MessageOrigin } = {}): Message {
    const current = this.#current(message);
    const origin = saying.origin ?? originOf(current);
    return this.#say({ ...contentOf(current), forward_origin: origin }, saying);
  }

  /** Puts these reactions, and no others, on a message. */
  reacts(message: Message, ...emojis: readonly string[]): void {
    const { platform } = this.#stage;
    const { chat, message_id: messageId } = message;
    const record = platform.memory.findMessage(chat.id, messageId);
    const old = record?.reactions.find(({ userId }) => userId === this.id)?.reaction ?? [];
    const reaction = emojis.map((emoji) => ({ type: 'emoji', emoji }) as ReactionType);
    platform.commit({ type: 'reacted', chatId: chat.id, messageId, userId: this.id, reaction });
    // “The bot must be an administrator in the chat”; nobody is one in a private chat.
    const room = this.#stage.chat(chat.id);
    if (room.kind !== 'private' && room.botStatus !== 'administrator') return;
    platform.offer('message_reaction', {
      chat,
      message_id: messageId,
      user: this.user,
      date: platform.date,
      old_reaction: [...old],
      new_reaction: reaction,
    });
  }

  /** Presses the button with that label. Returns the id of the callback query. */
  presses(message: Message, label: string): string {
    const { platform } = this.#stage;
    const current = this.#current(message);
    const button = current.reply_markup?.inline_keyboard
      .flat()
      .find((candidate) => candidate.text === label);
    if (!button) throw new Error(`No button “${label}” on message ${message.message_id}.`);
    if (!('callback_data' in button))
      throw new Error(`The button “${label}” tells the bot nothing.`);
    const id = this.#stage.platform.newId('4');
    platform.offer('callback_query', {
      id,
      from: this.user,
      message: current,
      chat_instance: String(current.chat.id * 7),
      data: button.callback_data,
    } as never);
    return id;
  }

  /** Presses “Start”, which also unblocks. */
  startsBot(payload = ''): Message {
    if (this.#stage.person(this.id).blocked) this.unblocksBot();
    this.#stage.changePerson(this.id, { started: true });
    return this.writes(payload === '' ? '/start' : `/start ${payload}`);
  }

  blocksBot(): void {
    this.#stage.changePerson(this.id, { blocked: true });
    this.chat.botBecomes('kicked', this);
  }

  unblocksBot(): void {
    this.#stage.changePerson(this.id, { blocked: false });
    this.chat.botBecomes('member', this);
  }

  /** Their account is deleted: it has no name any more, and takes no messages. */
  deletesAccount(): void {
    const { id } = this;
    this.#stage.changePerson(id, {
      deactivated: true,
      user: { id, is_bot: false, first_name: '' },
    });
  }

  #current(message: Message): Message {
    const record = this.#stage.platform.memory.findMessage(message.chat.id, message.message_id);
    return record?.message ?? message;
  }

  #say(content: MessageFields, saying: Saying): Message {
    const room = saying.in ?? this.chat;
    if (room === this.chat && !this.#stage.person(this.id).started)
      this.#stage.changePerson(this.id, { started: true });
    return this.#stage.post(room.id, {
      ...senderFields(this.user, saying.as),
      ...(saying.date !== undefined && { date: saying.date }),
      ...this.#context(room, saying),
      ...content,
      ...saying.fields,
    });
  }

  /** The thread, and what is replied to: in a topic, if nothing else, the message that created it. */
  #context(room: Room, { topic, replyTo, quote }: Saying): MessageFields {
    const root = topic && this.#stage.platform.memory.findMessage(room.id, topic.threadId)?.message;
    const replied = replyTo ? this.#current(replyTo) : root;
    const position = (replied?.text ?? replied?.caption ?? '').indexOf(quote ?? '');
    const quoted =
      quote === undefined ? undefined : { text: quote, position, is_manual: true as const };
    return {
      ...(replied && replyFields(room.record, replied, quoted)),
      ...(topic && { message_thread_id: topic.threadId, is_topic_message: true as const }),
    };
  }
}

function textFields(formatted: { readonly text: string; readonly entities: readonly Entity[] }): {
  text: string;
  entities?: MessageEntity[];
} {
  const { text, entities } = keptText(formatted);
  return { text, ...(entities.length > 0 && { entities: [...entities] }) };
}
