import type { Chat, Message } from 'grammy/types';
import { wireMember } from '../chat/wire-chat.ts';
import type { Content } from '../content/content.ts';
import type { Entity } from '../format/entity.ts';
import { keptText } from '../format/read-text.ts';
import type { BotStatus, ChatKind, ChatRecord } from '../memory/record.ts';
import type { MessageFields } from '../server/platform.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';
import { Topic } from './topic.ts';

/** One chat: private, group, supergroup or channel. */
export class Room {
  readonly id: number;
  readonly #stage: Stage;

  constructor(stage: Stage, id: number) {
    this.#stage = stage;
    this.id = id;
  }

  get record(): ChatRecord {
    return this.#stage.chat(this.id);
  }

  get kind(): ChatKind {
    return this.record.kind;
  }

  /** As messages carry it. */
  get wire(): Chat {
    return this.#stage.platform.wireChat(this.record);
  }

  /** A post of a channel, which is from nobody. */
  posts(content: string | Content, entities: readonly Entity[] = []): Message {
    const fields =
      typeof content === 'string' ? textOf(content, entities) : content(this.#stage.shelf);
    return this.#stage.post(this.id, { sender_chat: this.wire, ...fields } as MessageFields);
  }

  /** Somebody comes in, or is brought in. */
  adds(person: Person, by: Person = person): Message {
    const { members } = this.record;
    this.#change({ members: [...new Set([...members, person.id])] });
    this.#memberBecomes(person, 'left', 'member', by);
    return this.#service(by, { new_chat_members: [person.user] });
  }

  /** Somebody leaves, or is put out. */
  removes(person: Person, by: Person = person): Message {
    const { members } = this.record;
    this.#change({ members: members.filter((id) => id !== person.id) });
    this.#memberBecomes(person, 'member', by === person ? 'left' : 'kicked', by);
    return this.#service(by, { left_chat_member: person.user });
  }

  /** The bot is brought in; also after it was put out. */
  addsBot(by: Person): Message {
    this.botBecomes('member', by);
    return this.#service(by, { new_chat_members: [this.#stage.platform.bot] });
  }

  /** The bot is put out. The Bot API says so with `my_chat_member`. */
  kicksBot(by: Person): void {
    this.botBecomes('kicked', by);
  }

  /** The bot is made administrator, or no longer is. */
  promotesBot(by: Person): void {
    this.botBecomes('administrator', by);
  }

  demotesBot(by: Person): void {
    this.botBecomes('member', by);
  }

  /** The bot's standing changes, and it is told. */
  botBecomes(status: BotStatus, by: Person): void {
    const { bot } = this.#stage.platform;
    const before = this.record.botStatus;
    this.#change({ botStatus: status });
    this.#stage.platform.offer('my_chat_member', {
      chat: this.wire,
      from: by.user,
      date: this.#stage.platform.date,
      old_chat_member: wireMember(bot, before),
      new_chat_member: wireMember(bot, status),
    });
  }

  /** Whether the bot may write there. */
  letsBotWrite(mayWrite: boolean): void {
    this.#change({ mayWrite });
  }

  /** Only these reactions are allowed. */
  allowsReactions(...reactions: readonly string[]): void {
    this.#change({ reactions });
  }

  /** From now on this channel's posts are forwarded to that group, which discusses them. */
  discussedIn(group: Room): void {
    this.#change({ linkedChatId: group.id });
  }

  renames(title: string, by: Person): Message {
    this.#change({ title });
    return this.#service(by, { new_chat_title: title });
  }

  pins(message: Message, by: Person): Message {
    return this.#service(by, { pinned_message: message } as Partial<Message>);
  }

  /** A new topic, whose thread is the message that says so. */
  opensTopic(name: string, by: Person): Topic {
    const { message_id: threadId } = this.#stage.post(this.id, (id) => ({
      from: by.user,
      message_thread_id: id,
      is_topic_message: true,
      forum_topic_created: { name, icon_color: 7_322_096 },
    }));
    const topic = { threadId, name, closed: false };
    this.#change({ topics: [...this.record.topics, topic] });
    return new Topic(this.#stage, this.id, threadId);
  }

  /** The chat is deleted. */
  vanishes(): void {
    this.#change({ deleted: true });
  }

  /**
   * A group becomes a supergroup, with another id. Two service messages say so, one in each; the old id
   * is refused from now on with `migrate_to_chat_id`.
   */
  migrates(by: Person, newId = -1_000_000_000_000 + this.id): Room {
    const { platform } = this.#stage;
    const { migratedTo: _, ...record } = this.record;
    platform.commit({
      type: 'chat',
      chat: { ...record, id: newId, kind: 'supergroup' },
    });
    this.#service(by, { migrate_to_chat_id: newId });
    this.#change({ migratedTo: newId });
    this.#stage.post(newId, {
      from: { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
      sender_chat: platform.wireChat(this.#stage.chat(newId)),
      migrate_from_chat_id: this.id,
    });
    return new Room(this.#stage, newId);
  }

  #change(change: Partial<ChatRecord>): void {
    this.#stage.platform.changeChat(this.id, change);
  }

  #service(by: Person, fields: MessageFields): Message {
    return this.#stage.post(this.id, { from: by.user, ...fields });
  }

  /** Told to administrators only, and only if they asked. */
  #memberBecomes(person: Person, from: BotStatus, to: BotStatus, by: Person): void {
    if (this.record.botStatus !== 'administrator') return;
    this.#stage.platform.offer('chat_member', {
      chat: this.wire,
      from: by.user,
      date: this.#stage.platform.date,
      old_chat_member: wireMember(person.user, from),
      new_chat_member: wireMember(person.user, to),
    });
  }
}

function textOf(source: string, given: readonly Entity[]): MessageFields {
  const { text, entities } = keptText({ text: source, entities: given });
  return { text, ...(entities.length > 0 && { entities: [...entities] }) };
}
