import type { Clock } from '@coderclaw/core';
import type { Message, Update, UserFromGetMe } from 'grammy/types';
import { wireChat } from '../chat/wire-chat.ts';
import type { Deed } from '../memory/deed.ts';
import type { PlatformMemory } from '../memory/platform-memory.ts';
import type { ChatRecord } from '../memory/record.ts';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
export type MessageFields = Omit<Partial<Message>, 'message_id' | 'chat'>;
export type UpdateKind = Exclude<keyof Update, 'update_id'>;

/** core.telegram.org/bots/api#getupdates: all but these three are sent to a bot that does not say what it wants. */
const ON_REQUEST: ReadonlySet<string> = new Set([
  'chat_member',
  'message_reaction',
  'message_reaction_count',
]);

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long an update is kept (`add_update` in tdlib/telegram-bot-api). */
const CALLBACK_QUERY_MS = 150_000;

/** The platform in the middle: what calls and people do goes through here into its memory. */
export class Platform {
  readonly memory: PlatformMemory;
  readonly clock: Clock;
  readonly bot: UserFromGetMe;
  /** By how much the platform's clock is ahead of ours. */
  dateSkewSeconds = 0;
  /** The id of the last message, for each chat that counts for itself, and for all others under 0. */
  readonly #lastMessageIds = new Map<number, number>();

  constructor(memory: PlatformMemory, clock: Clock, bot: UserFromGetMe) {
    this.memory = memory;
    this.clock = clock;
    this.bot = bot;
    for (const [chatId, inChat] of memory.messages)
      for (const id of inChat.keys()) this.#sawMessage(chatId, id);
  }

  commit(deed: WithoutTime<Deed>): void {
    this.memory.commit({ ...deed, at: this.clock.now() } as Deed);
  }

  /** Now, in seconds, as messages are dated. */
  get date(): number {
    return Math.floor(this.clock.now() / 1_000) + this.dateSkewSeconds;
  }

  wireChat(chat: ChatRecord) {
    return wireChat(chat, this.memory.people.get(chat.id));
  }

  /** An id of many digits that no other thing has. */
  newId(prefix: string): string {
    return prefix + String(this.memory.deeds.length).padStart(16, '0');
  }

  /** Puts a message into a chat. */
  post(
    by: 'bot' | 'person',
    chat: ChatRecord,
    fields: MessageFields | ((id: number) => MessageFields),
  ): Message {
    const id = this.#nextMessageId(chat);
    const message = {
      message_id: id,
      date: this.date,
      chat: this.wireChat(chat),
      ...(typeof fields === 'function' ? fields(id) : fields),
    } as Message;
    this.commit({ type: 'posted', by, message });
    return message;
  }

  /** Lets an update wait for the bot, unless it did not ask for that kind. */
  offer<K extends UpdateKind>(kind: K, content: NonNullable<Update[K]>): Update | undefined {
    const { allowedUpdates, queue } = this.memory;
    if (allowedUpdates ? !allowedUpdates.includes(kind) : ON_REQUEST.has(kind)) return undefined;
    const update = { update_id: queue.tail, [kind]: content } as unknown as Update;
    const keptMs = kind === 'callback_query' ? CALLBACK_QUERY_MS : DAY_MS;
    this.commit({ type: 'offered', update, expiresAt: this.clock.now() + keptMs });
    return update;
  }

  /** Lets any object wait as an update, whatever is wrong with it. */
  inject(update: Update, stubborn: boolean): void {
    const expiresAt = this.clock.now() + DAY_MS;
    this.commit({ type: 'offered', update, expiresAt, ...(stubborn && { stubborn }) });
  }

  changeChat(id: number, change: Partial<ChatRecord>): ChatRecord {
    const chat = { ...this.memory.chats.get(id)!, ...change };
    this.commit({ type: 'chat', chat });
    return chat;
  }

  #nextMessageId(chat: ChatRecord): number {
    const id = (this.#lastMessageIds.get(spaceOf(chat.id)) ?? 0) + 1;
    this.#sawMessage(chat.id, id);
    return id;
  }

  #sawMessage(chatId: number, id: number): void {
    const space = spaceOf(chatId);
    this.#lastMessageIds.set(space, Math.max(id, this.#lastMessageIds.get(space) ?? 0));
  }
}

/** Private chats and basic groups share one sequence of message ids; supergroups and channels have their own. */
function spaceOf(chatId: number): number {
  return chatId < -1_000_000_000_000 ? chatId : 0;
}
